import type { Clock } from './clock.js';

/** The machine's own clock. */
export class NodeClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = setTimeout(action, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  }
}
