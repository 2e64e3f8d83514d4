import assert from 'node:assert/strict';
import { conflictHunks, hunkWords } from './conflictHunks.js';

const merged = 'one\n<<<<<<< 1234\nours\n=======\ntheirs\nmore\n>>>>>>> 5678\nthree\n<<<<<<< 1234\n=======\nadded\n>>>>>>> 5678\n';

describe('where both sides changed the same', () => {
  it('is read from the marks that git leaves, with its line on the branch', () => {
    assert.deepEqual(conflictHunks(merged), [
      { line: 2, ours: 'ours', theirs: 'theirs\nmore' },
      { line: 4, ours: '', theirs: 'added' },
    ]);
    assert.deepEqual(conflictHunks('a title\n=======\n>>>>>>> quoted\n'), []);
  });

  it('is told with what either side says', () => {
    const words = hunkWords([['a.txt', merged]], 'main');
    assert.match(words, /^`a\.txt`, line 2\. On main there is\n\n```\nours\n```\n\nThis submission has\n\n```\ntheirs\nmore\n```\n\n`a\.txt`, line 4\. On main there is nothing\./);
    assert.match(hunkWords([['a.txt', merged.repeat(5)]], 'main'), /There are 2 more such places\.$/);
  });
});
