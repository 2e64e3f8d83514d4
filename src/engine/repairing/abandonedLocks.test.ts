import assert from 'node:assert/strict';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TemporaryRepository } from '../../../test/support/repository.js';
import { temporaryRepository } from '../../../test/support/repository.js';
import type { Project } from '../project.js';
import { openProject } from '../project.js';
import { abandonedLocks, ownPlaces } from './abandonedLocks.js';
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

  it('may be taken away by somebody else in the same moment', async () => {
    const [fault] = await abandonedLocks(project, ownPlaces);
    await rm(lock);
    assert.equal(await fault?.repair?.(new Keeping(project, '2026-11-21T04:30:00Z')), 'The lock refs/heads/sanctum/plan.lock is gone by now.');
  });
});
