import assert from 'node:assert/strict';
import { at, keyed, noMail, observed, question, ticket } from '../../../test/support/observation.js';
import type { RunState } from '../../agents/runs.js';
import { wordingOf } from '../../plan/answers.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isEmpty, mailDue, openQuestionOf } from './mail.js';

const asked = (number: number, blocking = true) => ({ number, question: 'Which one?', options: [], blocking, at });
const live = (mail: Partial<RunState['mail']> = {}): RunState => ({ kind: 'live', runner: { pid: 1, startTime: '1' }, mail: { ...noMail, ...mail } });
const ended = (mail: Partial<RunState['mail']> = {}): RunState => ({ kind: 'lost', mail: { ...noMail, ...mail } });
const plan = (more: Partial<Snapshot>): Snapshot => observed({ snapshot: more }).snapshot;
const answered = (deliveries: readonly { readonly run: string; readonly at: string; readonly wording: string }[] = []) =>
  plan({ questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'this', deliveries: [...deliveries] }) }) });
const delivered = [{ run: 'R-1', at, wording: 'x' }];

describe('the mail of a run', () => {
  it('takes a question to the plan once, also from a run that is over', () => {
    for (const state of [live({ asked: [asked(1)] }), ended({ asked: [asked(1)] })]) {
      assert.deepEqual(mailDue(plan({}), 'R-1', state, '0001').asked, [asked(1)]);
      assert.ok(isEmpty(mailDue(plan({ questions: keyed({ 'Q-0001': question('Q-0001') }) }), 'R-1', state, '0001')));
    }
  });

  it('records a delivery before the run is told', () => {
    const state = live({ asked: [asked(1)] });
    assert.deepEqual(mailDue(answered(), 'R-1', state, '0001'), { asked: [], deliveries: ['Q-0001'], messages: [] });
    assert.deepEqual(mailDue(answered(delivered), 'R-1', state, '0001'), { asked: [], deliveries: [], messages: [{ key: 'answer-1', text: 'this' }] });
    assert.ok(isEmpty(mailDue(answered(delivered), 'R-1', live({ asked: [asked(1)], told: new Set(['answer-1']) }), '0001')));
  });

  it('tells nothing to a run that is over, nor the answer to one that did not ask', () => {
    assert.ok(isEmpty(mailDue(answered(), 'R-1', ended({ asked: [asked(1)] }), '0001')));
    assert.ok(isEmpty(mailDue(answered(), 'R-2', live(), '0001')));
  });

  it('has what an earlier run of its session asked and did not wait for, under another name, unless that run has it', () => {
    const awaited = question('Q-0002', { state: 'answered', answer: 'that', deliveries: [{ run: 'R-2', at, wording: 'y' }] });
    const went = (deliveries: typeof delivered) =>
      plan({ questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'this', blocking: false, deliveries }), 'Q-0002': awaited }) });
    assert.deepEqual(mailDue(went([]), 'R-2', live(), '0001').deliveries, ['Q-0001']);
    assert.deepEqual(mailDue(went([{ run: 'R-2', at, wording: 'x' }]), 'R-2', live(), '0001').messages, [{ key: 'earlier-1', text: 'Which one?\n\nThe answer: this' }]);
    assert.ok(isEmpty(mailDue(went(delivered), 'R-2', live(), '0001')));
    assert.ok(isEmpty(mailDue(went([]), 'R-3', live(), '0001')));
  });

  it('has a correction once, for the run that knows the answer before or goes on with such a session', () => {
    const given = { run: 'R-1', at, wording: wordingOf('this') };
    const anew = (run: string) => ({ run, at, wording: wordingOf('that', 1), corrects: true as const });
    const corrected = (resumes: string | undefined, ...deliveries: readonly { readonly run: string; readonly at: string; readonly wording: string; readonly corrects?: true }[]) => {
      const fields = { state: 'answered' as const, answer: 'that', answered: { by: 'engineer' as const, at }, replaced: [{ by: 'manager' as const, at, answer: 'this' }], deliveries: [...deliveries] };
      const run = resumes === undefined ? 'R-1' : 'R-2';
      return observed({ tickets: [ticket('0001', 'in-progress', { attempts: 1, run, ...(resumes === undefined ? {} : { resumes }) })], snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', fields) }) } }).snapshot;
    };
    const told = live({ asked: [asked(1)], told: new Set(['answer-1']) });
    assert.deepEqual(mailDue(corrected(undefined, given), 'R-1', told, '0001'), { asked: [], deliveries: ['Q-0001'], messages: [] });
    const [message, ...more] = mailDue(corrected(undefined, given, anew('R-1')), 'R-1', told, '0001').messages;
    assert.deepEqual([message?.key, more], ['corrected-1-1', []]);
    assert.match(message?.text ?? '', /^You asked:\n\nWhich one\?\n\nThe answer is now:\n\nthat\n\nIt takes the place of this one[^]*\n\nthis\n/);
    assert.ok(isEmpty(mailDue(corrected(undefined, given, anew('R-1')), 'R-1', live({ asked: [asked(1)], told: new Set(['answer-1', 'corrected-1-1']) }), '0001')));
    assert.deepEqual(mailDue(corrected(undefined, given), 'R-1', live({ asked: [asked(1)] }), '0001').messages, [{ key: 'answer-1', text: 'this' }], 'what was recorded is told in its own words');
    assert.deepEqual(mailDue(corrected('R-1', given), 'R-2', live(), '0001').deliveries, ['Q-0001']);
    assert.ok(isEmpty(mailDue(corrected('R-1', given, anew('R-1')), 'R-2', live(), '0001')), 'the session has it');
    assert.deepEqual(mailDue(corrected(undefined), 'R-1', live({ asked: [asked(1)] }), '0001').deliveries, ['Q-0001'], 'it was told nothing before');
    assert.ok(isEmpty(mailDue(corrected('R-1', given), 'R-3', live(), '0002')));
  });

  it('tells every note on the ticket once', () => {
    const noted = plan({ notes: keyed({ '0001': ['first', 'second'] }) });
    assert.deepEqual(mailDue(noted, 'R-1', live({ told: new Set(['note-1']) }), '0001').messages, [{ key: 'note-2', text: 'second' }]);
    assert.ok(isEmpty(mailDue(noted, 'R-1', live(), undefined)));
  });
});

describe('a run that is over', () => {
  const questions = { questions: keyed({ 'Q-0001': question('Q-0001') }) };

  it('waits for the first blocking question whose answer it was not given', () => {
    assert.equal(openQuestionOf(plan(questions), 'R-1', ended({ asked: [asked(1)] })), 'Q-0001');
    assert.equal(openQuestionOf(answered(delivered), 'R-1', ended({ asked: [asked(1)], told: new Set(['answer-1']) })), 'Q-0001');
  });

  it('waits for none that it was given the answer to, nor for one that it did not have to wait for', () => {
    assert.equal(openQuestionOf(answered(delivered), 'R-1', ended({ asked: [asked(1)], handed: new Set(['answer-1']) })), undefined);
    assert.equal(openQuestionOf(plan(questions), 'R-1', ended({ asked: [asked(1, false)] })), undefined);
  });
});
