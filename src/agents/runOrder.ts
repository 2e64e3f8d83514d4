import * as z from 'zod';
import { runContainments } from '../platform/sandbox.js';
import { documentText, isoTime, line, proposalIdText, questionIdText, roleSchema, runIdText, settledFindingSchema } from '../plan/atoms.js';
import { draftSchema } from '../plan/draft.js';
import { planChangeSchema } from '../plan/planningSchemas.js';
import { priceSchema } from '../plan/prices.js';
import { chargedBudgetSchema, tokensSchema } from '../plan/schemas.js';
import { streamFormats } from './stream/formats.js';
import { toldAccountSchema } from './stream/toldAccount.js';

const commandSchema = z.strictObject({
  file: z.string().min(1),
  args: z.array(z.string()),
  cwd: z.string().min(1),
  env: z.record(z.string(), z.string()),
});

/** How much a run may cost, and how that is reckoned. */
export const allowanceSchema = z.strictObject({
  /** In US dollars. */
  dollars: z.number().min(0),
  /** Of its model; without it, what the agent itself reckons counts. */
  price: priceSchema.optional(),
  /** What its session had come to before, where its agent counts that on. */
  before: z.strictObject({ tokens: tokensSchema.optional(), cost: z.number().min(0).optional() }).optional(),
  /** The budgets that hold for it, with what had been spent of each. */
  budgets: z.array(chargedBudgetSchema),
});
export type Allowance = z.infer<typeof allowanceSchema>;

/** What a run at work has cost so far, for whoever looks at it. */
export const meterSchema = z.strictObject({
  /** In US dollars; not there while nothing can be counted. */
  dollars: z.number().min(0).optional(),
  at: z.string(),
});
export type MeterReading = z.infer<typeof meterSchema>;

/** What the runner is told: everything about one run, written before the runner starts. */
export const runOrderSchema = z.strictObject({
  /** Names the run and its folder, e.g. `R-20261121T043000-0001-1-a1b2`. */
  run: runIdText,
  attempt: z.int().min(1),
  role: roleSchema,
  /** As the configuration names it. */
  model: z.string().min(1),
  /** The backend with the version of its program; not in the orders of earlier versions. */
  backend: line.optional(),
  /** What it is about; which of these are there follows from the role and its task. */
  subject: z.strictObject({
    /** A coding run's ticket, or the one whose submission is reviewed. */
    ticket: z.string().min(1).optional(),
    /** The piece of work by name; `spec` for a revision of the spec. None for a coding run. */
    work: z.string().min(1).optional(),
    area: z.string().min(1).optional(),
    /** The question that is to be answered. */
    question: questionIdText.optional(),
    /** The accepted proposal whose areas are to be written. */
    proposal: proposalIdText.optional(),
  }),
  /** The folders that the agent lives in. A run that goes on with another's session has that run's. */
  place: z.strictObject({ worktree: z.string().min(1), home: z.string().min(1), temporary: z.string().min(1) }),
  command: commandSchema,
  /** What the agent prints; not in the orders of earlier versions, whose agents were codex. */
  stream: z.enum(streamFormats).default('codex'),
  /** What the criteria of a coding run's ticket say, in their order. */
  criteria: z.array(line).optional(),
  /** What the last review of the ticket said must be changed, by its number there. */
  findings: z.array(z.strictObject({ finding: z.int().min(1), text: z.string() })).optional(),
  /** What the session had written before it waited for an answer; it goes on with that. */
  draft: draftSchema.optional(),
  /** Whether the agent can write outside its own folders; not in the orders of earlier versions. */
  containment: z.enum(runContainments).optional(),
  /** The fingerprint of the engineer's repository before the run, where it is not confined. */
  before: z.string().optional(),
  /** Written to the agent's stdin, which is then ended: agents that see an open stdin wait for more. */
  prompt: z.string(),
  /** The value of `SANCTUM_TAG` in every process of the run. */
  tag: z.string().min(1),
  /** Where the runner listens for the agent's tool calls. */
  socket: z.string().min(1),
  /** What the first message on that socket must show. */
  token: z.string().min(16),
  limits: z.strictObject({
    /** The longest that the agent may run. A timer holds 24 days at most. */
    totalSeconds: z.number().positive().max(2_000_000),
    /** Between SIGINT and SIGTERM, and again before SIGKILL. */
    graceSeconds: z.number().nonnegative().max(3600),
    /** How long the agent may take to print anything, be silent, and leave a tool at work that does nothing; see `runner/liveness.ts`. */
    firstByteSeconds: z.number().positive().max(2_000_000).default(300),
    silenceSeconds: z.number().positive().max(2_000_000).default(1200),
    toolSeconds: z.number().positive().max(2_000_000).default(3600),
  }),
  /** How much it may cost; the run ends with the first request that reaches it. Without it nothing is metered. */
  allowance: allowanceSchema.optional(),
  /** How much of the agent's output is kept: the first half and the last half of this. */
  streamLimitBytes: z.int().min(1024),
  /** How long a call is held that waits for an answer. */
  holdSeconds: z.number().nonnegative().max(240),
  /** The repository whose plan `read_plan` reads. */
  plan: z.strictObject({ commonDir: z.string().min(1), format: z.enum(['sha1', 'sha256']) }),
});
export type RunOrder = z.infer<typeof runOrderSchema>;

const identitySchema = z.strictObject({ pid: z.int(), startTime: z.string() });

/** The runner that claimed a run, and the agent that it started. */
export const runnerRecordSchema = z.strictObject({
  pid: z.int(),
  startTime: z.string(),
  /** When the runner claimed the run, ISO to the second. */
  since: z.string(),
  agent: identitySchema.optional(),
});
export type RunnerRecord = z.infer<typeof runnerRecordSchema>;

/** What the agent said last about its work. */
export const progressSchema = z.strictObject({ text: z.string(), at: z.string() });
export type Progress = z.infer<typeof progressSchema>;

/** What the agent said when it handed in its tree; the tree itself is the worktree. */
export const submissionSchema = z.strictObject({
  summary: z.string(),
  evidence: z.string(),
  /** By the criterion's number, from 1; none where the ticket has no criteria. */
  criteria: z.array(z.strictObject({ criterion: z.int().min(1), evidence: documentText(2000) })).optional(),
  /** What became of each finding of the last review; none where none had to be changed. */
  findings: z.array(settledFindingSchema).optional(),
  at: z.string(),
});
export type Submission = z.infer<typeof submissionSchema>;

/**
 * A question of the agent's, in a file of its own as soon as it is asked: the engine makes a document of it, now or later. As strict as that
 * document: an agent that is not confined can write the file itself.
 */
export const askedSchema = z.strictObject({
  /** Among the questions of this run, from 1. */
  number: z.int().min(1),
  question: documentText(16_000),
  options: z.array(line),
  evidence: documentText(8000).optional(),
  default: documentText(2000).optional(),
  /** When the default becomes the answer. */
  deadline: isoTime.optional(),
  blocking: z.boolean(),
  /** It asks for a change of the plan. */
  change: planChangeSchema.optional(),
  at: isoTime,
});
export type Asked = z.infer<typeof askedSchema>;

/** The names that messages have, in their files as well. */
export const messageKey = /^(?:(?:answer|earlier|note|area)-\d{1,9}|corrected-\d{1,9}-\d{1,4})$/;

/** What the engine tells a run: the answer to a question, or a note of the engineer's. Given to the agent with its next tool call, or with the one that is held. */
export const messageSchema = z.strictObject({
  /**
   * `answer-<number of the question in this run>`, `earlier-<number of the question's id>` for one of its session before,
   * `corrected-<that number>-<how often>` for an answer that was corrected, `note-<number of the note on the ticket>`, or `area-<number of its area's content>`.
   */
  key: z.string().regex(messageKey),
  text: z.string(),
});
export type Message = z.infer<typeof messageSchema>;

/** How a run ended. While there is none, the run is live, lost or not started. */
export const exitRecordSchema = z.strictObject({
  reason: z.enum(['exited', 'time-cap', 'budget', 'stopped', 'stalled', 'not-started', 'quarantined']),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** It said that its turn was over, and had to be ended all the same. */
  lingered: z.boolean().optional(),
  /** For a person: why, where the reason alone does not say it. */
  detail: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** What the agent wrote, kept or not. */
  streamBytes: z.int(),
  /** Lines that looked like the agent's own format, and could not be read. */
  badLines: z.int().optional(),
  /** What the agent told of what it used, and of why it failed. */
  account: toldAccountSchema.optional(),
  /** Processes that were still there after the agent had gone. */
  survivorsKilled: z.int(),
  /** How many connections to its tools could not show the run's token. */
  refusedConnections: z.int().optional(),
  /** Only the submission of a run that was not quarantined. */
  submission: submissionSchema.optional(),
  /** The last progress. */
  progress: z.string().optional(),
  /** What a manager, an architect or a merging agent has written; not of a run that was quarantined. */
  draft: draftSchema.optional(),
});
export type ExitRecord = z.infer<typeof exitRecordSchema>;
