import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wreck } from '../support/killedLandings.js';
import { KilledLandings } from '../support/killedLandings.js';
import { Pool } from '../support/pool.js';
import type { SystemCall } from '../support/strace.js';
import { canTrace } from '../support/strace.js';

const document = join(import.meta.dirname, '../../docs/reliability.md');

const columns = ['killed when about to', 'master', 'locks left', 'paths changed'];

function row({ call, masterMoved, locks, pathsChanged }: Wreck): string {
  return `| ${[`\`${call.words}\``, masterMoved ? 'moved' : 'not moved', locks.join(', ') || 'none', String(pathsChanged)].join(' | ')} |`;
}

/** Puts the table where the document has it. */
async function rewriteTable(wrecks: readonly Wreck[]): Promise<void> {
  const text = await readFile(document, 'utf8');
  const { stdout } = spawnSync('git', ['--version'], { encoding: 'utf8' });
  const moved = wrecks.filter((wreck) => wreck.masterMoved).length;
  const heading = `${stdout.trim()}: ${String(wrecks.length)} kills, ${String(moved)} of them after master had moved; all were recovered by a restart alone.\n`;
  const rows = [heading, `| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...wrecks.map(row)];
  await writeFile(document, text.replace(/(?<=<!-- kills -->\n)[^]*?(?=<!-- end -->)/, `${rows.join('\n')}\n`));
}

describe('a landing whose git is killed at every system call that changes anything', function () {
  this.timeout(600_000);
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

  /** Kills at every call, a few at a time. Throws with all the calls that were not recovered from. */
  async function atEvery<Value>(kill: (call: SystemCall) => Promise<Value>): Promise<readonly Value[]> {
    const pool = new Pool(2);
    const ends = await Promise.allSettled(landings.calls.map((call) => pool.run(() => kill(call))));
    assert.deepEqual(ends.flatMap((end, at) => (end.status === 'rejected' ? [`${landings.calls[at]?.words ?? ''}: ${String(end.reason)}`] : [])), []);
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  }

  it('is recovered by a restart alone, when the engine died with it', async () => {
    const wrecks = await atEvery((call) => landings.kill(call));
    console.log(`      ${String(wrecks.length)} kills recovered, master was moved in ${String(wrecks.filter((wreck) => wreck.masterMoved).length)} of them`);
    if (process.env['SANCTUM_WRITE_TABLE'] !== undefined) await rewriteTable(wrecks);
  });

  it('is finished or taken back by the engine that started it, when that lives, and lands', async () => {
    const ends = await atEvery((call) => landings.killGit(call));
    console.log(`      ${String(ends.length)} kills recovered`);
  });
});
