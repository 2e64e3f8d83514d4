import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirtyLanding } from '../support/dirtyLanding.js';
import type { GitKills, GitPoint, Wreck } from '../support/killedGits.js';
import { KilledGits } from '../support/killedGits.js';
import { putPoints } from '../support/killedPoints.js';
import { killedWorks } from '../support/killedWorks.js';
import type { Row } from '../support/reliabilityPage.js';
import { isWritten, putRows, putText } from '../support/reliabilityPage.js';
import { canTrace } from '../support/strace.js';

const columns = ['what was played', 'its git', 'system calls', 'kills of git alone', 'of git and Sanctum'];

const wreckColumns = ['killed when about to', 'master', 'locks left', 'paths changed'];

/** A row for each kind of git that the work had. */
function rowsOf(work: string, points: readonly GitPoint[], kills: readonly GitKills[]): readonly Row[] {
  const kinds = [...new Set(points.map(({ git }) => git.words))];
  const killed = (kind: string, victims: GitKills['victims']): number =>
    kills.filter((one) => one.victims === victims).flatMap(({ wrecks }) => wrecks.filter(({ git }) => git.words === kind)).length;
  return kinds.map((kind) => [work, kind, points.filter(({ git }) => git.words === kind).length, killed(kind, 'git'), killed(kind, 'git and engine')]);
}

function wreckRow({ struck, landing, locks }: Wreck): string {
  const cells = [`\`${struck.words}\``, landing?.masterMoved === true ? 'moved' : 'not moved', locks.join(', ') || 'none', String(landing?.pathsChanged ?? 0)];
  return `| ${cells.join(' | ')} |`;
}

/** What each call of the fast-forward left. */
async function putWrecks({ wrecks }: GitKills): Promise<void> {
  const ofMerge = wrecks.filter(({ git }) => git.words.startsWith('`git merge`'));
  const { stdout } = spawnSync('git', ['--version'], { encoding: 'utf8' });
  const moved = ofMerge.filter(({ landing }) => landing?.masterMoved).length;
  const heading = `${stdout.trim()}: ${String(ofMerge.length)} kills, ${String(moved)} of them after master had moved; all were recovered by a restart alone.\n`;
  const lines = [heading, `| ${wreckColumns.join(' | ')} |`, `|${'---|'.repeat(wreckColumns.length)}`, ...ofMerge.map(wreckRow)];
  await putText('kills', `${lines.join('\n')}\n`);
}

describe('Sanctum, of which a git is killed at every system call that changes anything', function () {
  this.timeout(4 * 3_600_000);

  before(function () {
    if (canTrace()) return;
    console.log('      not tested: strace is not there, or may not trace');
    this.skip();
  });

  for (const work of killedWorks) {
    it(`is recovered by a restart alone, whether it died too or not: ${work.name}`, async () => {
      const gits = await KilledGits.make(work);
      try {
        const kills = [await gits.killAt(gits.points, 'git'), await gits.killAt(gits.points, 'git and engine')];
        console.log(`      ${String(gits.points.length)} calls, ${kills.map(({ wrecks, victims }) => `${String(wrecks.length)} kills of ${victims}`).join(', ')}`);
        assert.deepEqual(kills.flatMap(({ failures }) => failures), []);
        if (!isWritten) return;
        await putRows('gits', columns, rowsOf(work.name, gits.points, kills));
        for (const one of kills) if (work === dirtyLanding && one.victims === 'git and engine') await putWrecks(one);
        await putPoints();
      } finally {
        await gits.close();
      }
    });
  }
});
