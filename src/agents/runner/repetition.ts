import { createHash } from 'node:crypto';
import type { AgentEvent } from '../stream/agentEvent.js';

type ToolEvent = Extract<AgentEvent, { kind: 'tool' }>;

/** More different calls than these are work, not a circle. */
const largestCircle = 4;

/** So often each call of a circle comes back with the same result before the agent is said to go round in it. */
export const mostRepetitions = 30;

/** A call that takes this long looks whether something has changed meanwhile: to do that often is to wait, not to go round. */
const waitingSeconds = 5;

/** What an ended call was: something new, the same once more, or the same once too often. */
export type Repetition = 'new' | 'repeated' | 'circle';

/** Stands for what a tool was asked or said, however long that was. */
export function digest(of: unknown): string {
  return createHash('sha1').update(JSON.stringify([of])).digest('base64');
}

/** Notices an agent that makes the same few calls, with the same results, over and over. */
export class Repetitions {
  private readonly circle = new Set<string>();
  private quickCalls = 0;

  /** Takes a call that has ended, with what it was asked; `seconds` it took. */
  ended(call: ToolEvent, asked: string, seconds: number): Repetition {
    const key = digest([call.name, asked, call.state, call.exitCode, call.output]);
    if (!this.circle.has(key)) {
      if (this.circle.size >= largestCircle) this.circle.clear();
      this.circle.add(key);
      this.quickCalls = 1;
      return 'new';
    }
    if (seconds < waitingSeconds) this.quickCalls += 1;
    return this.quickCalls >= mostRepetitions * this.circle.size ? 'circle' : 'repeated';
  }

  /** Something was done that no repeated call is. */
  forget(): void {
    this.circle.clear();
    this.quickCalls = 0;
  }
}
