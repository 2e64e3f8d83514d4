import assert from 'node:assert/strict';
import { OpenEdits } from './openEdits.js';

const uri = 'sanctum://k/spec.md';

/** A memory that outlives the window. */
function memory() {
  const kept = new Map<string, unknown>();
  return { get: (key: string) => kept.get(key), update: (key: string, value: unknown) => kept.set(key, value) };
}

describe('what an unsaved edit began from', () => {
  it('is the text that stood there when the first key was struck, whatever the plan says since', () => {
    const edits = new OpenEdits(memory());
    edits.wasRead(uri, 'a');
    edits.isSeen(uri, 'a', false, true);
    edits.wasRead(uri, 'b');
    edits.isSeen(uri, 'ax', true, false);
    assert.equal(edits.base(uri), 'a');
    edits.isSeen(uri, 'axy', true, false);
    assert.equal(edits.base(uri), 'a');
  });

  it('is not the first key itself, when that is told of before the document counts as changed', () => {
    const edits = new OpenEdits(memory());
    edits.wasRead(uri, 'a');
    edits.isSeen(uri, 'a', false, true);
    edits.isSeen(uri, 'ax', false, false);
    edits.isSeen(uri, 'ax', true, false);
    assert.equal(edits.base(uri), 'a');
  });

  it('is known of no more when the document stands as on the plan, or is closed', () => {
    const edits = new OpenEdits(memory());
    edits.wasRead(uri, 'a');
    edits.isSeen(uri, 'a', false, true);
    edits.isSeen(uri, 'ax', true, false);
    edits.isSeen(uri, 'a', false, false);
    assert.equal(edits.base(uri), undefined);
    edits.isSeen(uri, 'ay', true, false);
    edits.isClosed(uri);
    assert.equal(edits.base(uri), undefined);
  });

  it('follows the plan: after a reload, and after a save', () => {
    const edits = new OpenEdits(memory());
    edits.wasRead(uri, 'a');
    edits.isSeen(uri, 'a', false, true);
    edits.wasRead(uri, 'b');
    edits.isSeen(uri, 'b', false, false);
    edits.isSeen(uri, 'bx', true, false);
    assert.equal(edits.base(uri), 'b');
    edits.begin(uri, 'bx');
    edits.wasRead(uri, 'bx');
    edits.isSeen(uri, 'bx', false, false);
    edits.isSeen(uri, 'bxy', true, false);
    assert.equal(edits.base(uri), 'bx');
  });

  it('outlives a restart, with the unsaved text', () => {
    const kept = memory();
    const before = new OpenEdits(kept);
    before.wasRead(uri, 'a');
    before.isSeen(uri, 'a', false, true);
    before.isSeen(uri, 'ax', true, false);
    const after = new OpenEdits(kept);
    after.isSeen(uri, 'ax', true, true);
    assert.equal(after.base(uri), 'a');
  });

  it('is not guessed for unsaved text of which nothing is known', () => {
    const edits = new OpenEdits(memory());
    edits.wasRead(uri, 'b');
    edits.isSeen(uri, 'ax', true, true);
    assert.equal(edits.base(uri), undefined);
  });
});
