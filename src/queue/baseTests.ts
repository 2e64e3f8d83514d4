import type { TreeDifference } from '../git/diff.js';
import type { BaseTests } from '../plan/planningSchemas.js';
import { isTestPath } from './protection/testText.js';
import { namesInWords } from './testNames.js';

const none = '000000';
const regular = /^1006(?:44|55)$|^100755$/;

/** Of a change the files of tests that were there before and are others now, or gone. What only moved is neither. */
export function changedTests(differences: readonly TreeDifference[]): readonly TreeDifference[] {
  const added = new Set(differences.filter(({ oldMode }) => oldMode === none).map(({ newId }) => newId));
  return differences.filter(({ path, oldMode, newMode, oldId, newId }) => regular.test(oldMode) && isTestPath(path) && oldId !== newId && !(newMode === none && added.has(oldId)));
}

/** What a submission comes to with the tests as they were, in a line. */
export function baseTestsWords({ base, paths, result, tests, failing }: Pick<BaseTests, 'base' | 'paths' | 'result' | 'tests' | 'failing'>): string {
  const what = `With ${namesInWords(paths)} as ${paths.length === 1 ? 'it was' : 'they were'} on ${base.slice(0, 10)}`;
  if (result === 'green') return `${what} the gate passes as well${tests === 'unknown' ? '' : `; ${String(tests)} ${tests === 1 ? 'test' : 'tests'} ran`}.`;
  const names = failing === undefined || failing.length === 0 ? '' : `: ${String(failing.length)} ${failing.length === 1 ? 'test fails' : 'tests fail'} (${namesInWords(failing)})`;
  return `${what} the gate fails${names}.`;
}
