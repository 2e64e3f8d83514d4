import * as z from 'zod';

/** The roles that can be run; one today. */
export const roleSchema = z.enum(['coding']);
export type Role = z.infer<typeof roleSchema>;

const commandSchema = z.strictObject({
  file: z.string().min(1),
  args: z.array(z.string()),
  cwd: z.string().min(1),
  env: z.record(z.string(), z.string()),
});

/** What the runner is told: everything about one run, written before the runner starts. */
export const runOrderSchema = z.strictObject({
  /** Names the run and its folder, e.g. `R-20261121T043000-0001-1-a1b2`. */
  run: z.string().regex(/^R-[0-9A-Za-z-]{1,80}$/),
  ticket: z.string().min(1),
  attempt: z.int().min(1),
  role: roleSchema,
  command: commandSchema,
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
  }),
  /** How much of the agent's output is kept: the first half and the last half of this. */
  streamLimitBytes: z.int().min(1024),
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
export const submissionSchema = z.strictObject({ summary: z.string(), evidence: z.string(), at: z.string() });
export type Submission = z.infer<typeof submissionSchema>;

/** How a run ended. While there is none, the run is live, lost or not started. */
export const exitRecordSchema = z.strictObject({
  reason: z.enum(['exited', 'time-cap', 'stopped', 'not-started', 'quarantined']),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** For a person: why, where the reason alone does not say it. */
  detail: z.string().optional(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** What the agent wrote, kept or not. */
  streamBytes: z.int(),
  /** Processes that were still there after the agent had gone. */
  survivorsKilled: z.int(),
  /** Only the submission of a run that was not quarantined. */
  submission: submissionSchema.optional(),
  /** The last progress. */
  progress: z.string().optional(),
});
export type ExitRecord = z.infer<typeof exitRecordSchema>;
