import type { AgentEvent, RunFailure } from '../stream/agentEvent.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';
import type { TokenCounts } from '../stream/tokensFrom.js';
import { tokensFrom } from '../stream/tokensFrom.js';
import type { ClaudeBlock, ClaudeEvent, ClaudeResult, ClaudeSystemEvent } from './claudeEvents.js';
import { changedFileIn, claudeEventSchema, resultText, systemEventIn } from './claudeEvents.js';
import { failure, failureIn, falseStartIn } from './claudeFailure.js';

type Of<Type extends ClaudeEvent['type']> = Extract<ClaudeEvent, { type: Type }>;
type Counts = { readonly [Part in 'input' | 'output' | 'cached' | 'written' | 'reasoning']: number };

/** More than any message of Claude Code's at its start. */
const plainLimit = 8192;

/** More calls than can be under way at once, and few enough to remember. */
const toolLimit = 1000;

const ownTools = 'mcp__sanctum__';

/** States of the tools' server in which it will not come any more. */
const lost = new Set(['failed', 'needs-auth', 'disabled']);

/** Reads the output of `claude --print --output-format stream-json`, with what it says on standard error in between. */
export class ClaudeReader implements StreamReader {
  badLines = 0;
  private plain = '';
  private started = false;
  /** Whether the turn that it is in has come to its result; one run may have several. */
  private over = false;
  /** What no later word can mend: the tools are not there. */
  private doom: RunFailure | undefined;
  private error: string | undefined;
  private resetsAt: number | undefined;
  /** What all results so far came to: one run may have several. */
  private used: { readonly counts: Counts; readonly cost: number } = { counts: { input: 0, output: 0, cached: 0, written: 0, reasoning: 0 }, cost: 0 };
  /** The names of tools at work, by the id of their call. */
  private readonly tools = new Map<string, string>();

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined) {
      if (!this.started && this.plain.length < plainLimit) this.plain += `${text.slice(0, plainLimit)}\n`;
      return [];
    }
    if (value === 'damaged') {
      this.badLines += 1;
      return [];
    }
    this.started = true;
    const parsed = claudeEventSchema.safeParse(value);
    return parsed.success ? this.eventsOf(parsed.data) : [{ kind: 'alive' }];
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    if (this.over || this.doom !== undefined) return [];
    if (asked) return [{ kind: 'end', outcome: 'interrupted' }];
    const found = this.started ? undefined : falseStartIn(this.plain);
    if (found !== undefined) return [{ kind: 'end', outcome: 'failed', failure: found }];
    if (exitCode === 0) return [{ kind: 'end', outcome: 'completed' }];
    return [{ kind: 'end', outcome: 'failed', failure: failure('crash', 'it ended in the middle of its work', '') }];
  }

  private eventsOf(event: ClaudeEvent): readonly AgentEvent[] {
    switch (event.type) {
      case 'system': {
        const system = systemEventIn(event);
        return system === undefined ? [{ kind: 'alive' }] : this.ofSystem(system);
      }
      case 'assistant':
        return this.ofAssistant(event);
      case 'user':
        return this.ofUser(event);
      case 'rate_limit_event': {
        const { status, resetsAt } = event.rate_limit_info;
        if (status === 'rejected') this.resetsAt = resetsAt ?? undefined;
        return [{ kind: 'alive' }];
      }
      case 'result':
        return this.ofResult(event);
    }
  }

  private ofSystem(event: ClaudeSystemEvent): readonly AgentEvent[] {
    switch (event.subtype) {
      case 'init': {
        const began: AgentEvent = { kind: 'started', session: event.session_id, model: event.model };
        const server = event.mcp_servers.find(({ name }) => name === 'sanctum');
        if (server !== undefined && !lost.has(server.status)) return [began];
        // Claude Code goes on without them, and would end as if all were well: the end is told here, for whoever can make it one.
        this.doom = failure('tools', "Sanctum's tools did not start", '');
        return [began, { kind: 'end', outcome: 'failed', failure: this.doom }];
      }
      case 'api_retry': {
        const why = typeof event.error_status === 'number' ? `${event.error} (${String(event.error_status)})` : event.error;
        return [{ kind: 'retry', words: `${why}, attempt ${String(event.attempt)} of ${String(event.max_retries)}`, seconds: event.retry_delay_ms / 1000 }];
      }
      case 'permission_denied':
        return [{ kind: 'error', words: event.message ?? `${event.tool_name} is not permitted.` }];
    }
  }

  private ofAssistant({ message, error, is_api_error_message: isError }: Of<'assistant'>): readonly AgentEvent[] {
    if (isError === true || typeof error === 'string') {
      this.error = error ?? undefined;
      return message.content.flatMap((block): readonly AgentEvent[] => (block.type === 'text' ? [{ kind: 'error', words: block.text }] : []));
    }
    this.over = false;
    const events = message.content.flatMap((block) => this.ofBlock(block));
    const { usage } = message;
    if (usage === null || usage === undefined) return events;
    // What was written is not known yet: the server says it when the answer is over, and Claude Code only with the result.
    const tokens = tokensFrom(countsOf(usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens));
    return [...events, { kind: 'usage', scope: 'request', request: message.id, tokens }];
  }

  private ofUser({ message, tool_use_result: result }: Of<'user'>): readonly AgentEvent[] {
    if (typeof message.content === 'string') return [{ kind: 'alive' }];
    const changed = changedFileIn(result);
    const files: readonly AgentEvent[] = changed === undefined ? [] : [{ kind: 'files', changes: [changed] }];
    const events = [...message.content.flatMap((block) => this.ofBlock(block)), ...files];
    return events.length === 0 ? [{ kind: 'alive' }] : events;
  }

  private ofBlock(block: ClaudeBlock): readonly AgentEvent[] {
    switch (block.type) {
      case 'text':
        return [{ kind: 'message', text: block.text }];
      case 'thinking':
        return [{ kind: 'thinking', text: block.thinking }];
      case 'tool_use': {
        const { id, input } = block;
        const name = block.name === 'Bash' ? 'command' : block.name.startsWith(ownTools) ? block.name.slice(ownTools.length) : block.name;
        if (this.tools.size < toolLimit) this.tools.set(id, name);
        const asked = block.name === `${ownTools}ask_question` ? fieldOf(input, 'question') : undefined;
        const question: readonly AgentEvent[] = asked === undefined ? [] : [{ kind: 'question', text: asked }];
        const command = name === 'command' ? fieldOf(input, 'command') : undefined;
        return [...question, { kind: 'tool', id, name, state: 'started', input: command ?? JSON.stringify(input ?? {}) }];
      }
      case 'tool_result': {
        const id = block.tool_use_id;
        const name = this.tools.get(id) ?? 'tool';
        this.tools.delete(id);
        return [{ kind: 'tool', id, name, state: block.is_error === true ? 'failed' : 'completed', output: resultText(block.content) }];
      }
    }
  }

  private ofResult(event: ClaudeResult): readonly AgentEvent[] {
    const usage = this.usageOf(event);
    // It was told at the beginning.
    if (this.doom !== undefined) return usage;
    this.over = true;
    if (event.terminal_reason?.startsWith('aborted') === true) return [...usage, { kind: 'end', outcome: 'interrupted' }];
    const found = failureIn(event, { error: this.error, resetsAt: this.resetsAt });
    if (!event.is_error && found === undefined) return [...usage, { kind: 'end', outcome: 'completed' }];
    const words = event.result ?? event.errors?.join(' ') ?? event.subtype;
    const told: readonly AgentEvent[] = found === undefined ? [{ kind: 'error', words }] : [];
    return [...usage, ...told, { kind: 'end', outcome: 'failed', ...(found === undefined ? {} : { failure: found }) }];
  }

  private usageOf({ model_usage_since_last_result: models, usage, total_cost_usd: cost }: ClaudeResult): readonly AgentEvent[] {
    if (models !== null && models !== undefined) {
      for (const one of Object.values(models)) {
        const counts = countsOf(one.inputTokens, one.outputTokens, one.cacheReadInputTokens, one.cacheCreationInputTokens, one.thinkingTokens);
        this.used = { counts: sum(this.used.counts, counts), cost: this.used.cost + one.costUSD };
      }
      return [{ kind: 'usage', scope: 'run', tokens: tokensFrom(this.used.counts), cost: this.used.cost }];
    }
    // As older versions tell it, whose cost counts on over all runs of a session.
    if (usage === null || usage === undefined) return [];
    const counts = countsOf(usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens);
    this.used = { ...this.used, counts: sum(this.used.counts, counts) };
    return [{ kind: 'usage', scope: 'run', tokens: tokensFrom(this.used.counts), ...(typeof cost === 'number' ? { cost, costScope: 'session' } : {}) }];
  }
}

/** Claude Code's `input` is without what the cache had to do with; ours is the whole. */
function countsOf(input: number, output: number, cached: number | null = 0, written: number | null = 0, reasoning: number | null = 0): Counts {
  const [read, wrote] = [cached ?? 0, written ?? 0];
  return { input: input + read + wrote, output, cached: read, written: wrote, reasoning: reasoning ?? 0 };
}

function sum(one: Counts, other: Counts): Counts {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cached: one.cached + other.cached,
    written: one.written + other.written,
    reasoning: one.reasoning + other.reasoning,
  } satisfies TokenCounts;
}

function fieldOf(input: unknown, name: string): string | undefined {
  const value = typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
