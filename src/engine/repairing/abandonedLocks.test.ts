import assert from 'node:assert/strict';
import { mkdir, open as openFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TemporaryRepository } from '../../../test/support/repository.js';
import { temporaryRepository } from '../../../test/support/repository.js';
import type { Project } from '../project.js';
import { openProject } from '../project.js';
import { abandonedLocks, clearYoungLocks, ownPlaces } from './abandonedLocks.js';
import type { Clock } from '../../platform/clock.js';
import { Keeping } from './keeping.js';

describe('a lock that a killed git left on the plan', () => {
  let repo: TemporaryRepository;
  let project: Project;
  let lock: string;
  beforeEach(async () => {
    repo = await temporaryRepository({ files: { a: 'a\n' } });
    project = await openProject(repo.ports, repo.path);
    lock = join(repo.path, '.git/refs/heads/sanctum/plan.lock');
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(lock, '');
    await utimes(lock, 1_700_000_000, 1_700_000_000);
  });
  afterEach(async () => {
    await project.close();
    await repo.dispose();
  });

  describe('is not waited for by others where it is on the ref of a run: the next engine waits,', () => {
    const ref = 'refs/sanctum/wip/R-20261121T043000-0001-1-abcd/1';
    const waits = `INFO waits for the lock on ${ref}, which a git that was killed may have left`;

    /** What the engine's log says; a pause of the clock takes no time, and `meanwhile` happens in each. */
    async function said(meanwhile: () => Promise<unknown>): Promise<readonly string[]> {
      const clock = Object.create(repo.ports.clock, { after: { value: (_: number, action: () => void) => void meanwhile().then(action) } }) as Clock;
      const lines: string[] = [];
      await clearYoungLocks({ ...project, ports: { ...repo.ports, clock } }, { write: (level, words) => lines.push(`${level} ${words}`) });
      return lines;
    }

    beforeEach(async () => {
      await rm(lock);
      assert.deepEqual(await said(() => Promise.resolve()), []);
      lock = join(repo.path, '.git', `${ref}.lock`);
      await mkdir(dirname(lock), { recursive: true });
      await writeFile(lock, 'a commit');
    });

    it('and takes it away', async () => {
      assert.deepEqual(await said(() => Promise.resolve()), [waits, `WARN ${ref} was locked, and is free now`]);
      assert.deepEqual(await project.ports.files.list(dirname(lock)), []);
    });

    it('and says that it stays where another git has made it anew', async () => {
      const lines = await said(() => writeFile(lock, 'another commit'));
      assert.deepEqual([lines[0], lines[1]?.startsWith(`WARN the lock on ${ref} stays`), lines.length], [waits, true, 2]);
    });

    it('and says that it stays where a git has it open', async () => {
      const open = await openFile(lock, 'a');
      try {
        const lines = await said(() => Promise.resolve());
        assert.deepEqual([lines[0], lines[1]?.startsWith(`WARN the lock on ${ref} stays`), lines.length], [waits, true, 2]);
      } finally {
        await open.close();
      }
    });
  });

  it('may be taken away by somebody else in the same moment', async () => {
    const [fault] = await abandonedLocks(project, ownPlaces);
    await rm(lock);
    assert.equal(await fault?.repair?.(new Keeping(project, '2026-11-21T04:30:00Z')), 'The lock refs/heads/sanctum/plan.lock is gone by now.');
  });
});
