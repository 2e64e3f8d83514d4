import { isoSeconds } from '../../platform/clock.js';
import type { Ports } from '../../platform/ports.js';

/** Names a run after when it was begun, what it is for, and which attempt it is. */
export function newRunId({ clock, random }: Pick<Ports, 'clock' | 'random'>, name: string, attempt: number): string {
  const stamp = isoSeconds(clock.now()).replace(/[-:Z]/g, '');
  return `R-${stamp}-${name}-${String(attempt)}-${random.hex(4)}`;
}

/** When a run was begun, to the second, in milliseconds since the epoch; 0 for a name that does not say it. */
export function begunAt(run: string): number {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = /^R-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-/.exec(run) ?? [];
  return year === '' ? 0 : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
