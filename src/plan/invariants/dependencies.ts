import { circleThrough } from '../dependencyCircle.js';
import { parseTicketPath } from '../paths.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

const report = 'Two engines may have written at one time: see that only one runs (sanctum status), and report this.';

/** What every ticket waits for, as the plan goes on. */
class Dependencies {
  private readonly of = new Map<string, readonly string[]>();
  /** How many tickets wait for a ticket. */
  private readonly waiting = new Map<string, number>();

  constructor(private readonly record: PlanRecord) {}

  /** Goes on to the state after a turn; the tickets whose dependencies changed with it. */
  advance({ index, paths }: Turn): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const path of paths) {
      const id = parseTicketPath(path)?.id;
      if (id === undefined || changed.has(id)) continue;
      const before = this.after(id);
      const now = this.record.ticketAt(id, index)?.fields['depends-on'] ?? [];
      if (now.length === before.length && now.every((other, at) => other === before[at])) continue;
      for (const other of before) this.waiting.set(other, (this.waiting.get(other) ?? 0) - 1);
      for (const other of now) this.waiting.set(other, (this.waiting.get(other) ?? 0) + 1);
      this.of.set(id, now);
      changed.add(id);
    }
    return changed;
  }

  after(id: string): readonly string[] {
    return this.of.get(id) ?? [];
  }

  /** A circle that one of these tickets closed. A ticket that none waits for is in no circle, and need not be followed. */
  circleThrough(ids: ReadonlySet<string>): readonly string[] | undefined {
    for (const id of ids) {
      const circle = (this.waiting.get(id) ?? 0) > 0 ? circleThrough(id, (other) => this.after(other)) : undefined;
      if (circle !== undefined) return circle;
    }
    return undefined;
  }
}

function startedTooEarly(record: PlanRecord, { index, step }: Turn): readonly Violation[] {
  if (step.message.transition !== 'start') return [];
  return step.changes.flatMap(({ path, after }): readonly Violation[] => {
    const place = parseTicketPath(path);
    if (place?.state !== 'in-progress' || after === undefined) return [];
    const waits = record.ticketAt(place.id, index - 1)?.fields['depends-on'] ?? [];
    const undone = waits.filter((id) => record.ticketAt(id, index - 1)?.state !== 'done');
    if (undone.length === 0) return [];
    return [{ invariant: 17, commit: step.commit, path, words: `Ticket ${place.id} was started before ${undone.join(', ')} was done.`, remedy: report }];
  });
}

/** Invariant 17: a ticket is started when all that it depends on is done, and in every state that the engine answers for each dependency is a ticket and none leads back to its own. */
export function dependencies(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  const graph = new Dependencies(record);
  for (const turn of record.turns) {
    const { index, step } = turn;
    const changed = graph.advance(turn);
    for (const id of changed) {
      const path = record.ticketPathsAt(id, index)[0] ?? '';
      for (const other of graph.after(id)) {
        if (record.ticketPathsAt(other, index).length > 0) continue;
        violations.push({ invariant: 17, commit: step.commit, path, words: `Ticket ${id} depends on ${other}, which is no ticket.`, remedy: `Take ${other} out of "depends-on" in ${path} by hand, in a commit on sanctum/plan, and report this.` });
      }
    }
    const circle = graph.circleThrough(changed);
    if (circle !== undefined) {
      const path = record.ticketPathsAt(circle[0] ?? '', index)[0] ?? '';
      const words = `Tickets wait for each other: ${circle.join(' -> ')}.`;
      violations.push({ invariant: 17, commit: step.commit, path, words, remedy: 'Take one of them out of the "depends-on" of the ticket before it by hand, in a commit on sanctum/plan, and report this.' });
    }
    violations.push(...startedTooEarly(record, turn));
  }
  return violations;
}
