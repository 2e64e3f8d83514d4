import type { HistoryStep } from '../history.js';
import { illegalInStep } from '../inspect.js';
import type { IllegalChange } from '../lifecycle.js';
import { illegalChanges } from '../lifecycle.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

interface ByOthers {
  readonly index: number;
  readonly step: HistoryStep;
  readonly illegal: readonly IllegalChange[];
}

function byOthers(record: PlanRecord, { before, index }: Turn): readonly ByOthers[] {
  return record.steps.slice(before + 1, index).map((step, offset) => {
    const at = before + 1 + offset;
    const ground = { ticketBefore: (id: string) => record.ticketAt(id, at - 1), text: (blob: string) => record.texts.get(blob), isGarbled: (blob: string) => record.garbled.has(blob) };
    return { index: at, step, illegal: illegalInStep(step, ground) };
  });
}

const report = 'This is a fault of Sanctum, or somebody wrote in its name: look at the commit with git show, and report it.';

/** What a repair may do: put paths that others changed back to what they were, and all that was illegal. */
function repairFaults(record: PlanRecord, turn: Turn, others: readonly ByOthers[]): readonly string[] {
  const faults: string[] = [];
  for (const { path, after } of turn.step.changes) {
    const isBack = others.some((other) => other.step.changes.some((change) => change.path === path && change.before === after));
    if (!isBack) faults.push(`the repair changes ${path} to what it was not before`);
  }
  const expected = new Map<string, string | undefined>();
  for (const { index, illegal } of others) {
    for (const path of illegal.flatMap((one) => one.paths)) {
      if (!expected.has(path)) expected.set(path, record.blobAt(path, index - 1));
    }
  }
  for (const [path, blob] of expected) {
    if (record.blobAt(path, turn.index) !== blob) faults.push(`the repair does not put ${path} back`);
  }
  return faults;
}

/**
 * Invariant 2: each commit of the engine's is one allowed transition; each commit of others is one too, or is repaired, and is
 * acknowledged by the engine's next one. What no engine has looked at yet breaks nothing.
 */
export function legalCommits(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  for (const turn of record.turns) {
    const { transition, acknowledges } = turn.step.message;
    const { commit } = turn.step;
    for (const { words } of illegalChanges(transition, 'engine', turn.step.changes)) {
      violations.push({ invariant: 2, commit, words: `An engine's commit is no allowed transition: ${words}.`, remedy: report });
    }
    const others = byOthers(record, turn);
    for (const { step, illegal } of others) {
      if (!acknowledges.includes(step.commit)) {
        violations.push({ invariant: 2, commit: step.commit, words: `The engine went on without acknowledging a commit that is not its own.`, remedy: report });
      } else if (illegal.length > 0 && transition !== 'repair') {
        const words = illegal.map((one) => one.words).join('; ');
        violations.push({ invariant: 2, commit: step.commit, words: `An illegal commit was acknowledged and not repaired: ${words}.`, remedy: 'Take the change back by hand, in a commit on sanctum/plan, and report this.' });
      }
    }
    if (transition === 'repair') {
      for (const words of repairFaults(record, turn, others)) violations.push({ invariant: 2, commit, words: `A repair went wrong: ${words}.`, remedy: report });
    }
  }
  return violations;
}
