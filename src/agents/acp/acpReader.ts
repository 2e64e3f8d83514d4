import * as z from 'zod';
import type { AgentEvent, RunFailure } from '../stream/agentEvent.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';
import { tokensFrom } from '../stream/tokensFrom.js';
import { failureOf, failureOfExport, failureOfRpc } from './acpFailure.js';
import type { DriverLine } from './driverLines.js';
import { driverLineSchema, requestNames } from './driverLines.js';
import { rpcErrorSchema } from './rpcPeer.js';
import { toolEvents, updateSchema } from './sessionUpdate.js';
import type { KnownCall, SessionUpdate } from './sessionUpdate.js';

const count = z.int().min(0);
const usageSchema = z.object({ inputTokens: count, outputTokens: count, cachedReadTokens: count.nullish(), cachedWriteTokens: count.nullish(), thoughtTokens: count.nullish() });
type Usage = z.infer<typeof usageSchema>;

const notificationSchema = z.object({ method: z.literal('session/update'), params: z.object({ update: z.unknown() }) });
const replySchema = z.object({ id: z.string(), result: z.unknown().optional(), error: rpcErrorSchema.optional(), method: z.undefined().optional() });
const promptResultSchema = z.object({ stopReason: z.string(), usage: usageSchema.nullish().catch(undefined) });
const requestUsageSchema = z.object({ usage: usageSchema });

/** Said in one piece at most: an agent's words come in many small ones. */
const longestPiece = 4000;

type End = Extract<AgentEvent, { kind: 'end' }>;

/** What a turn can end with that is no failure to serve: https://agentclientprotocol.com/protocol/prompt-turn#stop-reasons. */
const completed: End = { kind: 'end', outcome: 'completed' };

function tokensOf({ inputTokens, outputTokens, cachedReadTokens, cachedWriteTokens, thoughtTokens }: Usage): ReturnType<typeof tokensFrom> {
  return tokensFrom({ input: inputTokens, output: outputTokens, cached: cachedReadTokens ?? 0, written: cachedWriteTokens ?? 0, reasoning: thoughtTokens ?? 0 });
}

/** Reads what the driver of ACP agents prints: every message of the agent's, with lines of the driver's own (`driverLines.ts`). */
export class AcpReader implements StreamReader {
  badLines = 0;
  private agent = { name: 'the agent', login: 'log in', countsTurns: true };
  /** What was said and is not yet told. */
  private said: { readonly kind: 'message' | 'thinking'; text: string } | undefined;
  private requests = 0;
  private cost: number | undefined;
  private outcome: End | undefined;
  private over = false;
  private readonly calls = new Map<string, KnownCall>();

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined || this.over) return [];
    if (value === 'damaged') {
      this.badLines += 1;
      return [{ kind: 'alive' }];
    }
    const update = notificationSchema.safeParse(value);
    if (update.success) return this.updated(update.data.params.update);
    const own = driverLineSchema.safeParse(value);
    if (own.success) return this.told(own.data);
    const reply = replySchema.safeParse(value);
    return reply.success ? this.replied(reply.data) : [{ kind: 'alive' }];
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    const rest = this.spoken();
    if (this.over) return rest;
    if (this.outcome !== undefined) return [...rest, this.outcome];
    if (asked) return [...rest, { kind: 'end', outcome: 'interrupted' }];
    if (exitCode === 0) return [...rest, completed];
    return [...rest, { kind: 'end', outcome: 'failed', failure: failureOf(this.agent, 'crash', 'it ended in the middle of its work') }];
  }

  private updated(params: unknown): readonly AgentEvent[] {
    const parsed = updateSchema.safeParse(params);
    return parsed.success ? this.eventsOf(parsed.data) : [{ kind: 'alive' }];
  }

  private eventsOf(update: SessionUpdate): readonly AgentEvent[] {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk': {
        const usage = requestUsageSchema.safeParse(update._meta);
        const spoken = this.speak('message', update.content.text ?? '');
        return usage.success ? [...spoken, this.request(usage.data.usage)] : spoken;
      }
      case 'agent_thought_chunk':
        return this.speak('thinking', update.content.text ?? '');
      case 'tool_call':
      case 'tool_call_update':
        return [...this.spoken(), ...toolEvents(update, this.calls)];
      case 'plan':
        return [...this.spoken(), { kind: 'thinking', text: update.entries.map(({ content, status }) => `[${status === 'completed' ? 'x' : ' '}] ${content}`).join('\n') }];
      case 'usage_update':
        if (update.cost?.currency === 'USD' && update.cost.amount > 0) this.cost = update.cost.amount;
        return [{ kind: 'alive' }];
    }
  }

  private request(usage: Usage): AgentEvent {
    this.requests += 1;
    return { kind: 'usage', scope: 'request', tokens: tokensOf(usage), request: `request-${String(this.requests)}` };
  }

  private told(line: DriverLine): readonly AgentEvent[] {
    switch (line.method) {
      case '_sanctum/agent':
        this.agent = line.params;
        return [{ kind: 'alive' }];
      case '_sanctum/session':
        return [{ kind: 'started', session: line.params.session }];
      case '_sanctum/account': {
        const { tokens, cost, error } = line.params;
        const failure = error === undefined ? undefined : failureOfExport(this.agent, error);
        if (failure !== undefined && this.outcome?.outcome === 'failed') this.outcome = { ...this.outcome, failure };
        return [...this.spoken(), { kind: 'usage', scope: 'session', tokens, ...(cost === undefined ? {} : { cost }) }];
      }
      case '_sanctum/failed': {
        const { cause, words } = line.params;
        const said = { tools: "Sanctum's tools did not start", settings: 'it could not begin', crash: 'it broke off' }[cause];
        this.outcome ??= { kind: 'end', outcome: 'failed', failure: failureOf(this.agent, cause, said, words) };
        return this.spoken();
      }
      case '_sanctum/over': {
        // Nothing is known yet where somebody asked for the end, which `end` is told.
        if (this.outcome === undefined) return this.spoken();
        this.over = true;
        return [...this.spoken(), this.outcome];
      }
    }
  }

  private replied({ id, result, error }: z.infer<typeof replySchema>): readonly AgentEvent[] {
    if (error !== undefined && Object.values<string>(requestNames).includes(id)) {
      const failure = failureOfRpc(this.agent, error);
      this.outcome = { kind: 'end', outcome: 'failed', ...(failure === undefined ? {} : { failure }) };
      return [...this.spoken(), { kind: 'error', words: error.message }];
    }
    if (id !== requestNames.prompt) return [{ kind: 'alive' }];
    const parsed = promptResultSchema.safeParse(result);
    if (!parsed.success) return [{ kind: 'alive' }];
    const { stopReason, usage } = parsed.data;
    this.outcome = this.ended(stopReason);
    const cost = this.cost === undefined ? {} : ({ cost: this.cost, costScope: 'session' } as const);
    const counted: readonly AgentEvent[] = usage === undefined || usage === null || !this.agent.countsTurns ? [] : [{ kind: 'usage', scope: 'run', tokens: tokensOf(usage), ...cost }];
    return [...this.spoken(), ...counted];
  }

  private ended(stopReason: string): End {
    const failed = (failure?: RunFailure): End => ({ kind: 'end', outcome: 'failed', ...(failure === undefined ? {} : { failure }) });
    switch (stopReason) {
      case 'refusal':
        return failed(failureOf(this.agent, 'refusal', 'the model would not do it'));
      case 'max_tokens':
        return failed(failureOf(this.agent, 'context', 'the model came to the end of what it may say'));
      case 'max_turn_requests':
        return failed();
      case 'cancelled':
        return { kind: 'end', outcome: 'interrupted' };
      default:
        return completed;
    }
  }

  private speak(kind: 'message' | 'thinking', text: string): readonly AgentEvent[] {
    if (text === '') return [{ kind: 'alive' }];
    const before = this.said?.kind === kind ? [] : this.spoken();
    this.said ??= { kind, text: '' };
    this.said.text += text;
    const isEnough = this.said.text.endsWith('\n\n') || this.said.text.length >= longestPiece;
    const events = [...before, ...(isEnough ? this.spoken() : [])];
    return events.length === 0 ? [{ kind: 'alive' }] : events;
  }

  private spoken(): readonly AgentEvent[] {
    const { said } = this;
    this.said = undefined;
    const text = said?.text.trim() ?? '';
    return said === undefined || text === '' ? [] : [{ kind: said.kind, text }];
  }
}
