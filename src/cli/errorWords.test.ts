import assert from 'node:assert/strict';
import { TrustListError } from '../engine/trust.js';
import { GitError } from '../git/git.js';
import { BrokenRefError } from '../git/refReader.js';
import { SocketFolderError } from '../platform/socketFolder.js';
import { errorWords } from './errorWords.js';
import { exitCodes } from './exitCodes.js';

describe('what a person is told of an error', () => {
  it('is the words and the exit code of its kind, and no stack', () => {
    for (const error of [new TrustListError('It is damaged.'), new SocketFolderError('Remove it.'), new GitError(['gc'], 1, 'no')]) {
      assert.deepEqual(errorWords(error), { words: error.message, code: exitCodes.failed });
    }
    assert.equal(errorWords(new BrokenRefError('/r/.git', 'refs/heads/master')).code, exitCodes.repository);
  });

  it('names the file and the way out when the machine refused', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open '/r/x'"), { code: 'EACCES', path: '/r/x' });
    assert.equal(errorWords(denied).words, '/r/x could not be opened or written. Permission denied. Run this as the user to whom it belongs, or make it yours.');
    const object = Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/r/.git/objects/aa/tmp_obj_12' });
    assert.match(errorWords(object).words, /^A file in \/r\/\.git\/objects\/aa could not/);
    assert.equal(errorWords(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })).words, 'A file could not be opened or written. The disk is full. Make room, then try again.');
  });

  it('shows where it came from when nobody foresaw it, and asks for a report', () => {
    assert.match(errorWords(new TypeError('x is not a function')).words, /a fault of Sanctum's\. Try again; if it comes back, report it with these lines:\nTypeError: x is not a function\n {4}at /);
  });
});
