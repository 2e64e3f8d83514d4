import type { Change } from './arrivals.js';
import type { Outcome, Simulation } from './simulate.js';

/** Who knows every result beforehand: one test for each change, begun in order of arrival as soon as a lane is free, landed in order. */
export function oracle(changes: readonly Change[], lanes: number): Simulation {
  const free = Array.from({ length: lanes }, () => 0);
  const landed = new Set<string>();
  const outcomes: Outcome[] = [];
  let before = 0;
  for (const { ticket, at, bad, conflicts, testTime } of changes) {
    const lane = free.indexOf(Math.min(...free));
    const ends = Math.max(at, free[lane] ?? 0) + testTime;
    free[lane] = ends;
    const isLanded = !bad && !conflicts.some((other) => landed.has(other));
    if (isLanded) {
      landed.add(ticket);
      before = Math.max(before, ends);
    }
    outcomes.push({ ticket, turnaround: (isLanded ? before : ends) - at, landed: isLanded });
  }
  return { outcomes, span: Math.max(before, ...free), tests: changes.length, mostPassed: 0, decisionTimes: [] };
}
