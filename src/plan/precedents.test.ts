import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { at, keyed, question } from '../../test/support/observation.js';
import { appendSection } from './frontMatter.js';
import { decisionPath } from './paths.js';
import type { DecisionFields, QuestionFields } from './planningSchemas.js';
import { likeness, precedentsOf, precedentWords, settledBefore } from './precedents.js';
import type { Document, Snapshot } from './snapshot.js';
import { document } from './transition.js';

function asked(id: string, text: string, fields: Partial<QuestionFields> = {}): Document<QuestionFields> {
  const one = question(id, fields);
  return { ...one, text: one.text.replace('Which one?', text) };
}

function decision(id: string, fields: Partial<DecisionFields> = {}, text = 'Since nobody asked for capitals.'): Document<DecisionFields> {
  const whole: DecisionFields = { id, title: 'Names are printed as typed', question: 'Q-0001', by: 'manager', at, ...fields };
  return { path: decisionPath(id, whole.title), blob: '7'.repeat(40), text: document(whole, text), fields: whole };
}

const answered = { state: 'answered' as const, answer: 'As they are.', answered: { by: 'manager' as const, at } };
const text = 'Should names be greeted in capitals?';
const first = asked('Q-0001', text, { ...answered, options: ['Yes', 'No'] });
const plan = (decided: readonly Document<DecisionFields>[], ...questions: readonly Document<QuestionFields>[]): Snapshot => ({
  ...emptySnapshot,
  decided: new Map(decided.map((one) => [one.fields.id, one])),
  questions: keyed(Object.fromEntries(questions.map((one) => [one.fields.id, one]))),
});

describe('a question', () => {
  const decided = plan([decision('D-0001')], first);

  it('is settled by the decision that was made in answer to the same words and options', () => {
    const settled = { decision: 'D-0001', answer: 'Names are printed as typed\n\nSince nobody asked for capitals.\n\n(Decided before, as D-0001, in answer to Q-0001.)' };
    assert.deepEqual(settledBefore(decided, { text, options: ['Yes', 'No'] }), settled);
    assert.deepEqual(settledBefore(decided, { text: '  should NAMES be greeted,\nin capitals', options: ['no', 'YES'] }), settled);
  });

  it('is settled by what the decision says now, and by the one that stands in its place', () => {
    const changed = plan([decision('D-0001', { superseded: 'D-0002' }), decision('D-0002', { title: 'Names are shouted', replaces: 'D-0001' }, '')], first);
    assert.match(settledBefore(changed, { text, options: ['Yes', 'No'] })?.answer ?? '', /^Names are shouted\n\n\(Decided before, as D-0002/);
  });

  it('is settled although the one before was passed up', () => {
    const climbed = asked('Q-0001', text, { ...answered, path: [{ level: 'manager', at }, { level: 'architect', at, view: 'No.' }] });
    const one = { ...climbed, text: appendSection(climbed.text, 'Passed up by the manager', 'No.') };
    assert.notEqual(settledBefore(plan([decision('D-0001')], one), { text, options: [] }), undefined);
  });

  it('is not settled by other words or options, by an answer that decided nothing, or by a decision that does not hold', () => {
    assert.equal(settledBefore(decided, { text: `${text} Always?`, options: ['Yes', 'No'] }), undefined);
    assert.equal(settledBefore(decided, { text, options: ['Yes', 'No', 'Both'] }), undefined);
    assert.equal(settledBefore(plan([], first), { text, options: ['Yes', 'No'] }), undefined);
    assert.equal(settledBefore(plan([decision('D-0001', { superseded: 'D-0002' })], first), { text, options: ['Yes', 'No'] }), undefined);
  });

  it('is alike another by the share of the words of four letters and more that both have', () => {
    assert.equal(likeness('Whom do we greet?', 'Whom do we greet in the morning?'), 0.8);
    assert.equal(likeness(text, 'SHOULD names be greeted in capitals'), 1);
    assert.equal(likeness(text, 'Which database is used?'), 0);
    assert.equal(likeness('?', '!'), 0);
  });

  it('is shown with the three most alike, decisions before the answers that made them, and none that a deadline chose', () => {
    const others = [
      asked('Q-0002', 'Should names be greeted in the evening?', answered),
      asked('Q-0003', 'Should names be greeted in capitals, though?', { ...answered, answered: { by: 'default', at } }),
      asked('Q-0004', 'Which database is used?', answered),
      asked('Q-0005', 'Should names be greeted in capitals always?'),
    ];
    const found = precedentsOf(plan([decision('D-0001')], first, ...others), others[3] ?? first);
    assert.deepEqual(found.map(({ id }) => id), ['D-0001', 'Q-0002']);
    assert.match(precedentWords(found), /^\n## Settled before\n[^]*### D-0001, worded alike by 89 of 100\n\nNames are printed as typed\n\nIt was settled so:\n\n[^]*### Q-0002/);
    assert.equal(precedentWords([]), '');
  });
});
