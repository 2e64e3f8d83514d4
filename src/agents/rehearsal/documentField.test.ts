import assert from 'node:assert/strict';
import { documentField } from './documentField.js';

describe("a field of a document's front matter", () => {
  it('is its text, however it was written', () => {
    const document = '---\nid: "0001"\ntitle: "Greet: by name"\ndefault: |\n  I do\n  both.\n---\nBody\n';
    assert.deepEqual([documentField(document, 'title'), documentField(document, 'default')], ['Greet: by name', 'I do\nboth.\n']);
  });

  it('that is a number or a date is what stands there', () => {
    assert.deepEqual([documentField('---\ntitle: 0x10\n---\n', 'title'), documentField('---\ntitle: 2026\n---\n', 'title')], ['0x10', '2026']);
  });

  it('is found behind what a tool says before the document', () => {
    assert.equal(documentField('Note from the engineer: hurry.\n\n---\ntitle: T\n---\n', 'title'), 'T');
  });

  it('is none where there is no such field, no front matter, or no YAML', () => {
    for (const document of ['---\nid: "1"\n---\n', 'title: x\n', '---\ntitle: [\n---\n', '---\ntitle:\n---\n', '']) assert.equal(documentField(document, 'title'), undefined);
  });
});
