import { isoSeconds } from '../../platform/clock.js';
import type { Ports } from '../../platform/ports.js';

/** Names a run after when it was begun, what it is for, and which attempt it is. */
export function newRunId({ clock, random }: Pick<Ports, 'clock' | 'random'>, name: string, attempt: number): string {
  const stamp = isoSeconds(clock.now()).replace(/[-:Z]/g, '');
  return `R-${stamp}-${name}-${String(attempt)}-${random.hex(4)}`;
}
