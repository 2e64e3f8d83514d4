import * as z from 'zod';
import type { AgentEvent } from '../stream/agentEvent.js';
import { jsonLine } from '../stream/jsonLine.js';
import type { StreamEnd, StreamReader } from '../stream/streamReader.js';

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('message'), text: z.string() }),
  z.object({ type: z.literal('step'), step: z.number(), do: z.string(), value: z.unknown() }),
  z.object({ type: z.literal('output'), exitCode: z.int().nullish(), text: z.string() }),
  z.object({ type: z.literal('tool'), tool: z.string(), accepted: z.boolean(), text: z.string() }),
  z.object({ type: z.literal('error'), text: z.string() }),
]);

/** Reads what the rehearsal agent prints: one event a line, as `emit` writes it. */
export class RehearsalReader implements StreamReader {
  badLines = 0;
  private calls = 0;
  private command = 'command';

  line(text: string): readonly AgentEvent[] {
    const value = jsonLine(text);
    if (value === undefined) return [];
    const parsed = value === 'damaged' ? undefined : eventSchema.safeParse(value);
    if (parsed?.success !== true) {
      this.badLines += 1;
      return [];
    }
    return [this.eventOf(parsed.data)];
  }

  end({ exitCode, asked }: StreamEnd): readonly AgentEvent[] {
    return [{ kind: 'end', outcome: exitCode === 0 ? 'completed' : asked ? 'interrupted' : 'failed' }];
  }

  private eventOf(event: z.infer<typeof eventSchema>): AgentEvent {
    switch (event.type) {
      case 'started':
        return { kind: 'started' };
      case 'message':
        return { kind: 'message', text: event.text };
      case 'step':
        this.command = event.do;
        return { kind: 'tool', id: `step-${String(event.step)}`, name: event.do, state: 'started', input: JSON.stringify(event.value) };
      case 'output':
        return this.tool({ name: this.command, state: event.exitCode === 0 ? 'completed' : 'failed', output: event.text, ...(typeof event.exitCode === 'number' ? { exitCode: event.exitCode } : {}) });
      case 'tool':
        return this.tool({ name: event.tool, state: event.accepted ? 'completed' : 'failed', output: event.text });
      case 'error':
        return { kind: 'error', words: event.text };
    }
  }

  private tool(of: Omit<Extract<AgentEvent, { kind: 'tool' }>, 'kind' | 'id'>): AgentEvent {
    this.calls += 1;
    return { kind: 'tool', id: `call-${String(this.calls)}`, ...of };
  }
}
