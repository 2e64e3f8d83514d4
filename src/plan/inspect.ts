import { isUtf8 } from 'node:buffer';
import type { ObjectReader } from '../git/objectReader.js';
import { commandProblem, isJudgedInCommand } from './commandRules.js';
import { dependencyProblems } from './dependencyRules.js';
import type { DocumentKind } from './documentKinds.js';
import { kindOf } from './documentKinds.js';
import { DocumentError } from './frontMatter.js';
import { absentWork, handFields, isHandCommand } from './handRules.js';
import { isImport } from './importRules.js';
import type { HistoryStep } from './history.js';
import type { IllegalChange } from './lifecycle.js';
import { illegalChanges } from './lifecycle.js';
import { configPath, parseTicketPath, pricesPath } from './paths.js';
import { readPrices } from './prices.js';
import { readConfig, readDocument } from './readDocument.js';
import { secretIn, secretRefusal } from './secrets.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import { forgivenWith } from './transitions.js';

/** What has to be known to judge a step: the tickets before it, and the texts of the blobs it takes away and brings. */
export interface StepGround {
  ticketBefore(id: string): Ticket | undefined;
  /** Undefined for what is no file, such as a submodule. */
  text(blob: string): string | undefined;
  /** Whether it is no UTF-8. */
  isGarbled(blob: string): boolean;
}

/** Fields of a ticket that only the engine writes. */
const engineFields = ['attempts', 'failures', 'forgiven', 'conflicts', 'run', 'base', 'snapshot', 'parked', 'resumes', 'landed', 'imported', 'cut'] as const;

/** Documents with front matter that people may write, beside tickets. */
const handWritten: readonly DocumentKind['name'][] = ['area', 'decision'];

/** What a step may do to those fields. */
interface Liberty {
  /** It may set the failures to none. */
  readonly mayReset: boolean;
  /** Fields that its own rule judges. */
  readonly own: readonly string[];
}

function changedEngineField(before: Ticket | undefined, after: Ticket, { mayReset, own }: Liberty): string | undefined {
  const none = { attempts: 0, failures: 0, forgiven: undefined, conflicts: undefined, run: undefined, base: undefined, snapshot: undefined, parked: undefined, resumes: undefined, landed: undefined, imported: undefined, cut: undefined };
  const old = before?.fields ?? none;
  return engineFields.find((field) => {
    if (own.includes(field)) return false;
    if (field === 'failures' && mayReset && after.fields.failures === 0) return false;
    if (field === 'conflicts' && mayReset && after.fields.conflicts === undefined) return false;
    if (field === 'forgiven' && mayReset && after.fields.forgiven === forgivenWith(old.forgiven, old.failures)) return false;
    return JSON.stringify(old[field]) !== JSON.stringify(after.fields[field]);
  });
}

function fileProblem(path: string, text: string, read: (text: string) => unknown): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentError) return `${path}: ${error.message}`;
    throw error;
  }
}

/** Why the front matter of a document that people may write cannot be used. */
function fieldsProblem(path: string, text: string): string | undefined {
  const kind = kindOf(path);
  if (kind?.schema === undefined || !handWritten.includes(kind.name)) return undefined;
  try {
    readDocument(kind.schema, text);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentError) return `${path}: ${error.message}`;
    throw error;
  }
}

/** What the document at a changed path breaks. */
function documentProblem(path: string, blob: string, ground: StepGround, gone: ReadonlySet<string>, liberty: Liberty): string | undefined {
  const text = ground.text(blob);
  if (text === undefined) return `${path} is not a file`;
  if (ground.isGarbled(blob)) return `${path} is not UTF-8`;
  const secret = secretIn(text);
  if (secret !== undefined) return `${path}: ${secretRefusal(secret)}`;
  if (path === configPath) return fileProblem(path, text, readConfig);
  if (path === pricesPath) return fileProblem(path, text, readPrices);
  if (parseTicketPath(path) === undefined) return fieldsProblem(path, text);
  const ticket = parseTicket(path, text);
  if ('words' in ticket) return `${path}: ${ticket.words}`;
  const old = ground.ticketBefore(ticket.fields.id);
  if (old !== undefined && old.path !== path && !gone.has(old.path)) return `ticket ${ticket.fields.id} would be in two places: ${old.path} and ${path}`;
  const field = changedEngineField(old, ticket, liberty);
  return field === undefined ? undefined : `${path}: "${field}" is the engine's to write`;
}

/** What a person may change, but not take away: the plan cannot do without its configuration, and a decision's number is never used again. */
function isForGood(path: string): boolean {
  return path === configPath || path.startsWith('decisions/');
}

/** All that a step changes of one ticket. */
function pathsOf(step: HistoryStep, ticket: string | undefined): readonly string[] {
  return step.changes.map(({ path }) => path).filter((path) => ticket !== undefined && parseTicketPath(path)?.id === ticket);
}

/** The tickets that a step writes, but for those that are illegal anyway. */
function legalTickets(step: HistoryStep, illegal: readonly IllegalChange[], ground: StepGround): readonly Ticket[] {
  return step.changes.flatMap(({ path, after }) => {
    const text = after === undefined || parseTicketPath(path) === undefined || illegal.some((one) => one.paths.includes(path)) ? undefined : ground.text(after);
    const ticket = text === undefined ? undefined : parseTicket(path, text);
    return ticket !== undefined && 'fields' in ticket ? [ticket] : [];
  });
}

/** The engine's fields that a command writes by a rule of its own. */
function ownFields(step: HistoryStep): readonly string[] {
  if (isHandCommand(step)) return handFields;
  return isImport(step) ? ['imported'] : [];
}

/** What is illegal in a step that is not the engine's, from what its message and its documents say. Pure. */
export function illegalInStep(step: HistoryStep, ground: StepGround): readonly IllegalChange[] {
  const { author, transition } = step.message;
  const illegal = [...illegalChanges(author.kind === 'foreign' ? undefined : transition, author.kind, step.changes)];
  if (author.kind === 'command' && transition === 'init' && step.parent !== undefined) {
    illegal.push({ paths: step.changes.map((change) => change.path), words: 'init is only for a plan that is not there yet' });
  }
  const gone = new Set(step.changes.filter((change) => change.after === undefined).map((change) => change.path));
  const liberty = { mayReset: author.kind === 'foreign' || transition === 'retry', own: ownFields(step) };
  for (const path of gone) {
    if (isForGood(path) && !illegal.some((one) => one.paths.includes(path))) illegal.push({ paths: [path], words: `${path} cannot be removed` });
  }
  for (const { path, after } of step.changes) {
    if (after === undefined || illegal.some((one) => one.paths.includes(path))) continue;
    const problem = documentProblem(path, after, ground, gone, liberty);
    if (problem === undefined) continue;
    illegal.push({ paths: [...new Set([path, ...pathsOf(step, parseTicketPath(path)?.id)])], words: problem });
  }
  for (const [id, words] of dependencyProblems(legalTickets(step, illegal, ground), (other) => ground.ticketBefore(other))) illegal.push({ paths: pathsOf(step, id), words });
  const beyond = author.kind === 'command' && illegal.length === 0 ? commandProblem(step, ground) : undefined;
  if (beyond !== undefined) illegal.push({ paths: step.changes.map((change) => change.path), words: beyond });
  return illegal;
}

/** Documents whose text decides whether a step is legal. */
function isJudged(path: string): boolean {
  return kindOf(path) !== undefined || isJudgedInCommand(path);
}

/** What is illegal in a commit that is not the engine's; `before` is the plan as it was. */
export async function inspectStep(reader: ObjectReader, before: Snapshot | undefined, step: HistoryStep): Promise<readonly IllegalChange[]> {
  const texts = new Map<string, string>();
  const garbled = new Set<string>();
  for (const { path, before: old, after } of step.changes) {
    for (const blob of [isJudgedInCommand(path) ? old : undefined, after]) {
      const object = blob === undefined ? undefined : await reader.read(blob);
      if (blob === undefined || object?.type !== 'blob') continue;
      if (isJudged(path)) texts.set(blob, object.body.toString('utf8'));
      else if (!texts.has(blob)) texts.set(blob, '');
      if (isJudged(path) && !isUtf8(object.body)) garbled.add(blob);
    }
  }
  const ground = { ticketBefore: (id: string) => before?.tickets.get(id), text: (blob: string) => texts.get(blob), isGarbled: (blob: string) => garbled.has(blob) };
  const illegal = illegalInStep(step, ground);
  if (illegal.length > 0 || !isHandCommand(step)) return illegal;
  const absent = await absentWork(reader, step, ground);
  return absent === undefined ? illegal : [{ paths: step.changes.map((change) => change.path), words: absent }];
}
