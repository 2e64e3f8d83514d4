import * as z from 'zod';
import { tokensSchema } from '../../plan/schemas.js';

/** Names the requests of the driver's; their replies carry them. */
export const requestNames = { initialize: 'initialize', session: 'session', prompt: 'prompt' } as const;

const count = z.int().min(0);

/** Of an agent that keeps what each request of a session came to: one message of its, as `opencode export` prints it. */
export const exportedErrorSchema = z.object({
  name: z.string(),
  data: z.object({ message: z.string().optional(), statusCode: z.int().optional(), responseHeaders: z.record(z.string(), z.string()).optional(), responseBody: z.string().optional() }).optional(),
});
export type ExportedError = z.infer<typeof exportedErrorSchema>;

export const exportSchema = z.object({
  messages: z.array(
    z.object({
      info: z.object({
        role: z.string(),
        cost: z.number().min(0).optional(),
        tokens: z.object({ input: count, output: count, reasoning: count.optional(), cache: z.object({ read: count, write: count }).optional() }).optional(),
        error: exportedErrorSchema.optional().catch(undefined),
      }),
    }),
  ),
});

/** What the driver itself tells, between the agent's messages. Notifications with names that the protocol leaves to extensions. */
export const driverLineSchema = z.discriminatedUnion('method', [
  /** Always the first: the backend's name, how the engineer logs in, and whether the reply to a prompt counts all of the turn's tokens. */
  z.object({ method: z.literal('_sanctum/agent'), params: z.object({ name: z.string(), login: z.string(), countsTurns: z.boolean() }) }),
  z.object({ method: z.literal('_sanctum/session'), params: z.object({ session: z.string() }) }),
  /** What a session came to so far, as the agent's program keeps it. */
  z.object({
    method: z.literal('_sanctum/account'),
    params: z.object({ tokens: tokensSchema, cost: z.number().min(0).optional(), error: exportedErrorSchema.optional() }),
  }),
  /** The turn cannot be had: what is missing. */
  z.object({ method: z.literal('_sanctum/failed'), params: z.object({ cause: z.enum(['tools', 'settings', 'crash']), words: z.string() }) }),
  /** Always the last. */
  z.object({ method: z.literal('_sanctum/over'), params: z.object({}) }),
]);
export type DriverLine = z.infer<typeof driverLineSchema>;
