import assert from 'node:assert/strict';
import { KilledLandings } from '../support/killedLandings.js';
import { Pool } from '../support/pool.js';
import type { SystemCall } from '../support/strace.js';
import { canTrace } from '../support/strace.js';

/** Of each kind of call the one in the middle: what is quick enough for every day. `npm run verify:long` kills at all of them. */
function someOf(calls: readonly SystemCall[]): readonly SystemCall[] {
  const byName = new Map<string, SystemCall[]>();
  for (const call of calls) byName.set(call.name, [...(byName.get(call.name) ?? []), call]);
  return [...byName.values()].flatMap((same) => same.slice(same.length >> 1, (same.length >> 1) + 1));
}

/** Git has moved master, and has not given HEAD back. */
function justAfterTheMove(calls: readonly SystemCall[]): readonly SystemCall[] {
  return calls.filter(({ words }) => /^unlink(?:at)? \.git\/HEAD\.lock$/.test(words));
}

describe('a landing whose git is killed at a system call', function () {
  this.timeout(120_000);
  let landings: KilledLandings;

  before(async function () {
    if (!canTrace()) {
      console.log('      not tested: strace is not there, or may not trace');
      this.skip();
    }
    landings = await KilledLandings.make();
  });

  after(async () => {
    // Without strace there is nothing to close.
    if (canTrace()) await landings.close();
  });

  it('is recovered by a restart alone, at one call of each kind that changes anything', async () => {
    const calls = someOf(landings.calls);
    assert.ok(calls.length > 4, `git changed too little: ${landings.calls.map(({ words }) => words).join(', ')}`);
    const pool = new Pool(2);
    await Promise.all([...calls, ...justAfterTheMove(landings.calls)].map((call) => pool.run(() => landings.kill(call))));
  });

  it('is finished by its engine, when that lives and master has moved', async () => {
    for (const call of justAfterTheMove(landings.calls)) await landings.killGit(call);
  });
});
