import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { BundleError, refsOf, removeRefs, writeBundle } from './bundle.js';
import { GitError } from './git.js';

describe('a bundle', () => {
  let at: TemporaryRepository;
  let path: string;

  beforeEach(async () => {
    at = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    path = join(at.scratch, 'saved.bundle');
    await at.git('update-ref', 'refs/own/commit', 'HEAD');
    await at.git('update-ref', 'refs/own/deep/blob', 'HEAD:a.txt');
    await at.git('tag', 'own/v1');
  });

  afterEach(() => at.dispose());

  const own = () => refsOf(at.repository.git, ['refs/own/', 'refs/tags/own/']);

  it('brings all of its refs back into an empty repository', async () => {
    const refs = await own();
    assert.deepEqual([...refs.keys()], ['refs/own/commit', 'refs/own/deep/blob', 'refs/tags/own/v1']);
    await writeBundle(at.repository.git, path, refs);
    const other = join(at.scratch, 'other.git');
    await at.git('init', '--quiet', '--bare', other);
    await at.git(`--git-dir=${other}`, 'fetch', '--quiet', path, 'refs/*:refs/*');
    assert.equal(await at.git(`--git-dir=${other}`, 'for-each-ref', '--format=%(refname) %(objectname)'), [...refs].map((ref) => ref.join(' ')).join('\n'));
  });

  it('is refused when a ref is elsewhere than it was seen', async () => {
    const refs = new Map([...(await own()), ['refs/own/commit', 'f'.repeat(40)]]);
    await assert.rejects(writeBundle(at.repository.git, path, refs), BundleError);
  });

  it('removes all refs, or none when one has moved', async () => {
    const refs = await own();
    await at.git('update-ref', 'refs/own/commit', await at.git('commit-tree', 'HEAD^{tree}', '-m', 'Moved'));
    await assert.rejects(removeRefs(at.repository.git, refs), GitError);
    assert.deepEqual([...(await own()).keys()], [...refs.keys()]);
    await removeRefs(at.repository.git, await own());
    assert.equal((await own()).size, 0);
  });
});
