import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitPrograms } from './gitPrograms.js';
import { NodeProcesses } from '../platform/nodeProcesses.js';

describe('a program that works in a folder', () => {
  const processes = new NodeProcesses();
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sanctum-in-'));
    await mkdir(join(root, 'work', 'inner'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** Whether a git is seen in each folder while a program of this name runs in `work/inner`. The system tells fifteen letters of it. */
  async function seenAs(name: string): Promise<readonly boolean[]> {
    const program = join(root, name);
    await copyFile('/bin/cat', program);
    const child = spawn(program, { cwd: join(root, 'work', 'inner'), stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write('here\n');
    await once(child.stdout, 'data');
    try {
      return await Promise.all(['work', 'work/inner', 'wor'].map((folder) => processes.isAnyIn(gitPrograms, join(root, folder))));
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }

  it('is seen by its name, and no other one', async function () {
    if (process.platform !== 'linux') return this.skip();
    assert.deepEqual(await seenAs('git'), [true, true, false]);
    assert.deepEqual(await seenAs('git-receive-pack'), [true, true, false]);
    assert.deepEqual(await seenAs('git-cola'), [false, false, false]);
  });
});
