import type { ObjectReader } from '../git/objectReader.js';
import { changedBeyond } from './changedBeyond.js';
import type { CommandGround } from './commandGround.js';
import { DocumentError } from './frontMatter.js';
import { byHand } from './handTransitions.js';
import type { HistoryStep } from './history.js';
import type { PathChange } from './lifecycle.js';
import { parseTicketPath, pendingPath, runPath } from './paths.js';
import { readDocument } from './readDocument.js';
import type { Pending, RunFields, TicketFields } from './schemas.js';
import { pendingSchema, runSchema, ticketSchema } from './schemas.js';

/** The commands by which the engineer hands in work of their own, or leaves it to the agents. */
const handCommands: readonly string[] = ['hand-in', 'hand-back', 'revert'];

export function isHandCommand({ message: { author, transition } }: HistoryStep): boolean {
  return author.kind === 'command' && handCommands.includes(transition ?? '');
}

/** Fields of a ticket that otherwise only the engine writes, and these commands write with the work. */
export const handFields: readonly string[] = ['attempts', 'base', 'snapshot', 'parked', 'resumes'];

/** Whether a path's text decides what such a command is. */
export function isJudgedInHandCommand(path: string): boolean {
  return /^(?:runs|queue\/merge\/pending)\//.test(path);
}

/** The documents of such a command; what is only handed back is not submitted. */
interface Documents {
  readonly ticket: TicketFields;
  readonly ticketText: string;
  readonly record: RunFields;
  readonly pending: Pending | undefined;
}

function isNew({ before, after }: PathChange): boolean {
  return before === undefined && after !== undefined;
}

/** Whether what it brings is to be tested and landed. */
function submits({ message }: HistoryStep): boolean {
  return message.transition !== 'hand-back';
}

/** Throws DocumentError. */
function documentsOf(step: HistoryStep, ground: Pick<CommandGround, 'text'>): Documents | undefined {
  const textAt = (fits: (change: PathChange) => boolean): string | undefined => {
    const blob = step.changes.find((change) => change.after !== undefined && fits(change))?.after;
    return blob === undefined ? undefined : ground.text(blob);
  };
  const ticketText = textAt(({ path }) => parseTicketPath(path) !== undefined);
  const recordText = textAt((change) => change.path.startsWith('runs/') && isNew(change));
  const pendingText = textAt((change) => change.path.startsWith('queue/') && isNew(change));
  if (ticketText === undefined || recordText === undefined || (pendingText === undefined) === submits(step)) return undefined;
  const pending = pendingText === undefined ? undefined : readDocument(pendingSchema, pendingText);
  return { ticketText, ticket: readDocument(ticketSchema, ticketText), record: readDocument(runSchema, recordText), pending };
}

/** Whether record and submission, where there is one, are those of one attempt of the engineer's at this ticket. */
function isOneAttempt({ ticket, record, pending }: Documents): boolean {
  const of = [record.ticket, record.attempt, record.run, record.base, record.snapshot, record.model];
  const alike = pending === undefined ? of : [pending.ticket, pending.attempt, pending.run, pending.base, pending.commit, pending.model];
  const own = [ticket.id, ticket.attempts, record.run, ticket.base, ticket.snapshot, byHand];
  const isSubmitted = pending !== undefined;
  const isEnded = record.submitted === isSubmitted && record.work === undefined && record.role === 'coding';
  const mustBeOver = [ticket.run, ticket.hold, ticket.landed, ...(isSubmitted ? [ticket.parked, ticket.resumes] : [])];
  return isEnded && mustBeOver.every((field) => field === undefined) && of.every((value, at) => value === alike[at] && value === own[at]);
}

function problemIn(step: HistoryStep, ground: CommandGround): string | undefined {
  const name = step.message.transition ?? '';
  const documents = documentsOf(step, ground);
  if (documents === undefined) return `${name} must write a ticket, a new record of its run and ${submits(step) ? 'a new' : 'no'} submission`;
  const { ticket, ticketText, record, pending } = documents;
  const before = ground.ticketBefore(ticket.id);
  const own = [runPath(record.run), ...(pending === undefined ? [] : [pendingPath(pending.ticket)])];
  const beyond = step.changes.find(({ path }) => !own.includes(path) && parseTicketPath(path)?.id !== ticket.id);
  if (beyond !== undefined) return `${beyond.path} is not to be changed by this ${name}`;
  if (!isOneAttempt(documents) || !record.run.includes(`-${ticket.id}-${String(ticket.attempts)}-`)) return `the documents of ${name} do not say the same`;
  if (ticket.attempts !== (before?.fields.attempts ?? 0) + 1) return `${name} must count one attempt more`;
  if (before?.fields.run !== undefined) return `${name} is not for a ticket that is being worked on`;
  if (before === undefined) return ticket.failures === 0 ? undefined : `${name} counts failures of a new ticket`;
  const allowed = submits(step) ? handFields : handFields.filter((one) => one !== 'parked' && one !== 'resumes');
  const field = changedBeyond([...allowed, 'hold'], before.text, ticketText);
  return field === undefined ? undefined : `"${field}" is not to be changed by ${name}`;
}

/** What makes such a command something else than work of the engineer's own with its record; undefined when nothing does. Pure. */
export function handProblem(step: HistoryStep, ground: CommandGround): string | undefined {
  try {
    return problemIn(step, ground);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
}

/** Why the work that such a command names cannot be tested: the repository does not have it. The engine alone can see that. */
export async function absentWork(reader: ObjectReader, step: HistoryStep, ground: Pick<CommandGround, 'text'>): Promise<string | undefined> {
  const { record, pending } = documentsOf(step, ground) ?? {};
  const [commit, base, tree] = [record?.snapshot, record?.base, pending?.tree];
  for (const id of [commit, base]) {
    if (id === undefined || (await reader.read(id))?.type !== 'commit') return `the repository does not have the commit ${id ?? ''}`;
  }
  const there = await reader.commit(commit ?? '');
  return (tree === undefined || there.tree === tree) && there.parents[0] === base ? undefined : `${commit ?? ''} is not the snapshot that it is said to be`;
}
