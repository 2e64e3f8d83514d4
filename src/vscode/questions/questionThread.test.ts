import assert from 'node:assert/strict';
import { emptySnapshot } from '../../../test/support/emptySnapshot.js';
import { questionsOf } from '../../engine/status/questionStatus.js';
import { questionSchema } from '../../plan/planningSchemas.js';
import type { QuestionFields } from '../../plan/planningSchemas.js';
import { answeredChanges, passedUpChange } from '../../plan/questionTransitions.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Document, Snapshot } from '../../plan/snapshot.js';
import type { Change } from '../../plan/transition.js';
import { document } from '../../plan/transition.js';
import { lateWords } from './lateWords.js';
import type { QuestionThread } from './questionThread.js';
import { questionThread } from './questionThread.js';

const at = '2026-11-21T04:30:00Z';

function read(path: string, text: string): Document<QuestionFields> {
  return { path, blob: 'b'.repeat(40), text, fields: readDocument(questionSchema, text) };
}

function written([path, text]: Change): Document<QuestionFields> {
  assert.ok(text !== undefined);
  return read(path, text);
}

const asked = read(
  'questions/Q-0001.md',
  document({ id: 'Q-0001', state: 'open', asker: { role: 'coding', run: 'R-1', number: 1, ticket: '0002' }, blocking: true, options: ['Ada', 'a *b*'], asked: at, path: [{ level: 'manager', at }] }, 'Whom do we greet?\n\n- by name'),
);

/** Passed up by the manager and by the architect, as the engine does it. */
const climbed = ['Perhaps *Ada*.', 'I cannot tell.\n\n## Ask them'].reduce((question, view) => written(passedUpChange(question, view, at)), asked);

function planOf(question: Document<QuestionFields>): Snapshot {
  const tickets = new Map([['0002', { path: 'tickets/in-progress/0002-greet.md', text: '---\nid: "0002"\ntitle: Greet\n---\n\nDo it.\n' }]]);
  return { ...emptySnapshot, questions: new Map([['Q-0001', question]]), tickets: tickets as unknown as Snapshot['tickets'] };
}

function answered(text: string, by: 'manager' | 'engineer'): Document<QuestionFields> {
  const question = by === 'engineer' ? climbed : asked;
  const [change] = answeredChanges(planOf(question), question, { text, by, at });
  assert.ok(change !== undefined);
  return written(change);
}

function threadOf(question: Document<QuestionFields>): QuestionThread {
  const snapshot = planOf(question);
  const [status] = questionsOf(snapshot);
  const thread = status === undefined ? undefined : questionThread(snapshot, status, (option) => `link:${option}`, Date.parse('2026-11-21T04:30:00Z'));
  assert.ok(thread !== undefined);
  return thread;
}

describe('the thread of a question', () => {
  it('hangs below the fields of its ticket, and says with whom it lies', () => {
    const { path, line, label, isOpen, isEngineers } = threadOf(asked);
    assert.deepEqual([path, line, label, isOpen, isEngineers], ['tickets/in-progress/0002-greet.md', 3, 'Q-0001 lies with the manager', true, false]);
    assert.equal(threadOf(climbed).label, 'Q-0001 waits for you');
  });

  it('tells what was asked and what each level said to it, everybody in their own comment', () => {
    assert.deepEqual(
      threadOf(climbed).comments.map(({ author, deed, markdown }) => [author, deed, markdown.split('\n').at(-1)]),
      [
        ['coding agent of 0002', 'asks', '- [Answer: a \\*b\\*](link:a *b*)'],
        ['manager', 'passed it up', 'Perhaps *Ada*.'],
        ['architect', 'passed it up', '## Ask them'],
      ],
    );
    assert.match(threadOf(climbed).comments[0]?.markdown ?? '', /^Whom do we greet\?\n\n- by name\n\n- \[Answer: Ada\]/);
  });

  it('ends with the answer, an option as it was written, and offers nothing to click any more', () => {
    const { isOpen, label, comments } = threadOf(answered('a *b*', 'engineer'));
    assert.deepEqual([isOpen, label, comments.length], [false, 'Q-0001 was answered by you', 4]);
    assert.deepEqual([comments.at(-1)?.author, comments.at(-1)?.markdown], ['you', 'a \\*b\\*']);
    assert.doesNotMatch(comments[0]?.markdown ?? '', /link:/);
  });

  it('names who was quicker, and what they said', () => {
    assert.equal(lateWords(planOf(answered('Flora', 'manager')), 'Q-0001'), 'Q-0001 was answered by the manager: Flora');
    assert.equal(lateWords(planOf(climbed), 'Q-0001'), undefined);
    assert.match(lateWords(emptySnapshot, 'Q-0001') ?? '', /no question Q-0001/);
  });
});
