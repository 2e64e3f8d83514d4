import assert from 'node:assert/strict';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { treeDifferences } from './diff.js';

describe('the differences of two commits', () => {
  let repo: TemporaryRepository;

  afterEach(() => repo.dispose());

  for (const format of ['sha1', 'sha256'] as const) {
    it(`are those that git shows, in its order, ${format}`, async () => {
      repo = await temporaryRepository({ format, files: { a: 'file\n', 'a.b/x': '1\n', 'b/c/d': 'deep\n', 'b/e': 'gone\n', f: 'mode\n', 'ü/ä': 'name\n', same: 'same\n' } });
      const before = await repo.git('rev-parse', 'HEAD');
      await repo.git('update-index', '--chmod=+x', 'f');
      await repo.git('update-index', '--add', '--cacheinfo', `160000,${before},module`);
      await repo.git('rm', '--quiet', 'a');
      const after = await repo.commit({ 'a/now': 'a folder\n', 'a.b/x': '2\n', 'b/e': null, 'b/c/new': 'new\n', 'ü/ä': 'other\n', 'z z': 'last\n' }, 'Second');
      const raw = (await repo.git('diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', before, after)).split('\0').filter((field) => field !== '');
      const found = (await treeDifferences(repo.repository.reader, before, after)).flatMap(({ path, oldMode, newMode, oldId, newId }) => [`:${oldMode} ${newMode} ${oldId} ${newId}`, path]);
      assert.deepEqual(found, raw.map((field) => field.replace(/ [A-Z]$/, '')));
    });
  }
});
