import assert from 'node:assert/strict';
import { gitWords } from './gitWords.js';

describe('what a person reads when git says no', () => {
  it('names the way out where it is known', () => {
    assert.equal(
      gitWords('update-ref', 128, "fatal: prepare: cannot lock ref 'refs/heads/x': Unable to create '/r/.git/refs/heads/x.lock': File exists.\n\nAnother git process seems to be running"),
      'git update-ref failed (exit 128). /r/.git/refs/heads/x.lock is there already: another git is at work, or was killed. When no git runs in this repository, remove that file and try again.',
    );
    assert.equal(gitWords('bundle', 128, 'fatal: write error: No space left on device'), 'git bundle failed (exit 128). The disk is full. Make room, then try again.');
    assert.equal(gitWords('read-tree', 128, "fatal: sha1 file '/r/.git/index.lock' write error. Out of diskspace"), 'git read-tree failed (exit 128). The disk is full. Make room, then try again.');
    assert.match(gitWords('cat-file', undefined, `object ${'1'.repeat(40)} is missing`), /^git cat-file failed\. The object 1+ is missing or damaged\. To see what else is: git fsck --full\./);
  });

  it('else says in one line what git means', () => {
    assert.equal(gitWords('merge-tree', 128, 'warning: slow\nfatal: refusing to merge unrelated histories\n'), 'git merge-tree failed (exit 128): refusing to merge unrelated histories.');
    assert.equal(gitWords('gc', 1, ''), 'git gc failed (exit 1).');
  });
});
