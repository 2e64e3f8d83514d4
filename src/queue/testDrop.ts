import type { ProtectedChange } from '../plan/planningSchemas.js';
import type { Verdict } from '../plan/schemas.js';

/** A green gate that runs less than this share of master's tests is said; one that runs less than the other waits for the engineer. */
const [noticed, protectedShare] = [0.9, 0.5];

type Counted = Pick<Verdict, 'result' | 'tests'>;

function share(tests: Verdict['tests'], before: Verdict['tests'] | undefined): number {
  return typeof tests === 'number' && typeof before === 'number' && before > 0 ? tests / before : 1;
}

/** What a verdict says of a green tree that runs far fewer tests than a green master. */
export function fewerTests({ green, tests }: { readonly green: boolean; readonly tests: Verdict['tests'] }, master: Counted | undefined): Pick<Verdict, 'tests-before'> {
  const before = master?.result === 'green' ? master.tests : undefined;
  return green && typeof before === 'number' && share(tests, before) < noticed ? { 'tests-before': before } : {};
}

/** The loss of more than half of the tests, as a change that waits for the engineer. It is about no file: its blobs are none. */
export function testDrop(verdict: Pick<Verdict, 'tree' | 'tests' | 'tests-before'> | undefined): readonly ProtectedChange[] {
  const before = verdict?.['tests-before'];
  if (verdict === undefined || share(verdict.tests, before) >= protectedShare) return [];
  const none = '0'.repeat(verdict.tree.length);
  return [{ path: 'tests', words: `runs ${String(verdict.tests)} tests where master ran ${String(before)}`, before: none, after: none }];
}
