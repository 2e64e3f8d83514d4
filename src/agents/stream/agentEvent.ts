import * as z from 'zod';
import { isoTime } from '../../plan/atoms.js';
import { tokensSchema } from '../../plan/schemas.js';

/** Why a model or its program did not do what was asked. What follows from each is the engine's to say. */
export const failureCauses = [
  /** Too many requests for now; served again after a while. */
  'rate-limit',
  /** The account has used up what it may. */
  'quota',
  /** Nobody is logged in, or the key is refused. */
  'login',
  /** The server fails, breaks off, or cannot be reached. */
  'outage',
  /** More was sent than the model takes. */
  'context',
  /** The model would not do it. */
  'refusal',
  /** The server takes no such request, or knows no such model. */
  'request',
  /** The program knows a flag or a setting not, or is of an unknown version. */
  'settings',
  /** The server of Sanctum's tools did not start. */
  'tools',
  /** The program ended by itself in the middle of its work. */
  'crash',
] as const;
export type FailureCause = (typeof failureCauses)[number];

export const runFailureSchema = z.strictObject({
  cause: z.enum(failureCauses),
  /** For a person, one line: what happened, and what mends it where anything does. */
  words: z.string(),
  /** When the server said that it will serve again. */
  until: isoTime.optional(),
});
/** Why a run was not served, from what its agent told of it. */
export type RunFailure = z.infer<typeof runFailureSchema>;

/** One thing that an agent did or said, the same for every backend. */
export const agentEventSchema = z.discriminatedUnion('kind', [
  /** The session began, or goes on; `session` is the backend's own id of it. */
  z.strictObject({ kind: z.literal('started'), session: z.string().optional(), model: z.string().optional() }),
  z.strictObject({ kind: z.literal('message'), text: z.string() }),
  z.strictObject({ kind: z.literal('thinking'), text: z.string() }),
  /** A tool or a command; `id` joins its beginning with its end. An agent may tell of the end alone. */
  z.strictObject({
    kind: z.literal('tool'),
    id: z.string(),
    name: z.string(),
    state: z.enum(['started', 'completed', 'failed']),
    /** What it was asked, in one text. */
    input: z.string().optional(),
    output: z.string().optional(),
    exitCode: z.int().optional(),
  }),
  z.strictObject({ kind: z.literal('files'), changes: z.array(z.strictObject({ path: z.string(), change: z.enum(['added', 'updated', 'deleted']) })) }),
  /** The agent waits for a permission that nobody gave it beforehand. */
  z.strictObject({ kind: z.literal('approval'), words: z.string() }),
  /** Asked of the level above, by Sanctum's own tool. */
  z.strictObject({ kind: z.literal('question'), text: z.string() }),
  /**
   * What was used, for one request, for the run, or for the whole session so far: the scope says which. `cost` in US dollars, as the agent
   * itself reckons it, of the same scope unless `costScope` says otherwise.
   */
  z.strictObject({
    kind: z.literal('usage'),
    scope: z.enum(['request', 'run', 'session']),
    tokens: tokensSchema,
    /** Joins what is told of one request more than once. */
    request: z.string().optional(),
    cost: z.number().min(0).optional(),
    costScope: z.enum(['run', 'session']).optional(),
  }),
  /** A request is repeated; nothing is lost by it. */
  z.strictObject({ kind: z.literal('retry'), words: z.string(), seconds: z.number().min(0).optional() }),
  /** Something went wrong, and the agent goes on. */
  z.strictObject({ kind: z.literal('error'), words: z.string() }),
  /** Nothing but a sign of life. */
  z.strictObject({ kind: z.literal('alive') }),
  /** The turn is over. */
  z.strictObject({ kind: z.literal('end'), outcome: z.enum(['completed', 'failed', 'interrupted']), failure: runFailureSchema.optional() }),
]);
export type AgentEvent = z.infer<typeof agentEventSchema>;
