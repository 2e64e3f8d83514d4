import * as z from 'zod';
import type { AgentEvent, FailureCause, RunFailure } from '../stream/agentEvent.js';
import { tokensFrom } from '../stream/tokensFrom.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';

const count = z.int().min(0);
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_message'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('command_execution'), id: z.string(), command: z.string(), aggregated_output: z.string().nullish(), exit_code: z.int().nullish() }),
  z.object({ type: z.literal('file_change'), changes: z.array(z.object({ path: z.string(), kind: z.string() })) }),
  z.object({ type: z.literal('mcp_tool_call'), id: z.string(), tool: z.string(), arguments: z.unknown(), result: z.unknown(), error: z.object({ message: z.string() }).nullish() }),
  z.object({ type: z.literal('web_search'), id: z.string(), query: z.string() }),
  z.object({ type: z.literal('todo_list'), items: z.array(z.object({ text: z.string(), completed: z.boolean() })) }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);
type Item = z.infer<typeof item>;

/** The events of `codex exec --json`: https://developers.openai.com/codex/noninteractive. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({ input_tokens: count, output_tokens: count, cached_input_tokens: count.optional(), cache_write_input_tokens: count.optional(), reasoning_output_tokens: count.optional() }),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.enum(['item.started', 'item.updated', 'item.completed']), item: z.unknown() }),
]);
type CodexEvent = z.infer<typeof eventSchema>;

type Refusal = readonly [said: RegExp, cause: FailureCause, words: (match: RegExpExecArray) => string];

/** What codex says when its model's server does not serve, as seen with codex 0.169, and what it means. The first that fits. */
const refusals: readonly Refusal[] = [
  // In the words of the shim before an endpoint.
  [/The (endpoint \S+ (?:refused the|wants a) key \(\d{3}\); [^.]*(?:\.json)?)/, 'login', ([, words = '']) => `the ${words}`],
  [/status:? (401|403)\b/, 'login', ([, status = '']) => `the model's server refused the key (${status}); log in again with \`codex login\``],
  [/status:? 429\b/, 'rate-limit', () => "the model's server takes no more requests for now (429)"],
  [/usage limit|quota/i, 'quota', () => 'the account has used up what it may'],
  [/context window|context length|too many tokens/i, 'context', () => 'more was sent than the model takes'],
  [/status:? (5\d\d)\b/, 'outage', ([, status = '']) => `the model's server failed (${status})`],
  [/experiencing high demand/, 'outage', () => "the model's server failed (500)"],
  [/status:? (\d{3})\b/, 'request', ([, status = '']) => `the model's server refused the request (${status})`],
  [/^Connection failed|^stream disconnected/, 'outage', () => "the model's server could not be reached, or broke off"],
  [/^Missing environment variable: `(\w+)`/, 'login', ([, name = '']) => `the key is missing: set ${name} where Sanctum is started`],
];

/** What codex prints when it cannot even begin. */
const falseStarts: readonly (readonly [said: RegExp, cause: FailureCause, words: string])[] = [
  [/required MCP servers failed to initialize: ([^\n]*)/, 'tools', "Sanctum's tools did not start"],
  [/Error loading config[^:\n]*:\s*([^]*)/, 'settings', 'its settings cannot be used'],
  [/^[Ee]rror: ([^\n]*)/m, 'settings', 'it could not begin'],
];

/** More than any message of codex's at its start. */
const plainLimit = 8192;

const changes: Readonly<Record<string, 'added' | 'updated' | 'deleted'>> = { add: 'added', update: 'updated', delete: 'deleted' };

function failure(cause: FailureCause, words: string, said: string): RunFailure {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  return { cause, words: `codex: ${words}.${line === '' ? '' : ` It said: ${line}`}` };
}

/** Reads the output of `codex exec --json`, with what it says on standard error in between. */
export class CodexReader implements StreamReader {
  badLines = 0;
  private plain = '';
  private started = false;
  private over = false;

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined) {
      if (!this.started && this.plain.length < plainLimit) this.plain += `${text}\n`;
      return [];
    }
    const parsed = value === 'damaged' ? undefined : eventSchema.safeParse(value);
    if (parsed?.success !== true) {
      if (value === 'damaged') this.badLines += 1;
      return [{ kind: 'alive' }];
    }
    return this.eventsOf(parsed.data);
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    if (this.over) return [];
    if (asked) return [{ kind: 'end', outcome: 'interrupted' }];
    const found = this.started ? undefined : this.falseStart();
    if (found !== undefined) return [{ kind: 'end', outcome: 'failed', failure: found }];
    if (exitCode === 0) return [{ kind: 'end', outcome: 'completed' }];
    return [{ kind: 'end', outcome: 'failed', failure: failure('crash', 'it ended in the middle of its work', '') }];
  }

  private eventsOf(event: CodexEvent): readonly AgentEvent[] {
    this.started = true;
    switch (event.type) {
      case 'thread.started':
        return [{ kind: 'started', session: event.thread_id }];
      case 'turn.started':
        return [{ kind: 'alive' }];
      case 'turn.completed': {
        this.over = true;
        const { usage } = event;
        const tokens = tokensFrom({
          input: usage.input_tokens,
          output: usage.output_tokens,
          cached: usage.cached_input_tokens,
          written: usage.cache_write_input_tokens,
          reasoning: usage.reasoning_output_tokens,
        });
        return [{ kind: 'usage', scope: 'session', tokens }, { kind: 'end', outcome: 'completed' }];
      }
      case 'turn.failed': {
        this.over = true;
        const found = refusalIn(event.error.message);
        return [{ kind: 'error', words: event.error.message }, { kind: 'end', outcome: 'failed', ...(found === undefined ? {} : { failure: found }) }];
      }
      case 'error':
        // Also the notice of a repeated request, which is no failure yet.
        return [{ kind: 'retry', words: event.message }];
      case 'item.started':
      case 'item.updated':
      case 'item.completed': {
        const parsed = item.safeParse(event.item);
        return parsed.success ? [itemEvent(parsed.data, event.type === 'item.completed')] : [{ kind: 'alive' }];
      }
    }
  }

  private falseStart(): RunFailure | undefined {
    for (const [said, cause, words] of falseStarts) {
      const match = said.exec(this.plain);
      if (match !== null) return failure(cause, words, match[1] ?? '');
    }
    return undefined;
  }
}

function refusalIn(message: string): RunFailure | undefined {
  for (const [said, cause, words] of refusals) {
    const match = said.exec(message);
    if (match !== null) return failure(cause, words(match), message);
  }
  return undefined;
}

function itemEvent(of: Item, isOver: boolean): AgentEvent {
  switch (of.type) {
    case 'agent_message':
      return { kind: 'message', text: of.text };
    case 'reasoning':
      return { kind: 'thinking', text: of.text };
    case 'command_execution': {
      const told = { kind: 'tool', id: of.id, name: 'command', input: of.command } as const;
      if (!isOver) return { ...told, state: 'started' };
      const failed = typeof of.exit_code === 'number' && of.exit_code !== 0;
      return { ...told, state: failed ? 'failed' : 'completed', output: of.aggregated_output ?? '', ...(typeof of.exit_code === 'number' ? { exitCode: of.exit_code } : {}) };
    }
    case 'file_change':
      return isOver ? { kind: 'files', changes: of.changes.map(({ path, kind }) => ({ path, change: changes[kind] ?? 'updated' })) } : { kind: 'alive' };
    case 'mcp_tool_call': {
      const told = { kind: 'tool', id: of.id, name: of.tool, input: JSON.stringify(of.arguments) } as const;
      if (!isOver) return { ...told, state: 'started' };
      return { ...told, state: of.error === null || of.error === undefined ? 'completed' : 'failed', output: of.error?.message ?? resultText(of.result) };
    }
    case 'web_search':
      return { kind: 'tool', id: of.id, name: 'web search', state: isOver ? 'completed' : 'started', input: of.query };
    case 'todo_list':
      return { kind: 'thinking', text: of.items.map(({ text, completed }) => `[${completed ? 'x' : ' '}] ${text}`).join('\n') };
    case 'error':
      return { kind: 'error', words: of.message };
  }
}

const resultSchema = z.object({ content: z.array(z.object({ text: z.string() })) });

function resultText(result: unknown): string {
  const parsed = resultSchema.safeParse(result);
  return parsed.success ? parsed.data.content.map(({ text }) => text).join('\n') : '';
}
