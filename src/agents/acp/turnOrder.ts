import * as z from 'zod';

/** Hands the driver its order, as JSON: not by its arguments, which everybody on the machine can read. */
export const turnOrderVariable = 'SANCTUM_ACP_TURN';

const environment = z.record(z.string(), z.string());

/** What the driver is to do; the program of the agent and its arguments are the driver's own arguments. */
export const turnOrderSchema = z.strictObject({
  /** The whole environment of the agent, but for the run's tag. */
  environment,
  tools: z.strictObject({ command: z.array(z.string()).min(1), environment }),
  /** Holds the session's id from the moment that there is one. */
  sessionFile: z.string(),
  session: z.enum(['new', 'resumed']),
  /** Appears when the tools' server was reached by the agent. */
  toolsFile: z.string(),
  /** Folders in which the agent may change files. */
  own: z.array(z.string()),
  /** As the driver tells it first. */
  agent: z.strictObject({ name: z.string(), login: z.string(), countsTurns: z.boolean() }),
  /** Arguments by which the program prints what a session came to, `{session}` standing for its id. */
  exports: z.array(z.string()).optional(),
});
export type TurnOrder = z.infer<typeof turnOrderSchema>;
