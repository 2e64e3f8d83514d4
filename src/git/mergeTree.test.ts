import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryRepository, TemporaryRepositoryOptions } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { MergedTree } from './mergeTree.js';
import { mergeInMemory } from './mergeTree.js';
import { makePrivateRepository } from './privateRepository.js';

type Changes = Readonly<Record<string, string | null>>;

const lines = (...changed: readonly string[]): string => `${[...changed, ...Array.from({ length: 20 }, (_, at) => `line ${String(at)}`)].join('\n')}\n`;

describe('a merge in memory', () => {
  let repo: TemporaryRepository;

  afterEach(() => repo.dispose());

  const merge = async (files: TemporaryRepositoryOptions['files'], ours: Changes, theirs: Changes, configure?: () => Promise<unknown>): Promise<MergedTree> => {
    repo = await temporaryRepository(files === undefined ? {} : { files });
    await configure?.();
    const base = await repo.git('rev-parse', 'HEAD');
    const one = await repo.commit(ours, 'Ours');
    await repo.git('checkout', '--quiet', '--detach', base);
    const other = await repo.commit(theirs, 'Theirs');
    const closed = await makePrivateRepository(repo.ports, repo.repository, new Map(), join(repo.scratch, 'closed.git'), { branch: 'unused', tags: false, person: 'Sanctum' });
    const merged = await mergeInMemory(repo.ports.files, closed, repo.repository, join(repo.scratch, 'merging'), one, other);
    await assert.rejects(access(join(repo.scratch, 'merging')));
    return merged;
  };

  const show = (merged: MergedTree, path: string): Promise<string> => repo.git('show', `${merged.tree}:${path}`);

  it('follows a rename to the edit, and writes into the engineer’s store', async () => {
    const merged = await merge({ 'old.txt': lines(), other: 'x\n' }, { 'old.txt': null, 'new.txt': lines() }, { 'old.txt': lines('edited') });
    assert.deepEqual(merged.conflicts, []);
    assert.equal(await repo.git('ls-tree', '--name-only', merged.tree), 'new.txt\nother');
    assert.match(await show(merged, 'new.txt'), /^edited\n/);
  });

  it('names the files in conflict once each, with both sides marked in them', async () => {
    const merged = await merge({ 'a b\n.txt': lines('base'), c: 'c\n' }, { 'a b\n.txt': lines('ours') }, { 'a b\n.txt': lines('theirs') });
    assert.deepEqual(merged.conflicts, ['a b\n.txt']);
    assert.match(await show(merged, 'a b\n.txt'), /^<<<<<<< .*\nours\n=======\ntheirs\n>>>>>>> /);
  });

  it('does not guess where a file goes whose folder was renamed, whatever the engineer set', async () => {
    const base = { 'old/a': lines('a'), 'old/b': lines('b') };
    const merged = await merge(base, { 'old/a': null, 'old/b': null, 'new/a': lines('a'), 'new/b': lines('b') }, { 'old/c': 'c\n' }, () => repo.git('config', 'merge.directoryRenames', 'true'));
    assert.equal(merged.conflicts.length, 1);
  });

  it('goes by the committed merge=union of our side', async () => {
    const merged = await merge({ '.gitattributes': 'CHANGES merge=union\n', CHANGES: 'base\n' }, { CHANGES: 'ours\nbase\n' }, { CHANGES: 'theirs\nbase\n' });
    assert.deepEqual(merged.conflicts, []);
    assert.equal(await show(merged, 'CHANGES'), 'ours\ntheirs\nbase');
  });

  it('goes by no attribute that only their side has', async () => {
    const merged = await merge({ CHANGES: 'base\n' }, { CHANGES: 'ours\n' }, { CHANGES: 'theirs\n', '.gitattributes': '* merge=union\n' });
    assert.deepEqual(merged.conflicts, ['CHANGES']);
  });

  it('runs no merge driver of the engineer’s', async () => {
    const merged = await merge({ '.gitattributes': '* merge=evil\n', a: lines('base') }, { a: lines('ours') }, { a: lines('theirs') }, async () => {
      await repo.git('config', 'merge.evil.driver', `touch ${repo.scratch}/ran; true`);
      await repo.git('config', 'merge.default', 'evil');
    });
    await assert.rejects(access(join(repo.scratch, 'ran')));
    assert.deepEqual(merged.conflicts, ['a']);
  });

  it('of what has nothing in common, or is not there, is refused with git’s words', async () => {
    repo = await temporaryRepository({ files: { a: 'a\n' } });
    const orphan = await repo.git('commit-tree', 'HEAD^{tree}', '-m', 'Orphan');
    const closed = await makePrivateRepository(repo.ports, repo.repository, new Map(), join(repo.scratch, 'closed.git'), { branch: 'unused', tags: false, person: 'Sanctum' });
    const head = await repo.git('rev-parse', 'HEAD');
    const merging = (one: string, other: string) => mergeInMemory(repo.ports.files, closed, repo.repository, join(repo.scratch, 'merging'), one, other);
    await assert.rejects(merging(head, orphan), /git merge-tree failed .*unrelated histories/);
    await assert.rejects(merging(head, 'f'.repeat(40)), /git merge-tree failed .*not something we can merge/);
  });
});
