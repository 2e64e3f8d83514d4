import { mergeInMemory } from '../../git/mergeTree.js';
import { readBody } from '../../plan/frontMatter.js';
import type { Pending } from '../../plan/schemas.js';
import type { Ticket } from '../../plan/snapshot.js';
import { hunkWords } from '../../queue/conflictHunks.js';
import type { Observation } from '../deciding/observe.js';
import type { QueuePerforming } from '../performing.js';
import type { Neighbour } from './neighbours.js';
import { neighbourLines, neighboursOf } from './neighbours.js';

/** More files, and larger ones, are named and not looked into. In bytes. */
const [mostFiles, largestFile] = [20, 1024 * 1024];
/** So many other tickets are told, each to so many characters. */
const [mostTickets, mostCharacters] = [3, 2000];

/** What a ticket asks for, without what became of its attempts. */
function askedBy(ticket: Ticket): string {
  const text = (readBody(ticket.text).split(/^## Attempt \d+$/m)[0] ?? '').trim();
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

/** Tickets as quotations: a heading of theirs is none of the report's. */
function ticketWords({ snapshot }: Pick<Observation, 'snapshot'>, neighbours: readonly Neighbour[]): readonly string[] {
  return neighbours.slice(0, mostTickets).flatMap(({ ticket: id, title }) => {
    const ticket = snapshot.tickets.get(id);
    const asked = ticket === undefined ? '' : askedBy(ticket);
    return asked === '' ? [] : [`Ticket ${id} (${title}) asked for:\n\n${asked.split('\n').map((one) => `> ${one}`.trimEnd()).join('\n')}`];
  });
}

/** What either side says where both changed the same. */
async function places({ project, queue }: QueuePerforming, master: string, { ticket, commit }: Pending, conflicts: readonly string[]): Promise<string> {
  const { repository, ports } = project;
  const { tree } = await mergeInMemory(ports.files, queue.closedGit, repository, queue.project.scratch(`conflict-${ticket}`), master, commit);
  const texts: (readonly [string, string])[] = [];
  for (const path of conflicts.slice(0, mostFiles)) {
    const found = await repository.reader.at(tree, Buffer.from(path, 'utf8').toString('latin1'));
    if (found?.type === 'blob' && found.body.length <= largestFile) texts.push([path, found.body.toString('utf8')]);
  }
  return hunkWords(texts, queue.branch);
}

/** For whoever goes on with a submission that does not merge with master: the files, the tickets that changed them, and both sides of each place. As Markdown. */
export async function conflictReport(performing: QueuePerforming, observation: Observation, pending: Pending, conflicts: readonly string[]): Promise<string> {
  const { branch } = performing.queue;
  const { snapshot, master } = observation;
  if (master === undefined) return '';
  const landed = await neighboursOf(performing.project.repository, snapshot, pending, master);
  const others = landed.filter(({ shared }) => shared.some((path) => conflicts.includes(path)));
  const parts = [
    `These files were changed on ${branch} as well:\n\n${conflicts.map((path) => `- ${path}`).join('\n')}`,
    ...(others.length === 0 ? [] : [`Since it was begun these landed:\n\n${neighbourLines(others)}`, ...ticketWords(observation, others)]),
    await places(performing, master, pending, conflicts),
    'The next attempt begins with both sides in them, marked. What it hands in must do what both tickets ask for.',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
