import * as z from 'zod';

/** What one answer of a model showed. */
export interface AnswerSample {
  /** Undefined where the answer was too short to tell. */
  readonly tokensPerSecond?: number;
  readonly calledTool: boolean;
}

/** Fewer tokens, or less time, tell nothing of a server's speed. */
const leastTokens = 20;
const leastMilliseconds = 500;

const completedEvent = z.looseObject({ type: z.literal('response.completed'), response: z.looseObject({ usage: z.looseObject({ output_tokens: z.number() }).nullish() }) });

/** Measures one answer by its events and the times at which they came. */
export class AnswerMeter {
  private since: number | undefined;
  private calledTool = false;

  /** The sample, with the event that ends the answer. `now` in milliseconds. */
  event(event: Readonly<Record<string, unknown>>, now: number): AnswerSample | undefined {
    const { type, item } = event;
    // A server may say that it has begun before it has read what it was sent.
    if (type !== 'response.created' && type !== 'response.in_progress' && type !== 'response.queued') this.since ??= now;
    if (typeof item === 'object' && item !== null && 'type' in item && item.type === 'function_call') this.calledTool = true;
    const completed = completedEvent.safeParse(event);
    if (!completed.success) return undefined;
    const tokens = completed.data.response.usage?.output_tokens ?? 0;
    const milliseconds = now - (this.since ?? now);
    const isLong = tokens >= leastTokens && milliseconds >= leastMilliseconds;
    return { calledTool: this.calledTool, ...(isLong ? { tokensPerSecond: (tokens * 1000) / milliseconds } : {}) };
  }
}
