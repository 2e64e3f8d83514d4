import { activePath } from '../paths.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

const report = 'This is a fault of Sanctum, or somebody wrote in its name: look at the commit with git show, and report it.';

/** Whether the state after each commit is that before it with the commit's own change, and nothing else. */
function unfolded(record: PlanRecord): readonly Violation[] {
  return record.steps.flatMap((step, index): readonly Violation[] => {
    const broken = (words: string): Violation => ({ invariant: 20, commit: step.commit, words, remedy: 'Compare it with its parent: git diff <commit>^ <commit>; then run git fsck, and report this.' });
    const parent = record.steps[index - 1]?.commit;
    if (step.parent !== parent) return [broken(`The plan's history does not go on from ${parent ?? 'nothing'}.`)];
    const other = step.changes.find(({ path, before }) => record.blobAt(path, index - 1) !== before);
    return other === undefined ? [] : [broken(`${other.path} was not, before this commit, what the commit before had left.`)];
  });
}

/** What is wrong with how a turn treats the written intent; a repair only puts back. */
function intentFault(record: PlanRecord, { index, step }: Turn): string | undefined {
  const { transition } = step.message;
  if (transition === 'repair') return undefined;
  const [before, after] = [record.blobAt(activePath, index - 1), record.blobAt(activePath, index)];
  switch (transition) {
    case 'intend':
      return before !== undefined ? 'A landing was intended while another was.' : undefined;
    case 'land':
    case 'drop':
      if (before === undefined) return `A landing was ${transition === 'land' ? 'finished' : 'dropped'} that nothing had written down: a recovery acted where there was nothing to recover.`;
      return after === undefined ? undefined : 'A landing was over, and its intent stayed.';
    default:
      return before === after ? undefined : `The written intent was changed by ${transition ?? 'no transition'}.`;
  }
}

/** These may change nothing: one says that it has looked, the other that nothing was to be put back. */
const mayBeEmpty: readonly (string | undefined)[] = ['acknowledge', 'repair'];

/**
 * Invariant 20: recovery at rest does nothing. What a landing's recovery does, it does to an intent that stands; the engine writes no commit without a change; and
 * each state is that before it with its commit's change, so that whoever starts from it knows all that there is to know.
 */
export function recoveryRests(record: PlanRecord): readonly Violation[] {
  const ofTurns = record.turns.flatMap((turn): readonly Violation[] => {
    const { step } = turn;
    const isEmpty = step.changes.length === 0 && !mayBeEmpty.includes(step.message.transition);
    const words = intentFault(record, turn) ?? (isEmpty ? `An engine wrote ${step.message.transition ?? 'a commit'} without any change.` : undefined);
    return words === undefined ? [] : [{ invariant: 20, commit: step.commit, words, remedy: report }];
  });
  return [...unfolded(record), ...ofTurns];
}
