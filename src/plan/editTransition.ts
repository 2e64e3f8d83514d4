import { closedToEdits, editProblem } from './editRules.js';
import { dependencyProblems } from './dependencyRules.js';
import { DocumentError } from './frontMatter.js';
import { parseTicketPath } from './paths.js';
import type { Snapshot } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import type { Transition } from './transition.js';

/** A document as the engineer wants it. */
export interface Edit {
  readonly path: string;
  /** The text that it takes the place of; undefined: there is no such document yet. */
  readonly before: string | undefined;
  readonly text: string;
}

/** Where a ticket's document lies now: its folder says its state, and an editor may have it open by an earlier one. Other paths as they are. */
export function presentPath(snapshot: Snapshot, path: string): string {
  const place = parseTicketPath(path);
  const ticket = place === undefined ? undefined : snapshot.tickets.get(place.id);
  return ticket?.name === place?.name ? (ticket?.path ?? path) : path;
}

function problemOf(snapshot: Snapshot, { path, before, text }: Edit): string | undefined {
  if (/[\0\p{Cs}\uFFFD]/u.test(text)) return 'it must be text in UTF-8';
  try {
    const problem = editProblem(path, before, text);
    if (problem !== undefined || parseTicketPath(path) === undefined) return problem;
    if (before === undefined) return 'it is not there to be edited';
    const ticket = parseTicket(path, text);
    if ('words' in ticket) return ticket.words;
    return dependencyProblems([ticket], (id) => snapshot.tickets.get(id)).get(ticket.fields.id);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
}

/** The engineer changes a document in an editor. Whoever writes it must see to it that `before` is what stands there. */
export function edit(wanted: Edit): Transition {
  return (snapshot) => {
    const { path, text } = wanted;
    const reason = closedToEdits(path);
    if (reason !== undefined) return { refused: `${path} cannot be edited. ${reason}.` };
    const problem = problemOf(snapshot, wanted);
    if (problem !== undefined) return { refused: `${path} cannot be saved: ${problem.replace(/\.$/, '')}.` };
    const ticket = parseTicketPath(path)?.id;
    return { transition: 'edit', ...(ticket === undefined ? {} : { ticket }), subject: `edit ${ticket ?? path}`, changes: new Map([[path, text]]) };
  };
}
