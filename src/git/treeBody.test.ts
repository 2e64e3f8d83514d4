import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TreeEntry } from './objects.js';
import { decodeTree, encodeTree } from './objects.js';
import { emptyTreeBody, readTreeBody, withEntry } from './treeBody.js';

const name = fc.constantFrom('a', 'a.b', 'a-b', 'ab', 'b', 'b0', '0001-x.md', '0002-x.md', '100644 a', '\xe9');
const id = fc.constantFrom('61'.repeat(20), '00'.repeat(20), '20'.repeat(20), `31303036343420${'61'.repeat(13)}`, '0123456789abcdef0123456789abcdef01234567');
const entry: fc.Arbitrary<TreeEntry> = fc.record({ mode: fc.constantFrom('100644' as const, '100755' as const, '040000' as const, '160000' as const), name, id }, { noNullPrototype: true });
const entries = fc.uniqueArray(entry, { selector: (one) => one.name, maxLength: 8 });

describe('a tree’s body', () => {
  it('is read in the light of another tree as it is read alone', () => {
    fc.assert(
      fc.property(entries, entries, (old, now) => {
        const similar = readTreeBody(encodeTree(old), 'sha1');
        const bytes = encodeTree(now);
        const body = readTreeBody(bytes, 'sha1', similar);
        assert.deepEqual(body.entries, decodeTree(bytes, 'sha1'));
        assert.deepEqual(body.starts, readTreeBody(bytes, 'sha1').starts);
      }),
      { numRuns: 2000 },
    );
  });

  it('shares the entries that did not change', () => {
    const old = readTreeBody(encodeTree(['a', 'b', 'c'].map((one) => ({ mode: '100644', name: one, id: '61'.repeat(20) }))), 'sha1');
    const now = readTreeBody(withEntry(old, 'b', undefined).bytes, 'sha1', old);
    assert.deepEqual(
      now.entries.map((one) => old.entries.includes(one)),
      [true, true],
    );
  });

  it('with entries set and taken out is the tree that git would write', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.tuple(entry, fc.boolean()), { maxLength: 6 }), (old, edits) => {
        const expected = new Map(old.map((one) => [one.name, one]));
        let body = old.length === 0 ? emptyTreeBody : readTreeBody(encodeTree(old), 'sha1');
        for (const [one, stays] of edits) {
          body = withEntry(body, one.name, stays ? one : undefined);
          if (stays) expected.set(one.name, one);
          else expected.delete(one.name);
        }
        assert.deepEqual(body.bytes, encodeTree(expected.values()));
        assert.deepEqual(body, { ...readTreeBody(body.bytes, 'sha1') });
      }),
      { numRuns: 2000 },
    );
  });

  it('throws for bytes that are no tree', () => {
    const bytes = encodeTree([{ mode: '100644', name: 'a', id: '61'.repeat(20) }]);
    assert.throws(() => readTreeBody(bytes.subarray(0, bytes.length - 1), 'sha1'), /damaged/);
  });
});
