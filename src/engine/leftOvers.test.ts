import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noMail, ticket, tree, work } from '../../test/support/observation.js';
import type { RunLife } from '../agents/runs.js';
import { RunFileError } from '../agents/runFolder.js';
import { ProjectFolder } from '../git/projectFolder.js';
import type { Files } from '../platform/files.js';
import { nodePorts } from '../platform/ports.js';
import { clearLeftOvers, endForgottenRuns } from './leftOvers.js';

describe('what an engine left that was killed', () => {
  const ports = nodePorts();
  const { files } = ports;
  let home: string;
  let folder: ProjectFolder;
  const said: string[] = [];
  const log = { write: (level: string, words: string) => void said.push(`${level} ${words.replaceAll(home, '')}`) };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sanctum-left-'));
    folder = new ProjectFolder(home, '/repository/.git');
    said.splice(0);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is no hindrance where it cannot be removed, and said', async () => {
    const stubborn: Files = Object.assign(Object.create(files) as Files, { removeTree: () => Promise.reject(new Error('EPERM: operation not permitted')) });
    await clearLeftOvers({ folder, ports: { ...ports, files: stubborn } }, log);
    const scratch = folder.scratch('').replace(home, '');
    assert.deepEqual(said, [`WARN What is left in ${scratch} takes room, and cannot be removed: EPERM: operation not permitted. Remove it by hand: rm -rf ${scratch}`]);
  });

  it('of a worktree that was looked at for the last time is put back, and never over another', async () => {
    const mine = join(folder.worktree('0001', 2), 'mine.txt').replace('/2/', '/2-aside-0a0b0c0d/');
    await files.write(mine, 'mine\n');
    await files.write(join(`${folder.attempt('0001', 1)}-aside-0a0b0c0d`, 'older.txt'), 'older\n');
    await files.write(join(folder.attempt('0001', 1), 'newer.txt'), 'newer\n');
    await clearLeftOvers({ folder, ports }, log);
    assert.equal((await files.read(join(folder.worktree('0001', 2), 'mine.txt'))).toString('utf8'), 'mine\n');
    assert.deepEqual((await files.list(join(folder.path, 'tickets', '0001'))).map(({ name }) => name).sort(), ['1', '1-aside-0a0b0c0d', '2']);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^WARN .*1-aside-0a0b0c0d was put aside to be removed, and something new is in its place/);
  });

  it('of runs that another machine went on without is ended, once their runners have died; what the plan names, lives, never began or cannot be told is left', async () => {
    const states: Readonly<Record<string, () => RunLife>> = {
      forgotten: () => ({ kind: 'lost' }),
      alive: () => ({ kind: 'live', runner: { pid: 1, startTime: '1' } }),
      'R-20261121T043000-0001-1-abcd': () => ({ kind: 'lost' }),
      'R-20261121T043000-areas-1-abcd': () => ({ kind: 'lost' }),
      unstarted: () => ({ kind: 'unstarted' }),
      damaged: () => {
        throw new RunFileError('order.json', 'It is damaged.');
      },
      closed: () => {
        throw new Error('EACCES: permission denied');
      },
    };
    for (const name of Object.keys(states)) await files.makeFolder(folder.run(name));
    const settled: string[] = [];
    const runs = {
      observe: async (run: string) => Promise.resolve({ mail: noMail, ...(states[run]?.() ?? assert.fail(run)) }),
      settleLost: (run: string) => Promise.resolve(settled.push(run)),
    };
    const plan = { tickets: new Map([['0001', ticket('0001', 'in-progress', { run: 'R-20261121T043000-0001-1-abcd' })]]), work: new Map([['areas', work({ name: 'areas', kind: 'areas', role: 'architect', of: tree, run: 'R-20261121T043000-areas-1-abcd' })]]) };
    await endForgottenRuns({ folder, ports }, runs, plan, log);
    assert.deepEqual(settled, ['forgotten']);
    assert.deepEqual(said, ['WARN What is left of closed cannot be ended: EACCES: permission denied.']);
  });
});
