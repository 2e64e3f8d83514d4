import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { ticket } from '../../test/support/observation.js';
import { wordingOf } from './answers.js';
import type { Actor } from './lifecycle.js';
import { illegalChanges } from './lifecycle.js';
import { questionPath } from './paths.js';
import type { QuestionFields } from './planningSchemas.js';
import { questionSchema } from './planningSchemas.js';
import * as questions from './questionTransitions.js';
import { readDocument } from './readDocument.js';
import type { Document, Snapshot } from './snapshot.js';
import { document } from './transition.js';
import type { Transition } from './transition.js';

const [asked, later] = ['2026-02-28T14:30:00Z', '2026-02-28T14:40:00Z'];
const run = 'R-20260228T143000-0001-1';
const asker = { role: 'coding' as const, run, number: 1, ticket: '0001', area: 'greetings' };

function question(fields: Partial<QuestionFields> = {}): Document<QuestionFields> {
  const given = { id: 'Q-0001', state: 'open', asker, blocking: true, asked, path: [{ level: 'manager', at: asked }], ...fields };
  const text = document(given, 'Hello or Hi?');
  return { path: questionPath(given.id), blob: 'b'.repeat(40), text, fields: readDocument(questionSchema, text) };
}

function plan(...all: readonly Document<QuestionFields>[]): Snapshot {
  return { ...emptySnapshot, questions: new Map(all.map((one) => [one.fields.id, one])) };
}

const answered = question({ state: 'answered', answer: 'Hello', answered: { by: 'manager', at: later } });
const delivered = question({ state: 'answered', answer: 'Hello', answered: { by: 'manager', at: later }, deliveries: [{ run, at: later, wording: wordingOf('Hello') }] });
const [none, open] = [plan(), plan(question())];
const ticketed: Snapshot = { ...open, tickets: new Map([[asker.ticket, ticket(asker.ticket)]]) };

/** The question as a transition leaves it. */
function after(transition: Transition, snapshot: Snapshot, id = 'Q-0001'): QuestionFields {
  const step = transition(snapshot);
  assert.ok('changes' in step, 'refused' in step ? step.refused : '');
  return readDocument(questionSchema, step.changes.get(questionPath(id)) ?? '');
}

const newQuestion = { asker, text: 'Hello or Hi?\nBoth are used.', options: ['Hello', 'Hi'], default: 'Hello', blocking: true, asked };

const cases: readonly (readonly [name: string, actor: Actor, transition: Transition, on: Snapshot, not: readonly (readonly [Snapshot, RegExp])[]])[] = [
  ['ask', 'engine', questions.ask(newQuestion), none, [[open, /Q-0001 is this question already/]]],
  ['answer', 'command', questions.answer('Q-0001', 'Hello', later), open, [[none, /There is no question Q-0001/], [plan(answered), /answered already, by the manager/]]],
  ['deliver', 'engine', questions.deliver('Q-0001', run, later), plan(answered), [[open, /not answered/], [plan(delivered), /delivered to R-\S+ already/], [plan(question({ ...answered.fields, asker: { ...asker, run: 'R-other' } })), /not asked by/]]],
  ['withdraw', 'engine', questions.withdraw('Q-0001'), open, [[plan(answered), /answered already/], [ticketed, /still waited for/]]],
];

describe('a question', () => {
  for (const [name, actor, transition, on, not] of cases) {
    it(`takes one legal step: ${name}`, () => {
      const step = transition(on);
      assert.ok('transition' in step, 'refused' in step ? step.refused : '');
      assert.equal(step.transition, name);
      assert.deepEqual(illegalChanges(name, actor, [...step.changes].map(([path, text]) => ({ path, before: on === none ? undefined : 'old', after: text }))), []);
    });

    it(`is left alone, with a reason, where it does not fit: ${name}`, () => {
      for (const [snapshot, words] of not) {
        const result = transition(snapshot);
        assert.ok('refused' in result);
        assert.match(result.refused, words);
      }
    });
  }

  it('goes to the level above who asks, whoever that is', () => {
    for (const [role, level] of [['coding', 'manager'], ['merging', 'manager'], ['manager', 'architect'], ['architect', 'engineer']] as const) {
      assert.deepEqual(after(questions.ask({ ...newQuestion, asker: { ...asker, role } }), none).path, [{ level, at: asked }]);
    }
  });

  it('has the id after the highest', () => {
    assert.equal(after(questions.ask({ ...newQuestion, asker: { ...asker, number: 2 } }), plan(question({ id: 'Q-0041' })), 'Q-0042').id, 'Q-0042');
  });

  it('keeps on its path every level up to the one that answered', () => {
    const { state, path, answer, answered: by } = after(questions.answer('Q-0001', 'Hi\nalways', later), open);
    assert.deepEqual([state, path.map(({ level }) => level), answer, by], ['answered', ['manager', 'architect', 'engineer'], 'Hi\nalways', { by: 'engineer', at: later }]);
    const up = question({ path: [{ level: 'manager', at: asked }, { level: 'architect', at: asked }, { level: 'engineer', at: asked }] });
    assert.deepEqual(after(questions.answer('Q-0001', 'Hi', later), plan(up)).path, up.fields.path);
  });

  it('climbs one level at a time, with what was said below', () => {
    const [, text] = questions.passedUpChange(question(), 'I would say Hello.', later);
    const { path } = readDocument(questionSchema, text ?? '');
    assert.deepEqual(path, [{ level: 'manager', at: asked }, { level: 'architect', at: later, view: 'I would say Hello.' }]);
    assert.match(text ?? '', /\nHello or Hi\?\n\n## Passed up by the manager\n\nI would say Hello\.\n$/);
  });

  it('can be answered by an agent only at its own level', () => {
    assert.ok('fields' in questions.openAt(open, 'Q-0001', 'manager'));
    const refused = questions.openAt(open, 'Q-0001', 'architect');
    assert.match('refused' in refused ? refused.refused : '', /lies with the manager, not with the architect/);
  });

  it('lets a parked run go on when it is answered, and gives its answer to the run that goes on', () => {
    assert.match(refusalOf(questions.resumption(open, 'Q-0001', 'R-next', later)), /Q-0001 is not answered yet/);
    const resumed = questions.resumption(plan(answered), 'Q-0001', 'R-next', later);
    assert.ok('changes' in resumed);
    const [[, text] = []] = resumed.changes;
    assert.deepEqual(readDocument(questionSchema, text ?? '').deliveries, [{ run: 'R-next', at: later, wording: wordingOf('Hello') }]);
    assert.deepEqual(questions.resumption(none, undefined, 'R-next', later), { changes: [] });
  });
});

describe('two questions of one run', () => {
  it('are both given to the run that goes on, also where one is recorded as delivered: it may never have reached the run that ended', () => {
    const second = question({ ...delivered.fields, id: 'Q-0002', asker: { ...asker, number: 2 } });
    const earlier = question({ ...delivered.fields, id: 'Q-0003', asker: { ...asker, number: 1 } });
    const resumed = questions.resumption(plan(answeredAt(2), { ...second, fields: { ...second.fields, asker: { ...asker, number: 3 } } }, earlier), 'Q-0001', 'R-next', later);
    assert.ok('changes' in resumed);
    assert.deepEqual(resumed.changes.map(([path]) => path), [questionPath('Q-0001'), questionPath('Q-0002')]);
  });

  function answeredAt(number: number): Document<QuestionFields> {
    return question({ state: 'answered', answer: 'Hello', answered: { by: 'manager', at: later }, asker: { ...asker, number } });
  }
});

function refusalOf(result: object): string {
  return 'refused' in result ? String(result.refused) : '';
}
