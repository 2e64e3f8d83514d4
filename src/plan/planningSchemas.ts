import * as z from 'zod';
import { chargedBudgetSchema } from './schemas.js';
import { answererSchema, areaName, decisionIdText, documentText, isoTime, levelSchema, line, longLine, objectIdText, proposalIdText, questionIdText, roleSchema, runIdText, ticketIdText } from './atoms.js';

/** `areas/<area>.md`: a part of the spec that one manager sees to. */
export const areaSchema = z.strictObject({
  area: areaName,
  title: line,
  /** The proposal that it was filed for. */
  proposal: proposalIdText.optional(),
  /** The spec wants it no more: no tickets are cut from it. Written anew by the architect, it is an area like any other again. */
  dropped: z.strictObject({ run: runIdText, at: isoTime, why: line }).optional(),
});
export type AreaFields = z.infer<typeof areaSchema>;

/** `cuts/…`: for which content of a document the level below was written; what was cut once is never cut again. */
export const cutSchema = z.strictObject({
  /** None for what was cut from the spec. */
  area: areaName.optional(),
  /** The blob of the spec or the area. */
  of: objectIdText,
  run: runIdText,
  at: isoTime,
});
export type Cut = z.infer<typeof cutSchema>;

/** `approvals/v<N>.md`: the engineer accepted a version of the spec. */
export const approvalSchema = z.strictObject({
  version: z.int().min(1),
  /** The draft that was accepted, and the spec that came of it. */
  draft: objectIdText,
  spec: objectIdText,
  by: line,
  at: isoTime,
});
export type Approval = z.infer<typeof approvalSchema>;

/** Plans of before had one word at most, and no list of them. */
function listed(value: unknown): unknown {
  return value === undefined || Array.isArray(value) ? value : [value];
}

/** `control.md`. */
export const controlSchema = z.strictObject({
  /** A red tree of master's beside which agents may go on, by the engineer's word. */
  tolerated: z.strictObject({ by: line, at: isoTime, tree: objectIdText }).optional(),
  /** Nothing is started, tested or landed; agents at work go on. */
  paused: z.strictObject({ by: line, at: isoTime, why: line.optional() }).optional(),
  /** Nothing lands; all else goes on. */
  frozen: z.strictObject({ by: line, at: isoTime, why: line.optional() }).optional(),
  /** The tickets whose submissions come before all others in the queue, the first first. */
  ahead: z.strictObject({ by: line, at: isoTime, tickets: z.array(ticketIdText).min(1).max(100) }).optional(),
  /** What did not serve is to be tried again from then on; the latest word on each. */
  woken: z.preprocess(listed, z.array(z.strictObject({ by: line, at: isoTime, provider: line })).min(1).optional()),
  /** The verdict that was finished then on this tree of master's does not count any more: it is to be tested again. */
  retest: z.strictObject({ by: line, at: isoTime, tree: objectIdText, finished: isoTime }).optional(),
});
export type Control = z.infer<typeof controlSchema>;

/** `notes/<ticket>/<number>.md`: what the engineer tells whoever works on a ticket. */
export const noteSchema = z.strictObject({ ticket: ticketIdText, number: z.int().min(1), by: line, at: isoTime });
export type NoteFields = z.infer<typeof noteSchema>;

/** `decisions/D-0001-<short-name>.md`. */
export const decisionSchema = z.strictObject({
  id: decisionIdText,
  title: line,
  /** The question whose answer made it. */
  question: questionIdText.optional(),
  by: levelSchema,
  at: isoTime,
  /** The decision in whose place it stands. */
  replaces: decisionIdText.optional(),
  /** The decision that stands in its place: this one is no decision any more. */
  superseded: decisionIdText.optional(),
});
export type DecisionFields = z.infer<typeof decisionSchema>;

export const findingSchema = z.strictObject({
  severity: z.enum(['must', 'should', 'note']),
  /** A file, with a line where that helps. */
  place: line.optional(),
  text: longLine,
});
export type Finding = z.infer<typeof findingSchema>;

/** `reviews/<ticket>-<attempt>.md`. */
export const reviewSchema = z.strictObject({
  ticket: ticketIdText,
  attempt: z.int().min(1),
  /** The merging agent's run; none where the engineer reviewed. */
  run: runIdText.optional(),
  /** The engineer who reviewed. */
  by: line.optional(),
  /** The submission that was seen. */
  commit: objectIdText,
  verdict: z.enum(['approve', 'request-changes']),
  findings: z.array(findingSchema).default([]),
  at: isoTime,
});
export type Review = z.infer<typeof reviewSchema>;

/** A change that may land only when the engineer has seen it. */
export const protectedChangeSchema = z.strictObject({
  path: z.string().min(1),
  /** What it does, in a clause: `changes package.json (the gate)`. */
  words: z.string().min(1),
  /** The file on master and in what is to land, by blob; zeros where it is not there. */
  before: objectIdText,
  after: objectIdText,
});
export type ProtectedChange = z.infer<typeof protectedChangeSchema>;

/** `protected/<ticket>-<attempt>.md`: the protected changes of a submission that the engineer approved. It holds for these blobs, whatever they lie on. */
export const protectedSchema = z.strictObject({
  ticket: ticketIdText,
  attempt: z.int().min(1),
  by: line,
  /** The submission that was seen. */
  commit: objectIdText,
  at: isoTime,
  changes: z.array(protectedChangeSchema).min(1),
});
export type ProtectedApproval = z.infer<typeof protectedSchema>;

/** `base-tests/<ticket>-<attempt>.md`: what the gate says of a submission with the files of tests that it changes put back; the body is what the gate printed. */
export const baseTestsSchema = z.strictObject({
  ticket: ticketIdText,
  attempt: z.int().min(1),
  /** The submission. */
  commit: objectIdText,
  /** What it was tested on, and whose files of tests were taken. */
  base: objectIdText,
  tree: objectIdText,
  /** The files that were put back. */
  paths: z.array(z.string()).min(1),
  result: z.enum(['green', 'red']),
  tests: z.union([z.int().min(0), z.literal('unknown')]),
  /** The tests that failed, where all of them are known by name. */
  failing: z.array(line).max(300).optional(),
  at: isoTime,
});
export type BaseTests = z.infer<typeof baseTestsSchema>;

/** `criteria/<hundred>/<ticket>-<attempt>.md`: for each criterion, as the ticket had it, what is known of it; the body is what failed ones printed. */
export const criteriaSchema = z.strictObject({
  ticket: ticketIdText,
  attempt: z.int().min(1),
  /** The submission. */
  commit: objectIdText,
  /** On which tree, and by which commands, what can be run was run, and with which gate; none before. Sanctum did not say the gate at first. */
  tested: z.strictObject({ tree: objectIdText, fingerprint: z.string(), gate: z.string().optional(), at: isoTime }).optional(),
  /** What was found of these criteria on other trees before, the latest last; by the numbers of those that passed and failed, from 1. */
  earlier: z.array(z.strictObject({ tree: objectIdText, fingerprint: z.string(), gate: z.string().optional(), at: isoTime, passed: z.array(z.int().min(1)), failed: z.array(z.int().min(1)) })).optional(),
  criteria: z.array(
    z.strictObject({
      text: line,
      test: line.optional(),
      command: line.optional(),
      /** What the coding agent says. */
      evidence: documentText(2000).optional(),
      result: z.enum(['passed', 'failed', 'not-run']).optional(),
      /** What the result rests on. */
      why: longLine.optional(),
    }),
  ),
});
export type CriteriaFields = z.infer<typeof criteriaSchema>;
export type KnownCriterion = CriteriaFields['criteria'][number];

export const workKinds = ['areas', 'tickets', 'answer', 'change', 'review', 'pitch', 'design'] as const;

/** `work/<name>.md`: a piece of work of another role than coding, while it is to be done. */
export const workSchema = z.strictObject({
  name: line,
  kind: z.enum(workKinds),
  role: roleSchema,
  /** The area, the question, the ticket or the proposal that it is about; none for the spec and for a pitch. */
  subject: line.optional(),
  /** The blob or commit that it is done for. */
  of: objectIdText,
  attempts: z.int().min(0).default(0),
  failures: z.int().min(0).default(0),
  run: runIdText.optional(),
  base: objectIdText.optional(),
  snapshot: objectIdText.optional(),
  parked: questionIdText.optional(),
  resumes: runIdText.optional(),
  /** Why it is not tried again by itself. */
  stuck: line.optional(),
});
export type WorkFields = z.infer<typeof workSchema>;

const step = z.strictObject({
  level: levelSchema,
  at: isoTime,
  /** What the level below said when it passed the question up. */
  view: z.string().optional(),
});

/** By whom and when an answer was given. */
const givenSchema = z.strictObject({
  by: answererSchema,
  at: isoTime,
  /** The run of the manager's or the architect's that gave it. */
  run: runIdText.optional(),
  /** The decision that it was taken from. */
  from: decisionIdText.optional(),
});

/** What of the plan its asker wants changed; such a question is settled by changing that, or by words. */
export const planChangeSchema = z.strictObject({
  document: z.enum(['ticket', 'area', 'spec']),
  /** Of the ticket: which of its criteria, from 1. */
  criterion: z.int().min(1).optional(),
  /** The commit of the draft that would change the spec so; then the engineer decides by accepting or rejecting the draft. */
  draft: objectIdText.optional(),
  outcome: z.enum(['accepted', 'refused']).optional(),
});
export type PlanChange = z.infer<typeof planChangeSchema>;

/** `questions/Q-0007.md`; the body is the question. */
export const questionSchema = z.strictObject({
  id: questionIdText,
  /** Withdrawn: nobody is left who would hear the answer. */
  state: z.enum(['open', 'answered', 'withdrawn']),
  asker: z.strictObject({
    role: roleSchema,
    run: runIdText,
    /** Its number among the questions of that run. */
    number: z.int().min(1),
    ticket: ticketIdText.optional(),
    work: line.optional(),
    area: areaName.optional(),
  }),
  blocking: z.boolean(),
  options: z.array(line).default([]),
  /** What the asker tried and saw. */
  evidence: z.string().optional(),
  /** What the asker will do unless told otherwise. */
  default: z.string().optional(),
  /** When the default becomes the answer. */
  deadline: isoTime.optional(),
  /** It asks for a change of the plan. */
  change: planChangeSchema.optional(),
  /** It asks what is to be done about a budget that is used up. */
  budget: chargedBudgetSchema.optional(),
  asked: isoTime,
  /** Every level that it reached; the last one has it now, or answered it. */
  path: z.array(step).min(1),
  answer: z.string().optional(),
  answered: givenSchema.optional(),
  /** The answers that were corrected, the first one first. */
  replaced: z.array(givenSchema.extend({ answer: z.string() })).default([]),
  deliveries: z
    .array(
      z.strictObject({
        run: runIdText,
        at: isoTime,
        /** Names the answer as it was then; see `wordingOf`. */
        wording: z.string(),
        /** It was told as a correction of what had been told before. */
        corrects: z.literal(true).optional(),
      }),
    )
    .default([]),
});
export type QuestionFields = z.infer<typeof questionSchema>;
