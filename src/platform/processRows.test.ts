import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { NodeProcesses } from './nodeProcesses.js';
import { familyOf, processColumns, processRow, processRowsOf } from './processRows.js';

const at = 'Sat Nov 21 04:30:00 2026';

describe('a family of processes', () => {
  const rows = processRowsOf(
    [`  10 1 10 Ss 0:01.50 ${at}`, ` 11 10 10 S 1:00 ${at}`, ` 12 11 12 R+ 01:00:00 ${at}`, ` 13 1 10 S 0:02 ${at}`, ` 14 1 14 S 9:00 ${at}`, ` 15 12 15 S 1-00:00:00 ${at}`, ` 16 10 10 Z 0:09 ${at}`, 'PID', ''].join('\n'),
  );

  it('is a group and all that descends from it, whatever group that is in', () => {
    const family = familyOf(rows, { pid: 10, startTime: at });
    assert.deepEqual(family.map(({ pid }) => pid).sort(), [10, 11, 12, 13, 15]);
    assert.equal(family.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0), 1.5 + 60 + 3600 + 2 + 86_400);
    assert.deepEqual(familyOf(rows, { pid: 99, startTime: at }), []);
  });

  it('is nobody any more when its leader\'s id is in other hands', () => {
    assert.deepEqual(familyOf(rows, { pid: 10, startTime: 'Fri Nov 20 04:30:00 2026' }), []);
  });

  it('counts of a process what it has waited for, and of a dead one nothing', () => {
    const fields = 'S 3 7 7 0 -1 0 0 0 0 0 100 50 25 25 20 0 1 0 999'.split(' ');
    assert.deepEqual(processRow(7, fields), { pid: 7, startTime: '999', parent: 3, group: 7, cpuSeconds: 2 });
    assert.equal(processRow(7, ['Z', ...fields.slice(1)]), undefined);
  });

  it('is found with a busy child in a session of its own, which uses the processor', async () => {
    const processes = new NodeProcesses();
    const child = spawn('/bin/sh', ['-c', 'setsid sh -c "while :; do :; done" & wait'], { detached: true, stdio: 'ignore' });
    assert.ok(child.pid);
    const leader = processes.identify(child.pid);
    assert.ok(leader);
    try {
      let seconds = 0;
      while (seconds < 0.1) seconds = (await processes.cpuSeconds(leader)) ?? 0;
      const { stdout } = await processes.run({ file: 'ps', args: ['-axo', processColumns], cwd: '/', env: { PATH: process.env['PATH'] ?? '' } });
      const listed = processRowsOf(stdout.toString()).map(({ pid }) => pid);
      const family = await processes.family(leader);
      assert.equal(family.length, 2);
      assert.deepEqual(family.filter(({ pid }) => !listed.includes(pid)), []);
    } finally {
      for (const member of await processes.family(leader)) processes.signal(member, 'SIGKILL');
    }
  });
});
