import assert from 'node:assert/strict';
import { dirtyLanding } from '../support/dirtyLanding.js';
import type { GitPoint } from '../support/killedGits.js';
import { KilledGits } from '../support/killedGits.js';
import { canTrace } from '../support/strace.js';

/** Of each kind of call the one in the middle: what is quick enough for every day. `npm run verify:long` kills at all of them. */
function someOf(points: readonly GitPoint[]): readonly GitPoint[] {
  const byName = new Map<string, GitPoint[]>();
  for (const point of points) byName.set(point.call.name, [...(byName.get(point.call.name) ?? []), point]);
  return [...byName.values()].flatMap((same) => same.slice(same.length >> 1, (same.length >> 1) + 1));
}

/** Git has moved master, and has not given HEAD back. */
function justAfterTheMove(points: readonly GitPoint[]): readonly GitPoint[] {
  return points.filter(({ call }) => /^unlink(?:at)? \.git\/HEAD\.lock$/.test(call.words));
}

describe('a landing whose git is killed at a system call', function () {
  this.timeout(120_000);
  let landings: KilledGits | undefined;

  before(async function () {
    if (!canTrace()) {
      console.log('      not tested: strace is not there, or may not trace');
      this.skip();
    }
    landings = await KilledGits.make(dirtyLanding);
  });

  after(() => landings?.close());

  it('is recovered by a restart alone, at one call of each kind that changes anything', async () => {
    assert.ok(landings !== undefined);
    const points = someOf(landings.points);
    assert.ok(points.length > 4, `git changed too little: ${landings.points.map(({ call }) => call.words).join(', ')}`);
    const { failures, wrecks } = await landings.killAt([...points, ...justAfterTheMove(landings.points)], 'git and engine');
    assert.deepEqual(failures, []);
    assert.ok(wrecks.length >= points.length, 'git was not killed everywhere');
  });

  it('is finished by its engine, when that lives and master has moved', async () => {
    assert.ok(landings !== undefined);
    const { failures, wrecks } = await landings.killAt(justAfterTheMove(landings.points), 'git');
    assert.deepEqual(failures, []);
    assert.equal(wrecks.length, 1);
  });
});
