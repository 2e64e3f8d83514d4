import * as z from 'zod';

const count = z.int().min(0);

/** The last second of the year 9999, in seconds since 1970: later ones cannot be written down. */
const latestTime = 253_402_300_799;

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.unknown(), is_error: z.boolean().nullish() }),
]);
export type ClaudeBlock = z.infer<typeof block>;

/** Blocks; those of a kind that is not known are left out. */
const blocks = z.array(z.unknown()).transform((all) => all.flatMap((one) => block.safeParse(one).data ?? []));

const requestUsage = z.object({ input_tokens: count, output_tokens: count, cache_read_input_tokens: count.nullish(), cache_creation_input_tokens: count.nullish() });
const modelUsage = z.record(z.string(), z.object({ inputTokens: count, outputTokens: count, cacheReadInputTokens: count, cacheCreationInputTokens: count, thinkingTokens: count.nullish(), costUSD: z.number().min(0) }));

const systemEvent = z.discriminatedUnion('subtype', [
  z.object({ subtype: z.literal('init'), session_id: z.string(), model: z.string(), mcp_servers: z.array(z.object({ name: z.string(), status: z.string() })) }),
  z.object({ subtype: z.literal('api_retry'), attempt: z.number(), max_retries: z.number(), retry_delay_ms: z.number().min(0), error_status: z.number().nullish(), error: z.string() }),
  z.object({ subtype: z.literal('permission_denied'), tool_name: z.string(), message: z.string().nullish() }),
]);
export type ClaudeSystemEvent = z.infer<typeof systemEvent>;

const resultEvent = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().nullish(),
  errors: z.array(z.string()).nullish(),
  stop_reason: z.string().nullish(),
  terminal_reason: z.string().nullish(),
  api_error_status: z.number().nullish(),
  /** Finer than the status; seen: `usage_limit_reached`, `connection_failed`. */
  api_error: z.string().nullish(),
  usage: requestUsage.nullish(),
  /** Of the whole session, over all its runs. */
  total_cost_usd: z.number().min(0).nullish(),
  /** Of this run alone. */
  model_usage_since_last_result: modelUsage.nullish(),
});
export type ClaudeResult = z.infer<typeof resultEvent>;

/** The events of `claude --print --output-format stream-json`: https://code.claude.com/docs/en/headless. Those that say nothing of use are not among them. */
export const claudeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('system') }).loose(),
  z.object({
    type: z.literal('assistant'),
    message: z.object({ id: z.string(), content: blocks, usage: requestUsage.nullish() }),
    /** What the API refused, by name; the message is Claude Code's own then. */
    error: z.string().nullish(),
    is_api_error_message: z.boolean().nullish(),
  }),
  z.object({ type: z.literal('user'), message: z.object({ content: z.union([z.string(), blocks]) }), tool_use_result: z.unknown() }),
  z.object({ type: z.literal('rate_limit_event'), rate_limit_info: z.object({ status: z.string(), resetsAt: z.number().min(0).max(latestTime).nullish() }) }),
  resultEvent,
]);
export type ClaudeEvent = z.infer<typeof claudeEventSchema>;

/** An event of type `system` that says something of use, or undefined. */
export function systemEventIn(event: unknown): ClaudeSystemEvent | undefined {
  return systemEvent.safeParse(event).data;
}

const changedFile = z.object({ filePath: z.string(), structuredPatch: z.array(z.unknown()), type: z.string().nullish() });

/** The file that a tool of Claude Code's own wrote. */
export function changedFileIn(toolUseResult: unknown): { readonly path: string; readonly change: 'added' | 'updated' } | undefined {
  const { data } = changedFile.safeParse(toolUseResult);
  return data === undefined ? undefined : { path: data.filePath, change: data.type === 'create' ? 'added' : 'updated' };
}

const texts = z.array(z.object({ text: z.string() }));

/** The text of a tool's result, which may be one or a list. */
export function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  return texts.safeParse(content).data?.map(({ text }) => text).join('\n') ?? '';
}
