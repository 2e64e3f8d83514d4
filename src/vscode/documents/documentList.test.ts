import assert from 'node:assert/strict';
import { planWithNames } from '../../../test/support/planWithNames.js';
import { listDocuments, searchDocuments } from './documentList.js';

const paths = ['areas/parsing.md', 'decisions/D-0001-plain-text.md', 'lease.md', 'other.txt', 'questions/Q-0001.md', 'sanctum.json', 'spec.md', 'tickets/done/0000-0099/0002-write.md', 'tickets/open/0001-greet.md'];
const documents = listDocuments(planWithNames, paths);

describe('the documents of a plan', () => {
  it('are listed as people look for them, by titles', () => {
    assert.deepEqual(documents.map(({ group, title, detail }) => `${group}: ${title} · ${detail}`), [
      'Spec: Spec · v1',
      'Questions: Q-0001 Which greeting? · open',
      'Tickets: 0001 Greet · open',
      'Tickets: 0002 Write · done',
      'Areas: Parsing · parsing',
      'Decisions: D-0001 plain text · decisions/D-0001-plain-text.md',
      'Configuration: sanctum.json · ',
      'Records: lease · lease.md',
    ]);
  });

  it('are found by words of their titles and texts, each with the line', () => {
    const found = (words: string) => searchDocuments(documents, words, 2).map(({ document, line, text }) => `${document.title}:${String(line)} ${text}`);
    assert.deepEqual(found('please'), ['0001 Greet:6 Please.', '0002 Write:6 Please.']);
    assert.deepEqual(found('PLAIN t'), ['D-0001 plain text:0 ']);
    assert.deepEqual(found('  '), []);
    assert.deepEqual(found('nowhere'), []);
  });
});
