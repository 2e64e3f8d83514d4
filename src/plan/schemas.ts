import * as z from 'zod';
import { runContainments } from '../platform/sandbox.js';
import { importedSchema } from './imports/importSchemas.js';
import { criterionSchema } from './criterion.js';
import { takesTestName } from './testCommand.js';
import { areaName, isoTime, line, objectIdText, questionIdText, roleSchema, runIdText, settledFindingSchema, ticketIdText } from './atoms.js';

const ladder = z.array(z.string().min(1));

/** A server of models that the engineer runs, or may use. */
export const endpointSchema = z.strictObject({
  url: z
    .string()
    .max(500)
    .regex(/^https?:\/\/[^\s/?#@`]+(?:\/[^\s?#`]*)?$/, 'must be an address such as http://127.0.0.1:8080/v1, without a password')
    .describe('Its address, as programs for the API of OpenAI take it: http://127.0.0.1:8080/v1.'),
  slots: z.int().min(1).max(1000).optional().describe('How many runs it serves at once; without it, as many as there are places.'),
  context: z.int().min(1024).optional().describe('How many tokens of context its models have.'),
  keyVariable: z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable').optional().describe('The variable of the environment that holds its key; none where it asks for none.'),
  tokensPerSecond: z.number().positive().optional().describe('How fast it writes, until that has been measured.'),
});
export type Endpoint = z.infer<typeof endpointSchema>;

const pathInside = z.string().min(1).regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/, 'must be a path inside the repository');

const gateCommandSchema = z.strictObject({
  run: z.string().min(1).describe('The command line.'),
  timeoutMinutes: z.number().positive().max(24 * 60).optional().describe('How long it may take.'),
  silenceMinutes: z.number().positive().max(24 * 60).optional().describe('How long it may print nothing.'),
});

const money = z.number().positive().max(1_000_000);

/** What may be spent, in US dollars, before a question goes up. */
export const budgetsSchema = z.strictObject({
  project: money.optional().describe('By all runs that there ever were.'),
  day: money.optional().describe('By all runs of a day, in UTC.'),
  architect: money.optional().describe("By the architect's runs."),
  manager: money.optional().describe("In each area: by its manager's runs, and by those on its tickets."),
  ticket: money.optional().describe('By the runs on each ticket, unless the ticket says `budget.dollars`.'),
  run: money.optional().describe('By each run.'),
});

/** `sanctum.json`. What each field says of itself is also what an editor says of it. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).describe('The version of this format.'),
  branch: z.string().min(1).describe('The branch that is kept green.'),
  gate: z
    .strictObject({
      commands: z
        .array(z.union([z.string().min(1), gateCommandSchema]))
        .min(1)
        .describe('Run one after the other by a shell, in a pristine checkout; the first that fails makes the gate red: so the cheap ones first.'),
      testCommand: z
        .string()
        .refine(takesTestName, 'must name {test} once or more, as a word of its own and outside of quotes, such as "npx mocha --fgrep {test}"')
        .optional()
        .describe('Runs the one test that a criterion names, which stands for {test}; without it such a criterion is judged and not run.'),
      tools: z
        .array(z.string().min(1))
        .max(20)
        .optional()
        .describe('Commands that print the version of what the gate is run with, such as "node --version", asked at the start of the engine and each hour: when one prints something else, what was tested before is tested anew.'),
      baseTests: z.boolean().optional().describe('Whether a submission that changes existing tests is tested with these as they were as well, while it waits for somebody; without it, yes. The result is shown, and stops nothing.'),
      timeoutMinutes: z.number().positive().max(24 * 60).default(20).describe('How long a command may take that names no time of its own; after so long the gate is red.'),
      silenceMinutes: z.number().positive().max(24 * 60).optional().describe('How long a command may print nothing; without it as long as it may take.'),
      lanes: z.int().min(1).max(64).optional().describe('How many gates may run at once; without it one where the machine has fewer than four cores, else two.'),
      tests: z.enum(['counted', 'unknown']).default('unknown').describe('Whether the gate prints how many tests ran, as seen at Init; where it does, a run without a test is red.'),
    })
    .describe('The tests that every tree must pass before it becomes master.'),
  setup: z
    .strictObject({
      commands: z.array(z.string().min(1)).default([]).describe('Run in every new worktree and lane, before anything else.'),
      copy: z
        .array(pathInside)
        .default([])
        .describe("Files and folders that git does not track, copied from the engineer's checkout."),
      cache: z
        .strictObject({
          key: z.array(pathInside).min(1).describe('The tracked files that say what the commands install, such as package-lock.json: where these are the same, so is what was installed.'),
          paths: z.array(pathInside).min(1).describe('The folders that the commands fill, and nothing else does, such as node_modules.'),
        })
        .optional()
        .describe('What the commands install is kept, and copied into the next worktree or lane in their place. It is only ever kept from a set-up of the branch itself.'),
    })
    .prefault({})
    .describe('What a new worktree or lane needs before anybody can work or test in it.'),
  sandbox: z.enum(['auto', 'off']).default('auto').describe('Whether agents, set-up and gate are confined to their own folders where the machine can do that.'),
  roles: z
    .strictObject({
      architect: ladder.min(1).default(['rehearsal']).describe('Writes the spec, cuts it into areas, and answers managers.'),
      manager: ladder.min(1).default(['rehearsal']).describe('Cuts an area into tickets, and answers coding agents.'),
      coding: ladder.min(1).default(['rehearsal']).describe('Builds tickets.'),
      mender: ladder.min(1).optional().describe('Mends a red master; without it, those who build tickets.'),
      merging: ladder.default([]).describe('Reviews submissions; without a model none is reviewed.'),
    })
    .prefault({})
    .describe('For each role its ladder of models, the cheapest first.'),
  firstRung: z.enum(['learned', 'always']).optional().describe('Whether a ticket always begins with the first model of its ladder; without it, or with `learned`, not where that finished hardly any ticket like it, and to try it first is likely to cost more.'),
  review: z.enum(['agent', 'engineer', 'both']).optional().describe('Who reviews a submission before it lands: the merging agent, where roles.merging names a model; the engineer, by `sanctum approve`; or both. By default the agent.'),
  limits: z
    .strictObject({
      runMinutes: z.number().positive().max(24 * 60).default(30).describe('The cap of time for one run.'),
      attempts: z.number().int().min(1).max(20).default(3).describe("How many attempts may fail by a ticket's own fault."),
      submissionMegabytes: z.number().positive().default(100).describe('How large a submission may be.'),
      agents: z.int().min(1).max(64).optional().describe('How many agents may be at work at once; without it, as many as the machine has cores, and two at least.'),
      worktrees: z.int().min(0).max(10_000).optional().describe('Of how many tickets that have ended the worktrees stay; those of others are removed where all that is in them, but for ignored files and what the set-up made, is kept by a ref. Without it all stay.'),
      firstByteSeconds: z.number().positive().max(86_400).default(300).describe('How long an agent may take to print anything.'),
      silenceSeconds: z.number().positive().max(86_400).default(1200).describe('How long nothing may be heard of an agent that waits for its model.'),
      toolSeconds: z.number().positive().max(86_400).default(3600).describe('How long a tool of an agent may do nothing that can be seen.'),
      holdSeconds: z.number().min(0).max(240).default(240).describe("How long an agent's call is held that waits for an answer, before its run is parked."),
    })
    .prefault({})
    .describe('How much one run, one ticket and all of them together may take.'),
  budgets: budgetsSchema.optional().describe('What may be spent, in US dollars; at the limit a run is frozen, and a question goes up.'),
  protected: z
    .strictObject({
      paths: z.array(z.string().min(1)).default([]).describe('More paths whose changes wait for the engineer: `*` is any part of a name, `**` any folders.'),
      allow: z.array(z.string().min(1)).default([]).describe('Paths whose changes never wait, whatever they are; `**` is all of them.'),
      largeMegabytes: z.number().positive().default(1).describe('A file that is larger waits for the engineer.'),
    })
    .optional()
    .describe('Which changes of a submission wait for the engineer, beside the gate, tests that are lost, CI, hooks, and the configuration of agents and editors.'),
  quarantine: z.array(line).max(300).optional().describe('Tests, by the names that the gate prints, whose failure does not count.'),
  pitch: z
    .strictObject({ everyHours: z.number().positive().max(24 * 365).describe('How many hours after its last pitch the architect pitches again, while fewer than three proposals wait for the engineer.') })
    .optional()
    .describe('Proposals by schedule; without it the architect pitches when it is told to.'),
  endpoints: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a name of small letters, digits and dashes'), endpointSchema)
    .optional()
    .describe('Servers with an API like that of OpenAI, by name; a model at one is `codex:<model>@<name>`.'),
});
export type Config = z.infer<typeof configSchema>;

export const priorities = ['critical', 'high', 'medium', 'low'] as const;

/** Whether a landing moved files of a checkout, or the ref alone. */
export const landingWays = ['checkout', 'ref'] as const;

export const landedSchema = z.strictObject({
  commit: objectIdText,
  tree: objectIdText,
  base: objectIdText,
  verdict: z.string(),
  at: isoTime,
  how: z.enum(landingWays),
  /** Fingerprints of what was the engineer's in the checkout; none where no checkout was touched. */
  before: z.string().optional(),
  after: z.string().optional(),
  /** The landing was finished by another engine than the one that began it: the engineer may have worked in between. */
  recovered: z.boolean().optional(),
  /** What master became and was tested as, where others landed on top of it in the same step; without it, `commit` and `tree`. */
  tip: z.strictObject({ commit: objectIdText, tree: objectIdText }).optional(),
  /** The version of the rules by which was found what of it is protected; landings of earlier versions of Sanctum do not say it. */
  rules: z.int().min(1).optional(),
});
export type Landed = z.infer<typeof landedSchema>;

/** A path of the repository, or a pattern of paths: `*` is any part of a name, `**` any folders. */
export const filePattern = pathInside.max(300);

/** From the least to the most that is likely. */
const range = z.tuple([z.number().min(0), z.number().min(0)]).refine(([least, most]) => least <= most, 'must be [least, most]');

export const predictionSchema = z.strictObject({
  /** From 1, a change of one line, to 10. */
  difficulty: range,
  /** Of coding, over all attempts. */
  minutes: range,
  dollars: range,
});

/** The engineer keeps it from being worked on or landed. */
export const holdSchema = z.strictObject({
  by: line,
  at: isoTime,
  why: line.optional(),
  /** This run is to be ended as well. */
  stop: runIdText.optional(),
});

export const ticketKinds = ['feature', 'fix', 'chore'] as const;

/** The ticket was sent one rung up its role's ladder of models. */
export const promotionSchema = z.strictObject({
  at: isoTime,
  by: line,
  from: z.string().min(1),
  to: z.string().min(1),
  /** The first attempt that it holds for. */
  attempt: z.int().min(1),
  /** How many rungs it leads up, or down where it is less than none; one, unless it says so. */
  rungs: z.int().min(-100).max(100).optional(),
  reason: line.optional(),
});
export type Promotion = z.infer<typeof promotionSchema>;

/** For which content of its area a ticket was cut, or was looked at again. */
export const ticketCutSchema = z.strictObject({
  area: areaName,
  /** The area's document by its blob. */
  of: objectIdText,
});

export const ticketSchema = z.strictObject({
  id: ticketIdText,
  title: line,
  kind: z.enum(ticketKinds).default('feature'),
  priority: z.enum(priorities).default('medium'),
  area: areaName.optional(),
  'depends-on': z.array(ticketIdText).default([]),
  'plan-version': z.number().int().min(0).default(0),
  cut: ticketCutSchema.optional(),
  criteria: z.array(criterionSchema).default([]),
  /** Which files it is likely to change, as patterns. It is a guess, and locks nothing. */
  files: z.array(filePattern).max(50).optional(),
  /** Of what was imported nobody said what it would cost. */
  prediction: predictionSchema.extend({ dollars: range.optional() }).optional(),
  /** What one run may cost, where that is less than the configuration's cap. */
  budget: z.strictObject({ minutes: z.number().positive().max(24 * 60).optional(), /** For all its runs, in place of the configuration's budget for a ticket. */ dollars: money.optional() }).optional(),
  hold: holdSchema.optional(),
  created: isoTime,
  /** Runs started so far. */
  attempts: z.number().int().min(0).default(0),
  /** Runs that failed by the ticket's own fault. */
  failures: z.number().int().min(0).default(0),
  /** Failures that retries took from that count. */
  forgiven: z.number().int().min(1).optional(),
  /** How often a submission of it did not merge with master; a retry begins anew. */
  conflicts: z.number().int().min(1).optional(),
  /** The oldest first. */
  promotions: z.array(promotionSchema).default([]),
  /** The run at work, while there is one. */
  run: z.string().optional(),
  /** The commit that the latest worktree was made from. */
  base: objectIdText.optional(),
  /** The snapshot of the latest run. */
  snapshot: objectIdText.optional(),
  /** The question that its latest run ended to wait for. */
  parked: questionIdText.optional(),
  /** The run whose session the next one, or the one at work, goes on with. */
  resumes: runIdText.optional(),
  landed: landedSchema.optional(),
  /** The red tip of master that it is to mend, and which tests failed there, where that is known. */
  mends: z.strictObject({ commit: objectIdText, tree: objectIdText, failing: z.array(line).max(300).optional() }).optional(),
  imported: importedSchema.optional(),
});
export type TicketFields = z.infer<typeof ticketSchema>;

export const pendingSchema = z.strictObject({
  ticket: ticketIdText,
  run: z.string(),
  attempt: z.number().int().min(1),
  /** The commit the agent began from. */
  base: objectIdText,
  /** The snapshot that was handed in: a commit on `base`. */
  commit: objectIdText,
  tree: objectIdText,
  summary: z.string(),
  model: z.string(),
  submitted: isoTime,
  /** What became of the findings of the review before. */
  findings: z.array(settledFindingSchema).optional(),
});
export type Pending = z.infer<typeof pendingSchema>;

export const intentSchema = z.strictObject({
  /** The ticket whose commit is the candidate. */
  ticket: ticketIdText,
  /** All that land in one step, the lowest first and `ticket` last; without it, `ticket` alone. Each has one commit between base and candidate. */
  tickets: z.array(ticketIdText).min(2).optional(),
  base: objectIdText,
  candidate: objectIdText,
  tree: objectIdText,
  verdict: z.string(),
  how: z.enum(['checkout', 'ref']),
  machine: z.string(),
  child: z.strictObject({ pid: z.number().int(), 'start-time': z.string() }),
  before: z.string().optional(),
  epoch: z.number().int(),
  at: isoTime,
});
export type Intent = z.infer<typeof intentSchema>;

/** The tickets that an intent lands, the lowest first. */
export function ticketsOf({ ticket, tickets }: Pick<Intent, 'ticket' | 'tickets'>): readonly string[] {
  return tickets ?? [ticket];
}

/** What the tools of the gate said of themselves where the gate runs, the last time that it changed. */
export const toolsSchema = z.strictObject({
  tools: z.array(z.strictObject({ command: z.string(), version: z.string() })),
  machine: z.string(),
  at: isoTime,
});
export type ToolsRecord = z.infer<typeof toolsSchema>;
export type ToolVersion = ToolsRecord['tools'][number];

export const verdictSchema = z.strictObject({
  tree: objectIdText,
  /** The commit that was tested; its tree is `tree`. */
  commit: objectIdText,
  fingerprint: z.string(),
  result: z.enum(['green', 'red']),
  purpose: z.enum(['init', 'candidate', 'master']),
  ticket: ticketIdText.optional(),
  /** The tickets whose submissions lie in the tree on top of master, the lowest first, where there are several. */
  stack: z.array(ticketIdText).min(2).optional(),
  /** What a red result, or a red run before a green one, was put down to; `unattributed` as long as nobody has looked whose fault it is. */
  cause: z.enum(['own', 'flaky', 'master', 'neighbour', 'infrastructure', 'unattributed', 'lessens']).optional(),
  /** The tests that failed in the red run, where all of them are known by name. */
  failing: z.array(line).max(300).optional(),
  /** The tests in quarantine that failed, and did not count. */
  quarantined: z.array(line).max(300).optional(),
  /** How many tests master ran, where this tree ran far fewer. */
  'tests-before': z.int().min(1).optional(),
  'exit-code': z.number().int(),
  tests: z.union([z.number().int().min(0), z.literal('unknown')]),
  seconds: z.number().min(0),
  pristine: z.literal(true),
  /** Whether the gate could write outside its lane. */
  containment: z.enum(['contained', 'none']).default('none'),
  /** The settings of git in the engineer's repository, its hooks and what else it follows, before and after a gate that could write there; and what of it changed, which may have been the engineer's doing. */
  settings: z.strictObject({ before: z.string(), after: z.string(), meanwhile: z.array(z.string()).default([]) }).optional(),
  finished: isoTime,
});
export type Verdict = z.infer<typeof verdictSchema>;

const count = z.int().min(0);

/** Tokens as a server counts them. `input` holds those from and to the cache, `output` those of reasoning. */
export const tokensSchema = z.strictObject({
  input: count,
  output: count,
  /** Of `input`: read from the server's cache. */
  cached: count.optional(),
  /** Of `input`: written to it. */
  written: count.optional(),
  /** Of `output`: thought, not said. */
  reasoning: count.optional(),
});
export type Tokens = z.infer<typeof tokensSchema>;

/** Whose budget it is. `night` is one of an engine's own, given with `sanctum run --budget`. */
export const budgetKinds = ['project', 'day', 'night', 'architect', 'manager', 'ticket', 'run'] as const;
export type BudgetKind = (typeof budgetKinds)[number];

/** A budget, and what was spent of it at some time. In US dollars. */
export const chargedBudgetSchema = z.strictObject({
  of: z.enum(budgetKinds),
  /** The day, the area, the ticket or the piece of work; for a night, when its engine began. */
  name: line.optional(),
  limit: z.number().min(0),
  charged: z.number().min(0),
});
export type ChargedBudget = z.infer<typeof chargedBudgetSchema>;

/** The version of the records of runs; from 2 on, one of an agent that was started names its backend, its prompt and its cap. */
export const runRecordVersion = 2;

export const runSchema = z.strictObject({
  /** Of this format; none in the first one, and where no agent was started. */
  version: z.int().min(2).optional(),
  run: z.string(),
  /** What it worked on: a ticket, or a piece of work of another role's. */
  ticket: ticketIdText.optional(),
  work: line.optional(),
  attempt: z.number().int().min(1),
  role: roleSchema,
  model: z.string(),
  /** The backend with the version of its program, where that says one: `codex 0.46.0`. */
  backend: line.optional(),
  /** What the agent was told, by its SHA-256 in hexadecimal digits. */
  prompt: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** The most that it might take. In seconds. */
  cap: z.number().positive().optional(),
  base: objectIdText,
  snapshot: objectIdText.optional(),
  reason: z.string(),
  'exit-code': z.number().int().optional(),
  submitted: z.boolean(),
  /** Whether the agent could write outside its own folders, and whether it would have been seen. */
  containment: z.enum(runContainments).default('none'),
  /** The engineer's repository before the run and after it, where the agent was not confined. */
  surroundings: z
    .strictObject({
      before: z.string(),
      after: z.string(),
      /** Of these the settings of git, its hooks and what else it follows. */
      settings: z.strictObject({ before: z.string(), after: z.string() }).optional(),
      /** What changed there and may have been the engineer's doing. */
      meanwhile: z.array(z.string()).default([]),
    })
    .optional(),
  started: isoTime.optional(),
  ended: isoTime,
  'survivors-killed': z.number().int().optional(),
  /** The run whose session it went on with. */
  resumes: z.string().optional(),
  /** What it used of its model, where its backend tells. */
  tokens: tokensSchema.optional(),
  /** It was ended in the middle of its work: what its last request used is not all in `tokens`, nor what all of them wrote where its agent tells that at its end alone. */
  'cut-off': z.literal(true).optional(),
  /** In US dollars, as its agent itself reckons it. */
  cost: z.number().min(0).optional(),
  /** In US dollars, what it counts for in budgets: by the prices of that day, or as its agent told where its model has none. Nothing where neither is known. */
  charged: z.number().min(0).optional(),
  /** The budgets that held for it when it was started, with what had been spent of each by then. */
  budgets: z.array(chargedBudgetSchema).optional(),
  /** Why its model or its program did not do what was asked, in the word that the engine has for it, and when it is to serve again. */
  failure: z.strictObject({ cause: line, until: isoTime.optional() }).optional(),
  outcome: z.string(),
});
export type RunFields = z.infer<typeof runSchema>;

export const leaseSchema = z.strictObject({
  machine: z.string(),
  host: z.string(),
  user: z.string(),
  pid: z.number().int(),
  epoch: z.number().int().min(1),
  since: isoTime,
});
export type Lease = z.infer<typeof leaseSchema>;
