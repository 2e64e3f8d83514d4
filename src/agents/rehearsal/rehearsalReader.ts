import * as z from 'zod';
import { tokensSchema } from '../../plan/schemas.js';
import type { AgentEvent } from '../stream/agentEvent.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('message'), text: z.string() }),
  z.object({ type: z.literal('step'), step: z.number(), do: z.string(), value: z.unknown() }),
  z.object({ type: z.literal('output'), exitCode: z.int().nullish(), text: z.string() }),
  z.object({ type: z.literal('tool'), tool: z.string(), accepted: z.boolean(), text: z.string() }),
  z.object({ type: z.literal('usage'), tokens: tokensSchema.optional(), dollars: z.number().min(0).optional() }),
  z.object({ type: z.literal('error'), text: z.string() }),
]);

/** Steps that take their time, or that a tool's answer belongs to. */
const callSteps: ReadonlySet<string> = new Set(['run', 'wait-for', 'read', 'progress', 'ask', 'submit', 'call']);

type ToolEvent = Extract<AgentEvent, { kind: 'tool' }>;

/** Reads what the rehearsal agent prints: one event a line, as `emit` writes it. */
export class RehearsalReader implements StreamReader {
  badLines = 0;
  private open: Pick<ToolEvent, 'id' | 'name'> | undefined;
  private calls = 0;
  /** Of all that it used so far. */
  private dollars: number | undefined;

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined) return [];
    const parsed = value === 'damaged' ? undefined : eventSchema.safeParse(value);
    if (parsed?.success !== true) {
      this.badLines += 1;
      return [];
    }
    return this.eventsOf(parsed.data);
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    return [...this.closed(), { kind: 'end', outcome: exitCode === 0 ? 'completed' : asked ? 'interrupted' : 'failed' }];
  }

  private eventsOf(event: z.infer<typeof eventSchema>): readonly AgentEvent[] {
    switch (event.type) {
      case 'started':
        return [{ kind: 'started' }];
      case 'message':
        return [...this.closed(), { kind: 'message', text: event.text }];
      case 'step': {
        const ended = this.closed();
        const told = { kind: 'tool', id: `step-${String(event.step)}`, name: event.do, input: JSON.stringify(event.value) } as const;
        if (!callSteps.has(event.do)) return [...ended, { ...told, state: 'completed' }];
        this.open = { id: told.id, name: told.name };
        return [...ended, { ...told, state: 'started' }];
      }
      case 'output':
        return [this.answered({ state: event.exitCode === 0 ? 'completed' : 'failed', output: event.text, ...(typeof event.exitCode === 'number' ? { exitCode: event.exitCode } : {}) })];
      case 'tool':
        return [this.answered({ name: event.tool, state: event.accepted ? 'completed' : 'failed', output: event.text })];
      case 'usage': {
        this.dollars = event.dollars === undefined ? this.dollars : (this.dollars ?? 0) + event.dollars;
        return [{ kind: 'usage', scope: 'request', tokens: event.tokens ?? { input: 0, output: 0 }, ...(this.dollars === undefined ? {} : { cost: this.dollars, costScope: 'run' as const }) }];
      }
      case 'error':
        return [...this.closed(), { kind: 'error', words: event.text }];
    }
  }

  /** The step that is at work is over, if there is one: the agent does one after the other. */
  private closed(): readonly AgentEvent[] {
    const { open } = this;
    this.open = undefined;
    return open === undefined ? [] : [{ kind: 'tool', ...open, state: 'completed' }];
  }

  private answered(of: Pick<ToolEvent, 'state' | 'output' | 'exitCode'> & { readonly name?: string }): AgentEvent {
    this.calls += 1;
    const { id, name } = this.open ?? { id: `call-${String(this.calls)}`, name: 'command' };
    this.open = undefined;
    return { kind: 'tool', id, name, ...of };
  }
}
