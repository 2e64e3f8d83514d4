import assert from 'node:assert/strict';
import { PlanStage, someConfig, someRun, someTime } from '../../test/support/planStage.js';
import * as control from './controlTransitions.js';
import { edit } from './editTransition.js';
import { setFields } from './frontMatter.js';
import { walkBack } from './history.js';
import { inspectStep } from './inspect.js';
import { configPath, controlPath, notePath, pendingPath, planRef, questionPath, reviewPath, specPath, ticketPath, workPath } from './paths.js';
import { correct } from './correctTransition.js';
import { acceptProposal, pitch, propose, rejectProposal } from './proposalTransitions.js';
import { answer, ask } from './questionTransitions.js';
import type { Transition } from './transition.js';
import { document } from './transition.js';
import { promote } from './promotion.js';
import { configure, retry } from './transitions.js';
import { failWork, beginWork, retryWork } from './workTransitions.js';

const order = { by: 'ada@home', at: someTime };
const [open, working, queued] = [ticketPath('open', '0001', 'open'), ticketPath('in-progress', '0002', 'working'), ticketPath('in-progress', '0003', 'queued')];
const question = questionPath('Q-0001');
const farewells = 'proposals/P-0001-farewells.md';
const step = { level: 'manager', at: someTime };
const answered = { state: 'answered', answer: 'Yes', answered: { by: 'engineer', at: someTime }, path: [step, { ...step, level: 'architect' }, { ...step, level: 'engineer' }] };
const decision = { id: 'D-0001', title: 'It may', question: 'Q-0001', by: 'manager', at: someTime };
const key = `AKIA${'Z7'.repeat(8)}`;
const promotion = { at: someTime, by: 'ada@home', from: 'rehearsal', to: 'other', attempt: 1 };
const hold = { by: 'ada@home', at: someTime };
const retest = { by: 'ada@home', at: someTime, tree: 'a'.repeat(40), finished: someTime };
const approval = { ticket: '0003', attempt: 1, by: 'ada@home', commit: 'b'.repeat(40), verdict: 'approve', at: someTime };
const noteText = (ticket: string, number: number) => document({ ticket, number, by: 'ada@home', at: someTime }, 'Be brief.');

describe('an engineer\'s command', () => {
  let stage: PlanStage;
  let run: string;
  let tip: string;

  before(async () => {
    stage = await PlanStage.open();
    await stage.command(configure({ ...someConfig, roles: { ...someConfig.roles, coding: ['rehearsal', 'middle', 'large'] } }));
    await stage.addTicket('Open');
    const ticket = await stage.addTicket('Working');
    run = (await stage.startTicket(ticket)).run;
    await stage.submitTicket(await stage.addTicket('Queued'));
    await stage.engine(ask({ asker: { role: 'coding', run, number: 1, ticket }, text: 'May I?', options: [], blocking: true, asked: someTime }));
    const [work, of] = ['R-20260228T143000-areas-1', 'a'.repeat(40)];
    await stage.engine(beginWork({ name: 'areas', kind: 'areas', role: 'architect', of }, work, of, someTime));
    const { ticket: _ticket, ...record } = someRun('0001', 1, of, { run: work, role: 'architect' });
    for (let failures = 0; failures < 3; failures += 1) {
      if (failures > 0) await stage.engine(beginWork({ name: 'areas', kind: 'areas', role: 'architect', of }, work, of, someTime));
      await stage.engine(failWork({ ...record, work: 'areas' }, { reason: 'It came to nothing.', report: 'x', own: true }));
    }
    const pitched = 'R-20260228T143000-pitch-1';
    await stage.engine(beginWork({ name: 'pitch', kind: 'pitch', role: 'architect', of }, pitched, of, someTime));
    const sprint = { goal: 'Joy.', scope: '- joy', forks: [], risks: [], prediction: { minutes: [5, 10] as [number, number], dollars: [0, 1] as [number, number] } };
    await stage.engine(propose({ ...record, run: pitched, work: 'pitch' }, { proposals: [{ title: 'Farewells', ...sprint }, { title: 'Weather', ...sprint }] }));
    tip = await stage.tip();
  });

  after(() => stage.dispose());

  afterEach(() => stage.at.git('update-ref', planRef, tip));

  /** What the engine finds wrong with the plan's newest commit. */
  async function found(): Promise<string> {
    for await (const step of walkBack(stage.at.repository.reader, stage.store.snapshots.trees, await stage.tip())) {
      const before = step.parent === undefined ? undefined : await stage.store.snapshots.read(step.parent);
      const illegal = await inspectStep(stage.at.repository.reader, before, step);
      assert.ok(illegal.every(({ paths }) => paths.length > 0), 'it could not be put back');
      return illegal.map(({ words }) => words).join('\n');
    }
    return '';
  }

  const textOf = async (path: string) => (await stage.store.snapshots.text(await stage.tip(), path)) ?? '';

  /** An edit of what stands there. */
  const editing = (path: string, change: (text: string) => string) => async (): Promise<Transition> => {
    const before = await stage.store.snapshots.text(await stage.tip(), path);
    return edit({ path, before, text: change(before ?? '') });
  };

  const honest: readonly (readonly [string, () => Transition | Promise<Transition>])[] = [
    ['answer', () => answer('Q-0001', 'Yes: do.\n\nAlways.', someTime)],
    ['pause', () => control.pause({ ...order, why: 'Lunch' })],
    ['freeze', () => control.freeze({ ...order, why: 'Release day' })],
    ['reorder', () => control.reorder(['0001'], order)],
    ['hold of an open ticket', () => control.hold('0001', order, false)],
    ['hold of a ticket at work', () => control.hold('0002', order, false)],
    ['hold of a ticket in the queue', () => control.hold('0003', order, false)],
    ['stop', () => control.hold('0002', { ...order, why: 'It goes astray: "badly"' }, true)],
    ['eject', () => control.eject('0003', order)],
    ['promote of an open ticket', () => promote('0001', order)],
    ['promote of a ticket at work', () => promote('0002', { ...order, why: 'It is "hard"' })],
    ['note', () => control.note('0002', 'Be brief.', order)],
    ['pitch', () => pitch('a'.repeat(40))],
    ['acceptance of a proposal', () => acceptProposal('P-0001', 'Keep it\n"small".', order)],
    ['rejection of a proposal', () => rejectProposal('P-0001', { ...order, why: 'Too sad' })],
    ['retest', () => control.retest({ tree: 'a'.repeat(40), finished: someTime }, order)],
    ['answer that is a decision', () => answer('Q-0001', 'Yes', someTime, true)],
    ['retry of a piece of work', () => retryWork('areas')],
    ['edit of an open ticket', editing(open, (text) => `${setFields(text, { title: 'Open wide', priority: 'high', 'depends-on': ['0002'] })}More.\n`)],
    ['edit of a ticket at work', editing(working, (text) => setFields(text, { criteria: ['It is quick.'] }))],
    ['edit of the configuration', editing(configPath, (text) => text.replace('make test', 'make check'))],
    ['edit that makes the spec', editing(specPath, () => '# What is to be\n')],
    ['edit that makes an area', editing('areas/parsing.md', () => document({ area: 'parsing', title: 'Parsing' }, 'x'))],
    ['edit of a prompt', editing('prompts/manager.md', () => 'Be brief.\n')],
  ];
  for (const [name, transition] of honest) {
    it(`is taken as it is written: ${name}`, async () => {
      await stage.command(await transition());
      assert.equal(await found(), '');
    });
  }

  it('is taken as it is written: a correction of an answer, and of another one', async () => {
    await stage.command(answer('Q-0001', 'Yes', someTime));
    await stage.command(correct('Q-0001', 'No: "never".', someTime));
    assert.equal(await found(), '');
    await stage.command(correct('Q-0001', 'Yes', someTime));
    assert.equal(await found(), '');
  });

  it('is taken as it is written: a correction of an answer that decided something', async () => {
    await stage.command(answer('Q-0001', 'Yes', someTime));
    const text = document({ ...decision, by: 'engineer' }, 'Since it harms nobody.');
    await stage.engine(() => ({ transition: 'cut-areas', subject: 'decide', changes: new Map([['decisions/D-0001-it-may.md', text]]) }));
    await stage.command(correct('Q-0001', 'No', someTime));
    assert.equal(await found(), '');
    const { decided } = await stage.store.read();
    assert.deepEqual([...decided.values()].map(({ fields: { id, superseded, replaces } }) => [id, superseded, replaces]), [['D-0001', 'D-0002', undefined], ['D-0002', undefined, 'D-0001']]);
  });

  it('is taken as it is written: what ends a pause, a hold, and a stop', async () => {
    await stage.command(control.pause(order));
    await stage.command(control.resume());
    assert.equal(await found(), '');
    await stage.command(control.hold('0001', order, false));
    await stage.command(control.release('0001'));
    assert.equal(await found(), '');
    await stage.command(control.hold('0001', order, false));
    await stage.command(retry('0001'));
    assert.equal(await found(), '');
    await stage.command(control.wake('codex', order));
    await stage.command(control.wake('claude', order));
    assert.equal(await found(), '');
    await stage.command(control.note('0001', 'First.', order));
    await stage.command(control.note('0001', 'Second.', order));
    assert.equal(await found(), '');
  });

  type Changes = Readonly<Record<string, string | undefined>>;
  const forged: readonly (readonly [what: string, name: string, words: RegExp, changes: () => Promise<Changes> | Changes])[] = [
    ['a hold that ends the run as well', 'hold', /"run" is the engine's/, async () => ({ [working]: setFields(await textOf(working), { hold, run: undefined }) })],
    ['a hold that changes the title', 'hold', /"title" is not to be changed by hold/, async () => ({ [open]: setFields(await textOf(open), { hold, title: 'Other' }) })],
    ['a hold that changes the text', 'hold', /"body" is not to be changed by hold/, async () => ({ [open]: `${setFields(await textOf(open), { hold })}And more.\n` })],
    ['a hold that holds nothing', 'hold', /does not say what hold means/, async () => ({ [open]: setFields(await textOf(open), { hold: undefined }).replace('title: Open', 'title: "Open"') })],
    ['a hold that stops', 'hold', /does not say what hold means/, async () => ({ [working]: setFields(await textOf(working), { hold: { ...hold, stop: run } }) })],
    ['a stop of another run', 'stop', /does not say what stop means/, async () => ({ [working]: setFields(await textOf(working), { hold: { ...hold, stop: 'R-other' } }) })],
    ['a hold under another name of the ticket', 'hold', /./, async () => ({ [open]: undefined, [ticketPath('open', '0001', 'other')]: setFields(await textOf(open), { hold, priority: 'low' }) })],
    ['an eject that leaves the submission in the queue', 'eject', /must take the submission out/, async () => ({ [queued]: undefined, [ticketPath('open', '0003', 'queued')]: setFields(await textOf(queued), { hold }) })],
    ['an eject of another submission', 'eject', /0003\.md is not to be changed/, async () => ({ [working]: undefined, [ticketPath('open', '0002', 'working')]: setFields(await textOf(working), { hold }), [pendingPath('0003')]: undefined })],
    ['an eject without a hold', 'eject', /does not say what eject means/, async () => ({ [queued]: undefined, [ticketPath('open', '0003', 'queued')]: await textOf(queued), [pendingPath('0003')]: undefined })],
    ['a note that says it is about another ticket', 'note', /does not say what note means/, () => ({ [notePath('0001', 1)]: noteText('0002', 1) })],
    ['a note on no ticket', 'note', /is about no ticket/, () => ({ [notePath('0099', 1)]: noteText('0099', 1) })],
    ['two notes at once', 'note', /exactly one document/, () => ({ [notePath('0001', 1)]: noteText('0001', 1), [notePath('0002', 1)]: noteText('0002', 1) })],
    ['a note that is no document', 'note', /front matter/, () => ({ [notePath('0001', 1)]: 'Be brief.\n' })],
    ['an answer that asks something else', 'answer', /"body" is not to be changed/, async () => ({ [question]: setFields(await textOf(question), answered).replace('May I?', 'Must I?') })],
    ['an answer in the manager\'s name', 'answer', /does not say what answer means/, async () => ({ [question]: setFields(await textOf(question), { ...answered, answered: { by: 'manager', at: someTime } }) })],
    ['an answer that counts as delivered', 'answer', /"deliveries" is not to be changed/, async () => ({ [question]: setFields(await textOf(question), { ...answered, deliveries: [{ run, at: someTime, wording: 'x' }] }) })],
    ['an answer that forgets the way of the question', 'answer', /does not say what answer means/, async () => ({ [question]: setFields(await textOf(question), { ...answered, path: [{ level: 'engineer', at: someTime }] }) })],
    ['an answer to what nobody asked', 'answer', /is not there to be changed/, async () => ({ [questionPath('Q-0002')]: setFields(await textOf(question), { ...answered, id: 'Q-0002' }) })],
    ['an answer that makes a decision in the manager\'s name', 'answer', /does not say what the answer of the engineer decides/, async () => ({ [question]: setFields(await textOf(question), answered), 'decisions/D-0001-x.md': document(decision) })],
    ['an answer that decides another question', 'answer', /does not say what the answer of the engineer decides/, async () => ({ [question]: setFields(await textOf(question), answered), 'decisions/D-0001-it-may.md': document({ ...decision, question: 'Q-0002', by: 'engineer' }) })],
    ['an answer that decides twice', 'answer', /exactly one document/, async () => ({ [question]: setFields(await textOf(question), answered), 'decisions/D-0001-it-may.md': document({ ...decision, by: 'engineer' }), 'decisions/D-0002-it-may.md': document({ ...decision, id: 'D-0002', by: 'engineer' }) })],
    ['an answer that goes past the architect', 'answer', /does not say what answer means/, async () => ({ [question]: setFields(await textOf(question), { ...answered, path: [step, { ...step, level: 'engineer' }] }) })],
    ['an answer that goes down again', 'answer', /does not say what answer means/, async () => ({ [question]: setFields(await textOf(question), { ...answered, path: [...answered.path, { ...step }] }) })],
    ['an answer with a secret', 'answer', /holds what looks like an AWS access key/, async () => ({ [question]: setFields(await textOf(question), { ...answered, answer: key }) })],
    ['an answer that removes a piece of work', 'answer', /work\/areas\.md is not to be changed by this answer/, async () => ({ [question]: setFields(await textOf(question), answered), [workPath('areas')]: undefined })],
    ['a correction of what is not answered', 'correct', /does not say what correct means/, async () => ({ [question]: setFields(await textOf(question), { answer: 'No', answered: answered.answered }) })],
    ['a correction that forgets the answer before', 'correct', /does not say what correct means/, async () => {
      await stage.command(answer('Q-0001', 'Yes', someTime));
      return { [question]: setFields(await textOf(question), { answer: 'No' }) };
    }],
    ['a correction in the manager\'s name', 'correct', /does not say what correct means/, async () => {
      await stage.command(answer('Q-0001', 'Yes', someTime));
      return { [question]: setFields(await textOf(question), { ...answered, answered: { by: 'manager', at: someTime }, answer: 'No', replaced: [{ by: 'engineer', at: someTime, answer: 'Yes' }] }) };
    }],
    ['a correction that takes deliveries back', 'correct', /"deliveries" is not to be changed/, async () => {
      await stage.command(answer('Q-0001', 'Yes', someTime));
      return { [question]: setFields(await textOf(question), { answer: 'No', replaced: [{ by: 'engineer', at: someTime, answer: 'Yes' }], deliveries: [{ run, at: someTime, wording: 'x' }] }) };
    }],
    ['a correction that decides something else', 'correct', /only in the place of one/, async () => {
      await stage.command(answer('Q-0001', 'Yes', someTime));
      return { [question]: setFields(await textOf(question), { answer: 'No', replaced: [{ by: 'engineer', at: someTime, answer: 'Yes' }] }), 'decisions/D-0001-x.md': document({ ...decision, by: 'engineer' }) };
    }],
    ['a question removed', 'answer', /exactly one document/, () => ({ [question]: undefined })],
    ['a freeze that freezes nothing', 'freeze', /does not say what freeze means/, () => ({ [controlPath]: document({}) })],
    ['a thaw that freezes', 'thaw', /does not say what thaw means/, () => ({ [controlPath]: document({ frozen: hold }) })],
    ['a change of the order that pauses', 'reorder', /"paused" is not to be changed by reorder/, () => ({ [controlPath]: document({ paused: hold, ahead: { by: 'ada', at: '2026-02-28T14:30:00Z', tickets: ['0001'] } }) })],
    ['a pause that pauses nothing', 'pause', /does not say what pause means/, () => ({ [controlPath]: document({}) })],
    ['a pause that cannot be read', 'pause', /control\.md/, () => ({ [controlPath]: document({ paused: true }) })],
    ['a promotion that holds for the attempt at work', 'promote', /does not say what promote means/, async () => ({ [working]: setFields(await textOf(working), { promotions: [promotion] }) })],
    ['two promotions at once', 'promote', /does not say what promote means/, async () => ({ [open]: setFields(await textOf(open), { promotions: [promotion, { ...promotion, to: 'third' }] }) })],
    ['a promotion that makes the ticket urgent', 'promote', /"priority" is not to be changed by promote/, async () => ({ [open]: setFields(await textOf(open), { promotions: [promotion], priority: 'high' }) })],
    ['a promotion that takes an earlier one away', 'promote', /does not say what promote means/, async () => {
      await stage.command(promote('0001', order));
      return { [open]: setFields(await textOf(open), { promotions: [{ ...promotion, to: 'other' }] }) };
    }],
    ['an edit that promotes a ticket', 'edit', /"promotions" is not for an edit/, async () => ({ [open]: setFields(await textOf(open), { promotions: [promotion] }) })],
    ['an edit that gives a ticket another attempt', 'edit', /"attempts" is the engine's/, async () => ({ [open]: setFields(await textOf(open), { attempts: 7 }) })],
    ['an edit that holds a ticket', 'edit', /"hold" is not for an edit/, async () => ({ [open]: setFields(await textOf(open), { hold }) })],
    ['an edit that makes a ticket older', 'edit', /"created" is not for an edit/, async () => ({ [open]: setFields(await textOf(open), { created: '2020-01-01T00:00:00Z' }) })],
    ['an edit that moves a ticket', 'edit', /cannot go from open to stuck/, async () => ({ [open]: undefined, [ticketPath('stuck', '0001', 'open')]: await textOf(open) })],
    ['an edit of two documents', 'edit', /exactly one document/, async () => ({ [open]: `${await textOf(open)}x\n`, [specPath]: '# x\n' })],
    ['an edit of a question', 'edit', /is not to be changed by edit/, async () => ({ [question]: `${await textOf(question)}x\n` })],
    ['an edit that takes a document away', 'edit', /cannot be removed/, () => ({ [configPath]: undefined })],
    ['an edit that gives an area another name', 'edit', /must be the name of its file/, () => ({ 'areas/parsing.md': document({ area: 'other', title: 'x' }) })],
    ['an edit that makes a decision', 'edit', /is not there to be edited/, () => ({ 'decisions/D-0001-x.md': document({ id: 'D-0001', title: 'x', by: 'engineer', at: someTime }) })],
    ['a pause that has master tested again', 'pause', /"retest" is not to be changed by pause/, () => ({ [controlPath]: document({ paused: hold, retest }) })],
    ['a retest that ends a pause', 'retest', /"paused" is not to be changed by retest/, async () => {
      await stage.command(control.pause(order));
      return { [controlPath]: document({ retest }) };
    }],
    ['a retest of nothing', 'retest', /does not say what retest means/, () => ({ [controlPath]: document({}) })],
    ['an approval of another attempt than its name says', 'approve-submission', /does not say what approve-submission means/, () => ({ [reviewPath('0003', 2)]: document(approval) })],
    ['an approval in a merging agent\'s name', 'approve-submission', /does not say what approve-submission means/, () => ({ [reviewPath('0003', 1)]: document({ ...approval, by: undefined, run }) })],
    ['an approval that asks for changes', 'approve-submission', /does not say what approve-submission means/, () => ({ [reviewPath('0003', 1)]: document({ ...approval, verdict: 'request-changes' }) })],
    ['an approval that no one can read', 'approve-submission', /reviews\/0003-1\.md/, () => ({ [reviewPath('0003', 1)]: document({ ...approval, commit: 'x' }) })],
    ['an acceptance that changes the title', 'accept-proposal', /"title" is not to be changed by accept-proposal/, async () => ({ [farewells]: setFields(await textOf(farewells), { state: 'accepted', accepted: hold, title: 'Other' }) })],
    ['an acceptance that files areas', 'accept-proposal', /"filed" is not to be changed by accept-proposal/, async () => ({ [farewells]: setFields(await textOf(farewells), { state: 'accepted', accepted: hold, filed: { run, at: someTime, areas: [] } }) })],
    ['an acceptance of two', 'accept-proposal', /exactly one document/, async () => ({ [farewells]: setFields(await textOf(farewells), { state: 'accepted', accepted: hold }), 'proposals/P-0002-weather.md': setFields(await textOf('proposals/P-0002-weather.md'), { state: 'accepted', accepted: hold }) })],
    ['an acceptance of what was rejected', 'accept-proposal', /is not to be changed by accept-proposal|does not say/, async () => {
      await stage.command(rejectProposal('P-0001', order));
      return { [farewells]: setFields(await textOf(farewells), { state: 'accepted', accepted: hold, rejected: undefined }) };
    }],
    ['a rejection that says nothing of it', 'reject-proposal', /"rejected" must say by whom and when/, async () => ({ [farewells]: setFields(await textOf(farewells), { state: 'rejected' }) })],
    ['a proposal removed', 'reject-proposal', /exactly one document/, () => ({ [farewells]: undefined })],
    ['a proposal that nobody pitched', 'accept-proposal', /is not there to be changed/, async () => ({ 'proposals/P-0009-joy.md': setFields(await textOf(farewells), { id: 'P-0009', state: 'accepted', accepted: hold }) })],
    ['an edit of a proposal', 'edit', /is not to be changed by edit/, async () => ({ [farewells]: `${await textOf(farewells)}x\n` })],
    ['a pitch that is at work already', 'pitch', /does not say what pitch means/, () => ({ [workPath('pitch')]: document({ name: 'pitch', kind: 'pitch', role: 'architect', of: 'a'.repeat(40), attempts: 1, run }) })],
    ['a pitch that is other work', 'pitch', /does not say what pitch means/, () => ({ [workPath('tickets-parsing')]: document({ name: 'tickets-parsing', kind: 'tickets', role: 'manager', of: 'a'.repeat(40) }) })],
    ['a retry of work that changes what it is for', 'retry-work', /"of" is not to be changed/, async () => ({ [workPath('areas')]: setFields(await textOf(workPath('areas')), { stuck: undefined, failures: 0, of: 'c'.repeat(40) }) })],
  ];
  for (const [what, name, words, changes] of forged) {
    it(`is not ${what}`, async () => {
      const made = await changes();
      await stage.foreign(made, `x\n\nSanctum-Transition: ${name}\nSanctum-Command: me n`);
      assert.match(await found(), words);
    });
  }
});
