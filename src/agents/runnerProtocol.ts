import * as z from 'zod';

/** What tells an MCP server where its runner is; set by the engine, read by `mcp/main.ts`. */
export const socketVariable = 'SANCTUM_SOCKET';
export const tokenVariable = 'SANCTUM_TOKEN';
export const roleVariable = 'SANCTUM_ROLE';
/** Names a file that the MCP server makes when an agent has reached it, for those who drive agents that would go on without. */
export const toolsReadyVariable = 'SANCTUM_TOOLS_READY';

/** How the answer to a question begins when nobody answered it in time: the agent ends its turn then. */
export const noAnswerYet = 'No answer yet.';

/** What an answer begins with that has news in front of it. */
export const answerBehindNews = 'The answer to this question: ';

/** The first message on a connection. */
export const greetingSchema = z.strictObject({ token: z.string() });
export type Greeting = z.infer<typeof greetingSchema>;

/** Every later one: a tool call, with an id of the caller's. */
export const callSchema = z.strictObject({ id: z.number(), tool: z.string(), arguments: z.unknown() });
export type Call = z.infer<typeof callSchema>;

/** The runner's answer to the call with that id. */
export const answerSchema = z.strictObject({ id: z.number(), accepted: z.boolean(), text: z.string() });
export type Answer = z.infer<typeof answerSchema>;
