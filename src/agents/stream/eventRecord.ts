import * as z from 'zod';
import type { AgentEvent } from './agentEvent.js';
import { agentEventSchema } from './agentEvent.js';

/** What an agent printed that is no event: words of its program, or of what that started. */
export interface PlainOutput {
  readonly kind: 'output';
  readonly text: string;
}

/** One line of a run's record: an event, or what was printed beside the events. */
export type RecordedEvent = AgentEvent | PlainOutput;

/** An event and when it came. */
export interface TimedEvent {
  /** ISO, to the second; undefined for one that was read from the raw output. */
  readonly at?: string | undefined;
  readonly event: RecordedEvent;
}

/** Texts are kept up to so many characters, from their beginning and their end; the raw output has the whole. */
export const longestKeptText = 16 * 1024;

const plainSchema = z.strictObject({ kind: z.literal('output'), text: z.string() });
const recordedSchema = z.union([agentEventSchema, plainSchema]);

function kept(text: string): string {
  if (text.length <= longestKeptText) return text;
  const half = longestKeptText / 2;
  return `${text.slice(0, half)}\n[${String(text.length - longestKeptText)} characters left out]\n${text.slice(-half)}`;
}

/** One line of a run's events, with its end; undefined for what tells a reader nothing. */
export function eventLine(event: RecordedEvent, at: string): string | undefined {
  if (event.kind === 'alive') return undefined;
  const shown = JSON.stringify({ at, ...event }, (_, value: unknown) => (typeof value === 'string' ? kept(value) : value));
  return `${shown}\n`;
}

const timeSchema = z.looseObject({ at: z.string() });

/** What such a line holds; undefined for a damaged one, and for the note of what was left out. */
export function readEventLine(line: string): TimedEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { at, ...event } = timeSchema.parse(JSON.parse(line));
    const parsed = recordedSchema.safeParse(event);
    return parsed.success ? { at, event: parsed.data } : undefined;
  } catch {
    return undefined;
  }
}

/** A line of an agent's raw output that no reader made an event of, where a person should see it. */
export function plainOutput(line: string): PlainOutput | undefined {
  return line.startsWith('{') || line.trim() === '' ? undefined : { kind: 'output', text: line };
}
