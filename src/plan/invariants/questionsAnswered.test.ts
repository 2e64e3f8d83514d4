import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byCommand, byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someTime } from '../../../test/support/planStage.js';
import type { Level } from '../atoms.js';
import { printDocument } from '../frontMatter.js';
import { questionPath, ticketPath } from '../paths.js';
import { wordingOf } from '../answers.js';
import { questionsAnswered } from './questionsAnswered.js';

type Fields = Parameters<typeof printDocument>[0];

const [asking, resumed, other] = ['R-20260228T143000-0001-1', 'R-20260228T143000-0001-2', 'R-20260228T143000-0002-1'];
const asker = { role: 'coding', run: asking, number: 1, ticket: '0001' };
const lying = (...levels: Level[]) => levels.map((level) => ({ level, at: someTime }));
const question = (fields: Fields = {}, body = 'Which?', id = 'Q-0001') => ({
  [questionPath(id)]: printDocument({ id, state: 'open', asker, blocking: true, asked: someTime, path: lying('manager'), ...fields }, body),
});
const answered = (by: Level, ...path: Level[]): Fields => ({ state: 'answered', path: lying(...path), answer: 'This.', answered: { by, at: someTime, ...(by === 'engineer' ? {} : { run: 'R-20260228T143000-answer-1' }) } });
const delivered = (...runs: string[]): Fields => ({ deliveries: runs.map((run) => ({ run, at: someTime, wording: wordingOf('This.') })) });
const working = (run: string) => ({ [ticketPath('in-progress', '0001', 'x')]: printDocument({ id: '0001', title: 'A title', created: someTime, run }, '') });

const ask = byEngine('ask', 1, question());
const byManager = byEngine('answer', 2, question(answered('manager', 'manager')));
const byEngineer = byCommand('answer', question(answered('engineer', 'manager', 'architect', 'engineer')));
const passUp = byEngine('pass-up', 2, question({ path: lying('manager', 'architect') }, 'Which?\n\n## Passed up by the manager\n\nI do not know.'));

const hurried: Fields = { default: 'This.', deadline: someTime };
const defaulted: Fields = { state: 'answered', answer: 'This.', answered: { by: 'default', at: someTime } };
const byDecision: Fields = { state: 'answered', answer: 'This.', answered: { by: 'decision', at: someTime, from: 'D-0001' } };
const corrected: Fields = { ...answered('engineer', 'manager', 'architect', 'engineer'), answer: 'That.', replaced: [{ by: 'manager', at: someTime, run: 'R-20260228T143000-answer-1', answer: 'This.' }] };
const anew = { run: asking, at: someTime, wording: wordingOf('That.', 1), corrects: true };
const deliveredAnew: Fields = { deliveries: [{ run: asking, at: someTime, wording: wordingOf('This.') }, anew] };

const wordsOf = (planned: readonly Planned[]) => questionsAnswered(recordOf(planned)).map(({ words }) => words.replace(/^The question /, ''));

describe('questions', () => {
  const sound: readonly (readonly [string, readonly Planned[]])[] = [
    ['are answered by the level above their asker', [ask, byManager]],
    ['climb a level with what the one below says', [ask, passUp, byEngine('answer', 3, question(answered('architect', 'manager', 'architect'), 'Which?\n\n## Passed up by the manager\n\nI do not know.'))]],
    ['are answered by the engineer wherever they lie', [ask, byEngineer, byEngine('acknowledge', 2, {})]],
    ['are answered by the engineer and delivered before the engine wrote anything else', [ask, byEngineer, byEngine('deliver', 2, question({ ...answered('engineer', 'manager', 'architect', 'engineer'), ...delivered(asking) }))]],
    ['are delivered to the run that asked and to the one that goes on', [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), ...delivered(asking) })), byEngine('start', 4, { ...question({ ...answered('manager', 'manager'), ...delivered(asking, resumed) }), ...working(resumed) })]],
    ['of an architect begin with the engineer', [byEngine('ask', 1, question({ asker: { role: 'architect', run: asking, number: 1, work: 'areas' }, path: lying('engineer') }))]],
    ['are answered by their default at their deadline', [byEngine('ask', 1, question(hurried)), byEngine('default', 2, question({ ...hurried, ...defaulted }))]],
    ['are answered by a decision when they are asked', [byEngine('cut-areas', 1, { 'decisions/D-0001-x.md': 'x' }), byEngine('ask', 2, question(byDecision))]],
    ['are corrected by the engineer, and the answer is delivered anew', [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), ...delivered(asking) })), byCommand('correct', question({ ...corrected, ...delivered(asking) })), byEngine('deliver', 4, question({ ...corrected, ...deliveredAnew }))]],
    ['of one run have numbers of their own', [ask, byEngine('ask', 2, question({ asker: { ...asker, number: 2 } }, 'And which?', 'Q-0002'))]],
  ];
  for (const [what, planned] of sound) {
    it(what, () => {
      assert.deepEqual(wordsOf(planned), []);
    });
  }

  const broken: readonly (readonly [string, readonly string[], readonly Planned[]])[] = [
    ['what cannot be read', ['Q-0001 cannot be read: Its front matter: "state" must be one of "open", "answered", "withdrawn"'], [byEngine('ask', 1, question({ state: 'lost' }))]],
    ['under another id', ['Q-0001 calls itself Q-0002'], [byEngine('ask', 1, question({ id: 'Q-0002' }))]],
    ['asked twice', [`Q-0002 is Q-0001 asked once more: both are number 1 of ${asking}`], [ask, byEngine('ask', 2, question({}, 'Which?', 'Q-0002'))]],
    ['asked for nothing', ['Q-0001 has an asker that works on nothing'], [byEngine('ask', 1, question({ asker: { role: 'coding', run: asking, number: 1 } }))]],
    ['asked of a level that is not the next', ['Q-0001 of a coding agent began with the architect, not with the manager'], [byEngine('ask', 1, question({ path: lying('architect') }))]],
    ['answered before they are asked', ['Q-0001 was answered before it was asked'], [byEngine('ask', 1, question(answered('manager', 'manager')))]],
    ['given to another asker', ['Q-0001 changed its "asker"'], [ask, byEngine('answer', 2, question({ asker: { ...asker, run: other } }))]],
    ['put in other words', ['Q-0001 changed its text'], [ask, byEngine('answer', 2, question({}, 'What?'))]],
    ['opened again', ['Q-0001 was answered, and is open again'], [ask, byManager, byEngine('answer', 3, question())]],
    ['passed down', ['Q-0001 went back, from the architect'], [ask, passUp, byEngine('pass-up', 3, question({}, 'Which?\n\n## Passed up by the manager\n\nI do not know.'))]],
    ['passed over a level', ['Q-0001 went from the manager to the engineer'], [ask, byEngine('pass-up', 2, question({ path: lying('manager', 'engineer') }))]],
    ['passed up two levels at once', ['Q-0001 climbed 2 levels at once'], [ask, byEngine('pass-up', 2, question({ path: lying('manager', 'architect', 'engineer') }))]],
    ['answered by a level that they do not lie with', ['Q-0001 was answered by the architect while it lay with the manager'], [ask, byEngine('answer', 2, question(answered('architect', 'manager')))]],
    ['answered in the engineer\'s name', ['Q-0001 was answered in the engineer\'s name by somebody else'], [ask, byEngine('answer', 2, question(answered('engineer', 'manager', 'architect', 'engineer')))]],
    ['answered by a command in the manager\'s name', ['Q-0001 was answered in the manager\'s name by somebody else'], [ask, byCommand('answer', question(answered('manager', 'manager'))), byEngine('acknowledge', 2, {})]],
    ['answered by the engineer past the levels in between', ['Q-0001 was answered by the engineer, and lies with the manager'], [ask, byCommand('answer', question(answered('engineer', 'manager'))), byEngine('acknowledge', 2, {})]],
    ['answered without an answer', ['Q-0001 is answered without an answer'], [ask, byEngine('answer', 2, question({ state: 'answered' }))]],
    ['delivered before they are answered', [`Q-0001 was delivered to ${asking} before it was answered`], [ask, byEngine('deliver', 2, question(delivered(asking)))]],
    ['delivered twice', [`Q-0001 was delivered twice to ${asking}`], [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), ...delivered(asking, asking) }))]],
    ['delivered to another ticket\'s run', [`Q-0001 was delivered to ${other}, which is on something else than ${asking} was`], [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), ...delivered(other) }))]],
    ['delivered in other words', [`Q-0001 was delivered to ${asking} in other words than its answer's`], [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), deliveries: [{ run: asking, at: someTime, wording: wordingOf('That.') }] }))]],
    ['answered by their default too early', ['Q-0001 was answered by its default before its deadline'], [byEngine('ask', 1, question({ ...hurried, deadline: '2026-02-28T14:30:01Z' })), byEngine('default', 2, question({ ...hurried, deadline: '2026-02-28T14:30:01Z', ...defaulted }))]],
    ['answered in their default\'s name', ['Q-0001 was answered by something else than its default, in its name'], [byEngine('ask', 1, question(hurried)), byEngine('default', 2, question({ ...hurried, ...defaulted, answer: 'Other.' }))]],
    ['answered by a decision that nobody made', ['Q-0001 was answered by a decision that there is not'], [byEngine('ask', 1, question(byDecision))]],
    ['answered anew by an agent', ['Q-0001 was answered anew by the manager'], [ask, byManager, byEngine('answer', 3, question({ ...answered('manager', 'manager'), answer: 'That.' }))]],
    ['answered anew without a trace', ['Q-0001 was answered anew, and the answer before is not kept'], [ask, byManager, byCommand('correct', question({ ...corrected, replaced: [] })), byEngine('acknowledge', 3, {})]],
    ['delivered twice in the words of a correction', [`Q-0001 was delivered twice to ${asking}`], [ask, byManager, byCommand('correct', question(corrected)), byEngine('deliver', 3, question({ ...corrected, deliveries: [anew, { ...anew }] }))]],
    ['delivered and forgotten', ['Q-0001 lost a delivery of its answer'], [ask, byManager, byEngine('deliver', 3, question({ ...answered('manager', 'manager'), ...delivered(asking) })), byEngine('deliver', 4, question(answered('manager', 'manager')))]],
  ];
  for (const [what, words, planned] of broken) {
    it(`may not be ${what}`, () => {
      assert.deepEqual(wordsOf(planned), words.map((one) => `${one}.`));
    });
  }
});
