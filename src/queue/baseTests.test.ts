import assert from 'node:assert/strict';
import { placeEntries } from '../git/placeEntries.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { baseTestsWords, changedTests } from './baseTests.js';

const file = (path: string, oldId: string, newId: string, oldMode = '100644', newMode = '100644') => ({ path, oldMode, newMode, oldId, newId });
const none = '000000';

describe('the tests that a submission changes', () => {
  it('are files of tests that were there and are others now; new ones and those that moved are not', () => {
    const changed = changedTests([
      file('test/a.test.js', 'a', 'b'),
      file('test/gone.test.js', 'c', none, '100755', none),
      file('test/moved.test.js', 'd', none, '100644', none),
      file('spec/moved.test.js', none, 'd', none),
      file('test/new.test.js', none, 'e', none),
      file('test/program.test.js', 'f', 'f', '100644', '100755'),
      file('test/link.test.js', 'g', 'h', '120000', '120000'),
      file('src/a.js', 'i', 'j'),
    ]);
    assert.deepEqual(changed.map(({ path }) => path), ['test/a.test.js', 'test/gone.test.js']);
  });

  it('are told with what they say of the work as they were', () => {
    const base = '0123456789abcdef';
    assert.equal(baseTestsWords({ base, paths: ['t/a.js'], result: 'green', tests: 1 }), 'With t/a.js as it was on 0123456789 the gate passes as well; 1 test ran.');
    assert.equal(baseTestsWords({ base, paths: ['t/a.js', 't/b.js'], result: 'red', tests: 'unknown', failing: ['adds'] }), 'With t/a.js, t/b.js as they were on 0123456789 the gate fails: 1 test fails (adds).');
    assert.equal(baseTestsWords({ base, paths: ['t/a.js'], result: 'red', tests: 'unknown' }), 'With t/a.js as it was on 0123456789 the gate fails.');
  });
});

describe('files that are put into a tree', () => {
  it('come as they are elsewhere, into folders that are there or not, and take the place of what is in their way', async () => {
    const repo = await temporaryRepository({ files: { 'a/b/c.txt': 'c\n', 'a/x.txt': 'x\n', 'd/e.txt': 'e\n' } });
    try {
      const { reader, objects } = repo.repository;
      const id = await objects.blob('old\n');
      const files = new Map(['a/b/c.txt', 'd', 'new/deep/f.txt'].map((path) => [path, { mode: '100755' as const, id }]));
      const tree = await placeEntries(reader, objects, await repo.git('rev-parse', 'HEAD^{tree}'), files);
      const paths = (await repo.git('ls-tree', '-r', tree)).split('\n').map((entry) => entry.replace(/ blob \w{12}\w*\t/, ' '));
      assert.deepEqual(paths, ['100755 a/b/c.txt', '100644 a/x.txt', '100755 d', '100755 new/deep/f.txt']);
    } finally {
      await repo.dispose();
    }
  });
});
