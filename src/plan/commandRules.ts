import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { decisionOf, decisionProblem } from './answerRules.js';
import { changedBeyond } from './changedBeyond.js';
import { climbsToEngineer, correctionProblem, isCorrection } from './correctionRules.js';
import { DocumentError } from './frontMatter.js';
import { handProblem, isHandCommand, isJudgedInHandCommand } from './handRules.js';
import { editProblem } from './editRules.js';
import { importProblem, isImport } from './importRules.js';
import type { HistoryStep } from './history.js';
import { configPath, controlPath, notePath, parseTicketPath, pendingPath, protectedPath, reviewPath, workName, workPath } from './paths.js';
import { controlSchema, noteSchema, protectedSchema, questionSchema, reviewSchema, workSchema } from './planningSchemas.js';
import { proposalSchema } from './proposalSchemas.js';
import { readDocument } from './readDocument.js';
import type { CommandGround } from './commandGround.js';
import { ticketSchema } from './schemas.js';
import { forgivenWith } from './transitions.js';
import { document } from './transition.js';

/** What is wrong with the one document that a command writes. Throws DocumentError. */
type Rule = (name: string, path: string, before: string | undefined, after: string) => string | undefined;

/** A document that is there, of which only some fields may change, and into what. */
function changing<Schema extends z.ZodType>(schema: Schema, allowed: readonly string[], means: (after: z.infer<Schema>, before: z.infer<Schema>) => boolean): Rule {
  return (name, path, before, after) => {
    if (before === undefined) return `${path} is not there to be changed by ${name}`;
    const field = changedBeyond(allowed, before, after);
    if (field !== undefined) return `${path}: "${field}" is not to be changed by ${name}`;
    return means(readDocument(schema, after), readDocument(schema, before)) ? undefined : `${path} does not say what ${name} means`;
  };
}

/** A document that is the command's own. */
function writing<Schema extends z.ZodType>(schema: Schema, means: (after: z.infer<Schema>, isNew: boolean, path: string) => boolean): Rule {
  return (name, path, before, after) => (means(readDocument(schema, after), before === undefined, path) ? undefined : `${path} does not say what ${name} means`);
}

/** One field of `control.md`, which need not be there before. */
function controlling(field: 'paused' | 'frozen' | 'ahead' | 'retest' | 'woken' | 'tolerated', means: (value: unknown) => boolean): Rule {
  return (name, path, before, after) => {
    const beyond = changedBeyond([field], before ?? document({}), after);
    if (beyond !== undefined) return `${path}: "${beyond}" is not to be changed by ${name}`;
    return means(readDocument(controlSchema, after)[field]) ? undefined : `${path} does not say what ${name} means`;
  };
}

const holding = changing(ticketSchema, ['hold'], ({ hold }) => hold !== undefined && hold.stop === undefined);

const rules = {
  answer: changing(
    questionSchema,
    ['state', 'path', 'answer', 'answered', 'change'],
    (after, before) =>
      before.state === 'open' &&
      after.state === 'answered' &&
      after.answer !== undefined &&
      after.answered?.by === 'engineer' &&
      after.answered.run === undefined &&
      isDeepStrictEqual({ ...after.change, outcome: undefined }, { ...before.change, outcome: undefined }) &&
      climbsToEngineer(before.path, after.path),
  ),
  hold: holding,
  eject: holding,
  stop: changing(ticketSchema, ['hold'], ({ hold, run }) => hold?.stop !== undefined && hold.stop === run),
  release: changing(ticketSchema, ['hold'], ({ hold }) => hold === undefined),
  retry: changing(ticketSchema, ['hold', 'failures', 'forgiven', 'conflicts'], ({ hold, failures, forgiven, conflicts }, before) => hold === undefined && failures === 0 && conflicts === undefined && forgiven === forgivenWith(before.forgiven, before.failures)),
  promote: changing(ticketSchema, ['promotions'], (after, before) => {
    const added = after.promotions.slice(before.promotions.length);
    return added.length === 1 && added[0]?.attempt === after.attempts + 1 && isDeepStrictEqual(after.promotions.slice(0, -1), before.promotions);
  }),
  'retry-work': changing(workSchema, ['stuck', 'failures'], ({ stuck, failures }) => stuck === undefined && failures === 0),
  edit: (_name, path, before, after) => {
    const problem = editProblem(path, before, after);
    return problem === undefined ? undefined : `${path}: ${problem}`;
  },
  pitch: writing(
    workSchema,
    ({ name, kind, role, subject, attempts, failures, run, resumes, stuck }, isNew, path) =>
      isNew && name === workName('pitch') && kind === 'pitch' && role === 'architect' && path === workPath(name) && attempts + failures === 0 && [subject, run, resumes, stuck].every((field) => field === undefined),
  ),
  'accept-proposal': changing(proposalSchema, ['state', 'accepted'], (after, before) => before.state === 'open' && after.state === 'accepted'),
  'reject-proposal': changing(proposalSchema, ['state', 'rejected'], (after, before) => before.state !== 'rejected' && before.filed === undefined && after.state === 'rejected'),
  pause: controlling('paused', (paused) => paused !== undefined),
  resume: controlling('paused', (paused) => paused === undefined),
  freeze: controlling('frozen', (frozen) => frozen !== undefined),
  thaw: controlling('frozen', (frozen) => frozen === undefined),
  reorder: controlling('ahead', () => true),
  wake: controlling('woken', (woken) => woken !== undefined),
  tolerate: controlling('tolerated', (tolerated) => tolerated !== undefined),
  retest: controlling('retest', (asked) => asked !== undefined),
  'approve-submission': writing(reviewSchema, ({ ticket, attempt, run, by, verdict }, isNew, path) => isNew && run === undefined && by !== undefined && verdict === 'approve' && path === reviewPath(ticket, attempt)),
  'approve-protected': writing(protectedSchema, ({ ticket, attempt }, _isNew, path) => path === protectedPath(ticket, attempt)),
  note: writing(noteSchema, ({ ticket, number }, isNew, path) => isNew && path === notePath(ticket, number)),
} satisfies Record<string, Rule>;

/** Whether a path's text decides what a command is. */
export function isJudgedInCommand(path: string): boolean {
  return path === controlPath || path === configPath || /^(?:questions|work|notes|reviews|protected|areas|decisions|cuts|imports|proposals)\//.test(path) || isJudgedInHandCommand(path);
}

function textBefore(step: HistoryStep, path: string, ground: CommandGround): string | undefined {
  const place = parseTicketPath(path);
  if (place !== undefined) return ground.ticketBefore(place.id)?.text;
  const blob = step.changes.find((change) => change.path === path)?.before;
  return blob === undefined ? undefined : ground.text(blob);
}

/** What a rule says; of a document that cannot be read, why. */
function readable(rule: () => string | undefined, path?: string): string | undefined {
  try {
    return rule();
  } catch (error) {
    if (error instanceof DocumentError) return path === undefined ? error.message : `${path}: ${error.message}`;
    throw error;
  }
}

/** What makes an engineer's command do more, or something else, than its name says; undefined when nothing does. Pure. */
export function commandProblem(step: HistoryStep, ground: CommandGround): string | undefined {
  if (isHandCommand(step)) return handProblem(step, ground);
  if (isImport(step)) return importProblem(step, ground);
  if (isCorrection(step)) return readable(() => correctionProblem(step, ground));
  const name = step.message.transition ?? '';
  if (!Object.hasOwn(rules, name) || step.changes.length === 0) return undefined;
  const decision = decisionOf(step);
  const brought = step.changes.filter((change) => change.after !== undefined && change !== decision);
  const [only] = brought;
  const text = only?.after === undefined ? undefined : ground.text(only.after);
  if (only === undefined || brought.length !== 1 || text === undefined) return `${name} must write exactly one document`;
  const ticket = parseTicketPath(only.path);
  const isAlso = (path: string): boolean => {
    const other = parseTicketPath(path);
    if (other !== undefined) return other.id === ticket?.id && other.name === ticket.name;
    return name === 'eject' && ticket !== undefined && path === pendingPath(ticket.id);
  };
  if (decision !== undefined) {
    const problem = readable(() => decisionProblem(decision, /^questions\/(Q-\d+)\.md$/.exec(only.path)?.[1] ?? '', ground), decision.path);
    if (problem !== undefined) return problem;
  }
  const beyond = step.changes.find((change) => change !== only && change !== decision && !isAlso(change.path));
  if (beyond !== undefined) return `${beyond.path} is not to be changed by this ${name}`;
  if (name === 'eject' && step.changes.length !== 3) return 'eject must take the submission out of the queue';
  if (name === 'note' && ground.ticketBefore(only.path.split('/')[1] ?? '') === undefined) return `${only.path} is about no ticket`;
  return readable(() => rules[name as keyof typeof rules](name, only.path, textBefore(step, only.path, ground), text), only.path);
}
