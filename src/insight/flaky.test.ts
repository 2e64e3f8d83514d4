import assert from 'node:assert/strict';
import type { Verdict } from '../plan/schemas.js';
import { flakyLine, flakyTests } from './flaky.js';

function verdict(day: number, more: Partial<Verdict>): Verdict {
  const [tree, finished] = ['d'.repeat(40), `2026-11-${String(day).padStart(2, '0')}T04:30:00Z`];
  return { tree, commit: tree, fingerprint: 'f', result: 'green', purpose: 'candidate', 'exit-code': 0, tests: 3, seconds: 1, pristine: true, containment: 'none', finished, ...more };
}

describe('flaky tests', () => {
  it('are those that were red and green on one tree, with their rate; a red that was somebody’s fault is none', () => {
    const verdicts = [verdict(1, { cause: 'flaky', failing: ['adds', 'waits'] }), verdict(2, { cause: 'flaky', failing: ['waits'] }), verdict(3, { cause: 'flaky' }), verdict(4, { quarantined: ['waits'] }), verdict(5, { result: 'red', cause: 'own', failing: ['adds'] }), verdict(6, {}), verdict(7, {}), verdict(8, {})];
    const found = flakyTests(verdicts);
    assert.deepEqual(found, [
      { name: 'waits', flaked: 3, verdicts: 8, last: '2026-11-04T04:30:00Z' },
      { name: 'adds', flaked: 1, verdicts: 8, last: '2026-11-01T04:30:00Z' },
    ]);
    assert.deepEqual(found.map((one) => flakyLine(one, ['waits'])), ['waits: 3 of 8 (38 %), last 2026-11-04T04:30:00Z, in quarantine', 'adds: 1 of 8 (13 %), last 2026-11-01T04:30:00Z']);
    assert.deepEqual(flakyTests(verdicts, Date.parse('2026-11-03T00:00:00Z')).map(({ name, flaked, verdicts: all }) => [name, flaked, all]), [['waits', 1, 6]]);
  });
});
