import assert from 'node:assert/strict';
import { assertAuditBroken, assertAuditSound } from '../../../test/support/auditing.js';
import { acknowledge, PlanStage, someTime } from '../../../test/support/planStage.js';
import { someSpec } from '../../../test/support/someSpec.js';
import { eject, hold, note, pause, release, resume } from '../../plan/controlTransitions.js';
import type { Draft } from '../../plan/draft.js';
import { emptyDraft } from '../../plan/draft.js';
import { setFields } from '../../plan/frontMatter.js';
import { questionPath, ticketPath } from '../../plan/paths.js';
import type { NewQuestion } from '../../plan/questionTransitions.js';
import { answer, ask, deliver } from '../../plan/questionTransitions.js';
import { configure, park, retry } from '../../plan/transitions.js';
import { approve } from '../../plan/versionTransitions.js';
import type { WorkSeed } from '../../plan/workTransitions.js';
import { answerByAgent, cutAreas, cutTickets, failWork, parkWork, passUp, recordReview } from '../../plan/workTransitions.js';

describe('an audit of a plan that agents wrote', () => {
  let stage: PlanStage;

  beforeEach(async () => {
    stage = await PlanStage.open();
  });

  afterEach(() => stage.dispose());

  const order = { by: 'engineer@here', at: someTime };

  const draftedTicket = (key: string, title: string, dependsOn: readonly string[] = []): Draft['tickets'][number] => ({ key, title, body: 'Please.', kind: 'feature', priority: 'medium', dependsOn: [...dependsOn], criteria: ['It greets.'] });

  /** From an accepted spec to tickets that a manager cut: 0001, and 0002 that depends on it. */
  async function plannedTickets(): Promise<void> {
    const of = await stage.master();
    await stage.command(approve({ text: someSpec.text, instead: undefined, spec: someSpec.blob, draft: of, by: 'engineer', at: someTime }));
    const areas = await stage.beginWork({ name: 'areas', kind: 'areas', role: 'architect', of });
    await stage.engine(cutAreas(areas, { ...emptyDraft, areas: [{ area: 'greetings', title: 'Greetings', text: 'All of them.' }], decisions: [{ title: 'Plain text', text: 'It suffices.' }] }));
    const area = (await stage.store.read()).areas.get('greetings');
    const seed: WorkSeed = { name: 'tickets-greetings', kind: 'tickets', role: 'manager', subject: 'greetings', of: area?.blob ?? '' };
    await stage.engine(failWork(await stage.beginWork(seed), { reason: 'It wrote nothing.', report: 'so', own: true }));
    await stage.engine(cutTickets(await stage.beginWork(seed), { ...emptyDraft, tickets: [draftedTicket('new-1', 'Greet by name'), draftedTicket('new-2', 'Greet loudly', ['new-1'])] }));
  }

  function question(run: string, number: number, blocking = true): NewQuestion {
    return { asker: { role: 'coding', run, number, ticket: '0001', area: 'greetings' }, text: `Which name, for line ${String(number)}?`, options: ['First', 'Last'], blocking, asked: someTime };
  }

  const textOf = async (path: string) => (await stage.store.snapshots.text(await stage.tip(), path)) ?? '';
  const openPath = ticketPath('open', '0001', 'greet-by-name');

  describe('finds nothing in', () => {
    it('a life with every role in it', async () => {
      await plannedTickets();
      const first = await stage.startTicket('0001');
      await stage.engine(ask(question(first.run, 1, false)));
      const answering = (role: 'manager' | 'architect'): WorkSeed => ({ name: `answer-Q-0001-${role}`, kind: 'answer', role, subject: 'Q-0001', of: first.base });
      await stage.engine(passUp(await stage.beginWork(answering('manager')), { question: 'Q-0001', view: 'The spec does not say.' }));
      const architect = await stage.beginWork(answering('architect'));
      await stage.engine(ask({ ...question(architect.run, 1), asker: { role: 'architect', run: architect.run, number: 1, work: architect.work } }));
      await stage.engine(parkWork(architect, 'Q-0002'));
      await stage.command(answer('Q-0002', 'The first one.', someTime));
      await stage.engine(answerByAgent(await stage.beginWork(answering('architect')), { question: 'Q-0001', text: 'The first.' }, [{ title: 'First names', text: 'They are short.' }]));
      await stage.engine(deliver('Q-0001', first.run, someTime));
      await stage.engine(ask(question(first.run, 2)));
      await stage.engine(park(first, 'Q-0003'));
      await stage.command(answer('Q-0003', 'The last one.', someTime));
      const pending = await stage.handIn(await stage.startTicket('0001'));
      const review = async (of: string) => stage.beginWork({ name: 'review-0001', kind: 'review', role: 'merging', subject: '0001', of });
      await stage.engine(recordReview(await review(pending.commit), { verdict: 'request-changes', findings: [{ severity: 'must', text: 'It does not greet.' }] }));
      const again = await stage.submitTicket('0001');
      await stage.engine(recordReview(await review(again.commit), { verdict: 'approve', findings: [] }));
      await stage.landTicket(again);
      await stage.wholeTicket('Greet softly');
      await stage.landTicket(await stage.submitTicket('0002'));
      assert.equal((await assertAuditSound(stage)).landings, 3);
    });

    it('all that the engineer can say', async () => {
      await plannedTickets();
      await stage.command(pause(order));
      await stage.command(resume());
      await stage.command(note('0002', 'Be loud.', order));
      await stage.command(hold('0002', order, false));
      await stage.command(release('0002'));
      await stage.submitTicket('0001');
      await stage.command(eject('0001', order));
      await stage.command(retry('0001'));
      await stage.landTicket(await stage.submitTicket('0001'));
      await stage.foreign({ [ticketPath('open', '0003', 'by-hand')]: `---\nid: "0003"\ntitle: By hand\ncreated: ${someTime}\ndepends-on: ["0001"]\n---\n` });
      await stage.submitTicket('0003');
      await assertAuditSound(stage);
    });
  });

  it('keeps what it looks at from being made: no run too many, and none too early', async () => {
    await plannedTickets();
    await stage.addTicket('Greet softly');
    await stage.addTicket('Greet twice');
    const config = (await stage.store.read()).config;
    assert.ok(config !== undefined);
    await stage.command(configure({ ...config, limits: { ...config.limits, agents: 1 } }));
    await stage.startTicket('0001');
    await assert.rejects(stage.startTicket('0002'), /0002 waits for 0001, which is not done/);
    await stage.startTicket('0003');
    await assert.rejects(stage.startTicket('0004'), /2 agents are at work already; the configuration allows 1/);
    await assertAuditSound(stage);
  });

  describe('finds broken', () => {
    it('3: a question that was removed', async () => {
      await plannedTickets();
      await stage.engine(ask(question((await stage.startTicket('0001')).run, 1)));
      await stage.engineChanges('deliver', { [questionPath('Q-0001')]: undefined });
      await assertAuditBroken(stage, [3, /questions\/Q-0001\.md was removed/]);
    });

    it('8: a snapshot of a piece of work that no ref reaches', async () => {
      const of = await stage.master();
      const lost = await stage.at.git('commit-tree', await stage.at.repository.treeOf(of), '-m', 'x');
      const work = await stage.beginWork({ name: 'areas', kind: 'areas', role: 'architect', of });
      await stage.engine(failWork({ ...work, snapshot: lost }, { reason: 'x', report: 'x', own: false }));
      await assertAuditBroken(stage, [8, /reached by no ref/]);
    });

    it('14: a question that goes past a level, and an answer that is delivered to somebody else', async () => {
      await plannedTickets();
      const { run: asking } = await stage.startTicket('0001');
      await stage.engine(ask(question(asking, 1)));
      const path = questionPath('Q-0001');
      const place = (level: string) => ({ level, at: someTime });
      await stage.engineChanges('pass-up', { [path]: setFields(await textOf(path), { path: [place('manager'), place('engineer')] }) });
      await stage.command(answer('Q-0001', 'This.', someTime));
      await stage.engineChanges('deliver', { [path]: setFields(await textOf(path), { deliveries: [{ run: 'R-other', at: someTime, wording: 'x' }] }) });
      await assertAuditBroken(stage, [14, /Q-0001 went from the manager to the engineer/], [14, /in other words than its answer's/], [14, /was delivered to R-other, which is on something else/]);
    });

    it('16: a second run of a ticket that has one', async () => {
      await stage.addTicket();
      await stage.startTicket('0001');
      const path = ticketPath('in-progress', '0001', 'greet-by-name');
      await stage.engineChanges('start', { [path]: setFields(await textOf(path), { run: 'R-second', attempts: 2 }) });
      await assertAuditBroken(stage, [2, /0001 cannot go from in-progress to in-progress by start/], [16, /0001 was given the run R-second while R-.* was at work/]);
    });

    it('17: tickets that wait for each other, by an engine that took that for legal', async () => {
      await plannedTickets();
      await stage.foreign({ [openPath]: setFields(await textOf(openPath), { 'depends-on': ['0002'] }) });
      await stage.engine(acknowledge);
      await assertAuditBroken(stage, [2, /tickets would wait for each other for ever: 0001 -> 0002 -> 0001/], [17, /Tickets wait for each other: 0001 -> 0002 -> 0001/]);
    });

    it('17: a ticket that was started too early', async () => {
      await plannedTickets();
      const [from, to] = [ticketPath('open', '0002', 'greet-loudly'), ticketPath('in-progress', '0002', 'greet-loudly')];
      await stage.engineChanges('start', { [from]: undefined, [to]: setFields(await textOf(from), { attempts: 1, run: 'R-early' }) });
      await assertAuditBroken(stage, [17, /0002 was started before 0001 was done/]);
    });
  });
});
