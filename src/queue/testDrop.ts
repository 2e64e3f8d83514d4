import type { ProtectedChange } from '../plan/planningSchemas.js';
import type { Verdict } from '../plan/schemas.js';

/** A green gate that runs less than this share of master's tests is said; one that runs less than the other waits for the engineer. */
const [noticed, protectedShare] = [0.9, 0.5];

/** Where a file's path would stand. */
const lostTests = 'tests';

type Counted = Pick<Verdict, 'result' | 'tests'>;

function share(tests: Verdict['tests'], before: Verdict['tests'] | undefined): number {
  return typeof tests === 'number' && typeof before === 'number' && before > 0 ? tests / before : 1;
}

/** What a verdict says of a green tree that runs far fewer tests than a green master. */
export function fewerTests({ green, tests }: { readonly green: boolean; readonly tests: Verdict['tests'] }, master: Counted | undefined): Pick<Verdict, 'tests-before'> {
  const before = master?.result === 'green' ? master.tests : undefined;
  return green && typeof before === 'number' && share(tests, before) < noticed ? { 'tests-before': before } : {};
}

/**
 * The loss of more than half of the tests, as a change that waits for the engineer: against `master` as it is, and where that is not counted, against the one on which the
 * verdict was made. It is about no file: its blobs are none.
 */
export function testDrop(verdict: Pick<Verdict, 'tree' | 'result' | 'tests' | 'tests-before'> | undefined, master: Counted | undefined): readonly ProtectedChange[] {
  const now = master?.result === 'green' && typeof master.tests === 'number' ? master.tests : undefined;
  const before = now ?? verdict?.['tests-before'];
  if (verdict?.result !== 'green' || share(verdict.tests, before) >= protectedShare) return [];
  const none = '0'.repeat(verdict.tree.length);
  return [{ path: lostTests, words: `runs ${String(verdict.tests)} tests where master ran ${String(before)}`, before: none, after: none }];
}

/** How many tests are run where that is what the change is about; a file may have the same name. */
function testsIn({ path, words, before, after }: ProtectedChange): number | undefined {
  const isLoss = path === lostTests && /^0+$/.test(before) && /^0+$/.test(after);
  const count = isLoss ? /^runs (\d+) tests /.exec(words)?.[1] : undefined;
  return count === undefined ? undefined : Number(count);
}

/** Whether the engineer has approved that as few tests are run, on whatever master. */
export function allowsDrop(approved: readonly ProtectedChange[], drop: ProtectedChange): boolean {
  const now = testsIn(drop);
  return now !== undefined && approved.some((one) => (testsIn(one) ?? Infinity) <= now);
}
