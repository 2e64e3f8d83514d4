import { conflictsUntilAsked, orderOptions, orderQuestion } from '../../plan/conflictOrder.js';
import { byHand } from '../../plan/handTransitions.js';
import type { Pending } from '../../plan/schemas.js';
import { isoSeconds } from '../../platform/clock.js';
import { sharedFiles } from '../../queue/statedFiles.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import { ticketOf } from '../performing.js';
import { askOnBehalf } from '../runs/askOnBehalf.js';
import { neighbourLines, neighboursOf } from './neighbours.js';

/** So many tickets that are still to land are named. */
const mostNamed = 10;

/** Tickets that are still to land, and change the same files or say that they will; as Markdown, a line each. */
function othersToLand({ snapshot, queue }: Observation, id: string, conflicts: readonly string[]): string {
  const changed = new Map(queue.map(({ ticket, paths }) => [ticket, paths]));
  const lines = [...snapshot.tickets.values()].flatMap(({ state, fields }) => {
    if (fields.id === id || (state !== 'open' && state !== 'in-progress')) return [];
    const files = sharedFiles([...conflicts], changed.get(fields.id) ?? fields.files ?? []);
    return files.length === 0 ? [] : [`- ticket ${fields.id} (${fields.title}), ${state}: ${files.map((path) => `\`${path}\``).join(', ')}`];
  });
  return lines.slice(0, mostNamed).join('\n');
}

/**
 * Asks the manager in which order the tickets are to land, when a submission does not merge for the second time; returns the question's id. Undefined
 * where that is not due, or where a person wrote the submission: they have `sanctum queue`. Safe to repeat.
 */
export async function askOrder(performing: QueuePerforming, observation: Observation, pending: Pending, conflicts: readonly string[]): Promise<string | undefined> {
  const { snapshot, master } = observation;
  const { fields } = ticketOf(snapshot, pending.ticket);
  const { id, title, area, conflicts: before = 0 } = fields;
  if (master === undefined || pending.model === byHand || before + 1 !== conflictsUntilAsked) return undefined;
  const { project, queue } = performing;
  const landed = (await neighboursOf(project.repository, snapshot, pending, master)).filter(({ shared }) => shared.some((path) => conflicts.includes(path)));
  const others = othersToLand(observation, id, conflicts);
  const [first] = orderOptions(id);
  const text = [
    `Ticket ${id} (${title}) does not merge with ${queue.branch} for the second time. Both sides changed:\n\n${conflicts.map((path) => `- \`${path}\``).join('\n')}`,
    ...(landed.length === 0 ? [] : [`Since it was begun these landed:\n\n${neighbourLines(landed)}`]),
    ...(others === '' ? [] : [`These are still to land, and change the same:\n\n${others}`]),
    `What either side wrote stands in ticket ${id}. Its coding agent goes on in a folder with both sides in it, marked, and hands in what does what all of these tickets ask for.`,
    `Which is to go first? "${first.split(':')[0] ?? ''}" keeps the others back until it has landed. Begin the answer with the words of one of the options; what comes after them is for the coding agent.`,
  ].join('\n\n');
  const spoken = { ticket: id, run: pending.run, role: 'coding' as const, area, ended: isoSeconds(project.ports.clock.now()) };
  return askOnBehalf(performing, spoken, text, { number: orderQuestion, options: orderOptions(id) });
}
