import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { WorktreeAddress } from './worktreeAddress.js';
import { isHidden, parseAddress, printAddress, worktreeFolder } from './worktreeAddress.js';

const place = { project: 'my.shop-0123456789ab', of: '0012', attempt: 2 };

describe('the address of an agent’s file', () => {
  it('is read as it was written', () => {
    const addresses: readonly WorktreeAddress[] = [
      { place, path: '', side: 'folder' },
      { place, path: 'src/a b.ts', side: 'folder' },
      { place: { ...place, of: 'review-0012' }, path: 'é', side: 'now' },
      { place, path: 'a', side: { base: 'a'.repeat(40) } },
    ];
    for (const address of addresses) assert.deepEqual(parseAddress(printAddress(address)), address);
  });

  it('names nothing that exists on the disk', () => {
    assert.equal(printAddress({ place, path: 'a', side: 'folder' }).path, '/my.shop-0123456789ab/0012/2/a');
    assert.equal(worktreeFolder('/home', place), join('/home', 'projects', 'my.shop-0123456789ab', 'tickets', '0012', '2', 'worktree'));
  });

  it('leads nowhere but into a worktree', () => {
    for (const path of ['/', '/etc/passwd', '/my.shop-0123456789ab/0012', '/my.shop-0123456789ab/../0012/1', '/my.shop-0123456789ab/0012/0', '/../x-0123456789ab/0012/1/a/b', '/my.shop-0123456789ab/0012/1/../2/a', '/my.shop-0123456789ab/0012/1/a\\..\\b']) {
      const parsed = parseAddress({ path, query: '' });
      assert.equal(parsed, undefined, path);
    }
    assert.equal(parseAddress({ path: '/my.shop-0123456789ab/0012/1/a', query: 'HEAD' }), undefined);
  });

  it('hides git directories however they are spelled, and the settings of the folder', () => {
    for (const path of ['.git', '.GIT/config', 'a/.git/hooks/x', 'a/git~1', '.vscode', '.vscode/settings.json', '.VSCode/tasks.json']) assert.ok(isHidden(path, 'folder'), path);
    for (const path of ['', 'a', '.gitignore', 'a/.vscode/b']) assert.ok(!isHidden(path, 'folder'), path);
    assert.ok(!isHidden('.vscode/settings.json', 'now'));
    assert.ok(isHidden('a/.git/config', 'now'));
  });
});
