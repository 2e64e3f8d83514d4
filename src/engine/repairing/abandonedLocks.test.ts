import assert from 'node:assert/strict';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
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

  it('is not waited for by others where it is on the ref of a run: the next engine waits, and takes it away', async () => {
    await rm(lock);
    assert.deepEqual(await clearYoungLocks(project), []);
    const ref = 'refs/sanctum/wip/R-20261121T043000-0001-1-abcd/1';
    lock = join(repo.path, '.git', `${ref}.lock`);
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(lock, 'a commit');
    const clock = Object.create(repo.ports.clock, { after: { value: (_: number, action: () => void) => void Promise.resolve().then(action) } }) as Clock;
    assert.deepEqual(await clearYoungLocks({ ...project, ports: { ...repo.ports, clock } }), [ref]);
    assert.deepEqual(await project.ports.files.list(dirname(lock)), []);
  });

  it('may be taken away by somebody else in the same moment', async () => {
    const [fault] = await abandonedLocks(project, ownPlaces);
    await rm(lock);
    assert.equal(await fault?.repair?.(new Keeping(project, '2026-11-21T04:30:00Z')), 'The lock refs/heads/sanctum/plan.lock is gone by now.');
  });
});
