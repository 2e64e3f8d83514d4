import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** Invariant 15: epochs never fall, one machine writes in each, and numbers its commits upwards. */
export function engineOrder(record: PlanRecord): readonly Violation[] {
  const violations: Violation[] = [];
  let last: { readonly machine: string; readonly epoch: number; readonly sequence: number } | undefined;
  for (const { step } of record.turns) {
    const { author } = step.message;
    if (author.kind !== 'engine') continue;
    const words = last === undefined ? undefined : disorder(last, author);
    if (words !== undefined) {
      const remedy = 'Two engines may have written at one time: see that only one runs (sanctum status), and report this.';
      violations.push({ invariant: 15, commit: step.commit, words, remedy });
    }
    last = author;
  }
  return violations;
}

interface Place {
  readonly machine: string;
  readonly epoch: number;
  readonly sequence: number;
}

function disorder(last: Place, now: Place): string | undefined {
  const [was, is] = [last, now].map(({ machine, epoch, sequence }) => `${machine} ${String(epoch)} ${String(sequence)}`);
  if (now.epoch > last.epoch) return undefined;
  if (now.epoch < last.epoch) return `An engine of an earlier epoch wrote after a later one: ${is ?? ''} after ${was ?? ''}.`;
  if (now.machine !== last.machine) return `Two engines wrote in one epoch: ${is ?? ''} after ${was ?? ''}.`;
  return now.sequence > last.sequence ? undefined : `The sequence of an engine's commits does not rise: ${is ?? ''} after ${was ?? ''}.`;
}
