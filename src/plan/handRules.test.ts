import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyDocumentText } from '../../test/support/documentProperties.js';
import { PlanStage, someTime } from '../../test/support/planStage.js';
import { arbitraryOf } from '../../test/support/schemaArbitrary.js';
import * as control from './controlTransitions.js';
import { setFields } from './frontMatter.js';
import { handProblem } from './handRules.js';
import type { HandWork } from './handTransitions.js';
import { handBack, handIn, revert, revertUnderWay } from './handTransitions.js';
import type { HistoryStep } from './history.js';
import { walkBack } from './history.js';
import { inspectStep } from './inspect.js';
import { namedCommits } from './invariants/namedCommits.js';
import { parseTicketPath, pendingPath, planRef, runPath, specPath, ticketPath } from './paths.js';
import { ask } from './questionTransitions.js';
import { readDocument } from './readDocument.js';
import { pendingSchema, runSchema, ticketSchema } from './schemas.js';
import type { Step, Transition } from './transition.js';
import { document } from './transition.js';
import { failRun, park } from './transitions.js';

const order = { by: 'ada@home', at: someTime };

describe('work of the engineer\'s own on the plan', () => {
  let stage: PlanStage;
  let tip: string;
  let master: string;
  let work: HandWork;
  const ids = { open: '0001', stuck: '0002', working: '0003', queued: '0004', done: '0005', parked: '0006' };

  before(async () => {
    stage = await PlanStage.open();
    const { open, stuck, parked } = ids;
    for (const title of ['Open', 'Stuck', 'Working', 'Queued', 'Done', 'Parked']) await stage.addTicket(title);
    for (let failures = 0; failures < 3; failures += 1) {
      await stage.engine(failRun(await stage.startTicket(stuck), { reason: 'It failed.', report: 'x', own: true }));
    }
    await stage.startTicket(ids.working);
    await stage.submitTicket(ids.queued);
    await stage.landTicket(await stage.submitTicket(ids.done));
    const asking = await stage.startTicket(parked);
    await stage.engine(ask({ asker: { role: 'coding', run: asking.run, number: 1, ticket: parked }, text: 'May I?', options: [], blocking: true, asked: someTime }));
    await stage.engine(park({ ...asking, submitted: false }, 'Q-0001'));
    master = await stage.master();
    const commit = await stage.at.git('commit-tree', `${master}^{tree}`, '-p', master, '-m', 'Snapshot');
    await stage.at.git('update-ref', 'refs/sanctum/wip/by-hand', commit);
    work = { run: `R-20260228T143000-${open}-1-abcd`, base: master, commit, tree: await stage.at.repository.treeOf(commit), summary: 'Mended.', by: 'ada@home', at: someTime };
    await stage.command(control.hold(stuck, order, false));
    await stage.engine(() => ({ transition: 'acknowledge', subject: 'acknowledge', changes: new Map() }));
    tip = await stage.tip();
  });

  after(() => stage.dispose());

  afterEach(() => stage.at.git('update-ref', planRef, tip));

  const runOf = (id: string, attempt: number) => `R-20260228T143000-${id}-${String(attempt)}-abcd`;
  const handed = (id: string, attempt: number, more: Partial<HandWork> = {}) => handIn(id, attempt, { ...work, run: runOf(id, attempt), ...more });
  const back = (id: string, attempt: number, more: Partial<HandWork> = {}) => handBack(id, attempt, { ...work, run: runOf(id, attempt), ...more });
  const reverted = () => revert({ of: ids.done, id: '0007', title: 'Revert 0005: Done', body: 'Because.' }, { ...work, run: runOf('0007', 1) });

  /** What the engine finds wrong with the plan's newest commit. */
  async function found(): Promise<string> {
    for await (const step of walkBack(stage.at.repository.reader, stage.store.snapshots.trees, await stage.tip())) {
      const before = step.parent === undefined ? undefined : await stage.store.snapshots.read(step.parent);
      return (await inspectStep(stage.at.repository.reader, before, step)).map(({ words }) => words).join('\n');
    }
    return '';
  }

  async function refusal(transition: Transition): Promise<string> {
    const step = transition(await stage.store.read());
    return 'refused' in step ? step.refused : '';
  }

  it('is an attempt of the ticket\'s, with a record and a submission, and ends hold and waiting', async () => {
    for (const [id, attempt] of [[ids.open, 1], [ids.stuck, 4], [ids.parked, 2]] as const) {
      await stage.command(handed(id, attempt));
      assert.equal(await found(), '');
      const snapshot = await stage.store.read();
      const ticket = snapshot.tickets.get(id);
      const { attempts, failures, base, snapshot: kept, hold, parked, resumes, run } = ticket?.fields ?? {};
      assert.deepEqual([ticket?.state, attempts, failures, base, kept], ['in-progress', attempt, id === ids.stuck ? 3 : 0, master, work.commit]);
      assert.deepEqual([hold, parked, resumes, run], [undefined, undefined, undefined, undefined]);
      assert.deepEqual([snapshot.pending.get(id)?.commit, snapshot.pending.get(id)?.model], [work.commit, 'by hand']);
    }
  });

  it('is left to the agents with a record and no submission, ends a hold, and goes on waiting where it waited', async () => {
    for (const [id, attempt, state] of [[ids.open, 1, 'open'], [ids.stuck, 4, 'stuck'], [ids.parked, 2, 'open']] as const) {
      await stage.command(back(id, attempt));
      assert.equal(await found(), '');
      const snapshot = await stage.store.read();
      const ticket = snapshot.tickets.get(id);
      const { attempts, failures, base, snapshot: kept, hold, parked } = ticket?.fields ?? {};
      assert.deepEqual([ticket?.state, attempts, failures, base, kept, hold], [state, attempt, id === ids.stuck ? 3 : 0, master, work.commit, undefined]);
      assert.equal(parked, id === ids.parked ? 'Q-0001' : undefined);
      assert.equal(snapshot.pending.has(id), false);
    }
    assert.match(await refusal(back(ids.working, 2)), /An agent is at work on ticket 0003/);
    assert.match(await refusal(back(ids.parked, 2)), /worked on meanwhile/);
  });

  it('is refused where there is nothing to be done by hand', async () => {
    assert.match(await refusal(handed(ids.working, 2)), /An agent is at work on ticket 0003.*sanctum stop 0003/);
    assert.match(await refusal(handed(ids.queued, 2)), /in the queue already.*sanctum eject 0004/);
    assert.match(await refusal(handed(ids.done, 2)), /is done, not open or stuck\. To take its landing back: sanctum revert 0005/);
    assert.match(await refusal(handed('0099', 1)), /no ticket 0099/);
    assert.match(await refusal(handed(ids.open, 2)), /worked on meanwhile/);
    assert.match(await refusal(revert({ of: ids.open, id: '0007', title: 'x', body: '' }, work)), /is open, not done/);
    assert.match(await refusal(revert({ of: ids.done, id: '0006', title: 'x', body: '' }, work)), /Another ticket was added meanwhile/);
  });

  it('takes a landing back by a ticket of its own, one at a time', async () => {
    await stage.command(reverted());
    assert.equal(await found(), '');
    const snapshot = await stage.store.read();
    const { kind, attempts, title } = snapshot.tickets.get('0007')?.fields ?? {};
    assert.deepEqual([kind, attempts, title], ['fix', 1, 'Revert 0005: Done']);
    assert.equal(revertUnderWay(snapshot, ids.done)?.fields.id, '0007');
    assert.equal(revertUnderWay(snapshot, ids.open), undefined);
  });

  it('is kept by a ref as an agent\'s is, from the moment that an engine has let it stand', async () => {
    await stage.command(handed(ids.open, 1));
    assert.equal(namedCommits(await stage.record()).snapshots.has(work.commit), false);
    await stage.engine(() => ({ transition: 'acknowledge', subject: 'acknowledge', changes: new Map() }));
    assert.equal(namedCommits(await stage.record()).snapshots.get(work.commit)?.path, pendingPath(ids.open));
    await stage.at.git('update-ref', planRef, tip);
    const { commit } = await stage.command(handed(ids.open, 1));
    await stage.engineChanges('repair', Object.fromEntries((await stage.history()).find((step) => step.commit === commit)?.changes.map(({ path, before }) => [path, before === undefined ? undefined : '']) ?? []));
    assert.equal(namedCommits(await stage.record()).snapshots.has(work.commit), false);
  });

  type Forgery = (step: Step) => Iterable<readonly [string, string | undefined]>;
  const ticketChange = (step: Step) => [...step.changes].find(([path, text]) => text !== undefined && parseTicketPath(path) !== undefined) ?? ['', ''];
  const withTicket = (fields: Parameters<typeof setFields>[1]): Forgery => (step) => [...step.changes, [ticketChange(step)[0], setFields(ticketChange(step)[1] ?? '', fields)]];
  const withText = (path: string, fields: Parameters<typeof setFields>[1]): Forgery => (step) => [...step.changes, [path, setFields(step.changes.get(path) ?? '', fields)]];
  const more = (path: string, text: string | undefined): Forgery => (step) => [...step.changes, [path, text]];
  const [pendingOf, recordOf] = [pendingPath(ids.open), runPath(runOf(ids.open, 1))];

  const forgeries: readonly (readonly [string, Forgery, RegExp])[] = [
    ['counts two attempts', withTicket({ attempts: 2 }), /do not say the same/],
    ['forgives failures', withTicket({ failures: 1 }), /"failures" is the engine's to write/],
    ['gives itself a run', withTicket({ run: runOf(ids.open, 1) }), /"run" is the engine's to write/],
    ['says that it has landed', withTicket({ landed: { commit: '1'.repeat(40), tree: '1'.repeat(40), base: '1'.repeat(40), verdict: 'x', at: someTime, how: 'ref' } }), /"landed" is the engine's to write/],
    ['raises the priority', withTicket({ priority: 'critical' }), /"priority" is not to be changed by hand-in/],
    ['keeps a hold', withTicket({ hold: order }), /do not say the same/],
    ['leaves the submission out', more(pendingOf, undefined), /must write a ticket, a new record of its run and a new submission/],
    ['submits for another ticket', withText(pendingOf, { ticket: '0002' }), /do not say the same|is not to be changed/],
    ['submits another commit', withText(pendingOf, { commit: '1'.repeat(40) }), /do not say the same/],
    ['names another model', withText(recordOf, { model: 'claude' }), /do not say the same/],
    ['takes another submission away', more(pendingPath(ids.queued), undefined), /0004\.md is not to be changed by this hand-in/],
    ['changes another ticket', more(ticketPath('stuck', ids.stuck, 'stuck'), document({ id: ids.stuck, title: 'x', created: someTime })), /must change exactly one ticket|"attempts"/],
  ];
  for (const [what, forge, words] of forgeries) {
    it(`is repaired when the commit ${what}`, async () => {
      await stage.command((snapshot) => {
        const step = handed(ids.open, 1)(snapshot);
        return 'refused' in step ? step : { ...step, changes: new Map([...forge(step)]) };
      });
      assert.match(await found(), words);
    });
  }

  const forgedBack: readonly (readonly [string, string, Forgery, RegExp])[] = [
    ['brings a submission after all', ids.open, more(pendingOf, 'x'), /must write a ticket, a new record of its run and no submission|is not to be changed by hand-back/],
    ['takes the answer for given', ids.parked, withTicket({ parked: undefined, resumes: undefined }), /"(?:parked|resumes)" is not to be changed by hand-back/],
    ['says that it was submitted', ids.open, withText(recordOf, { submitted: true }), /do not say the same/],
    ['forgives failures', ids.stuck, withTicket({ failures: 0 }), /"failures" is the engine's to write/],
    ['keeps a hold', ids.stuck, withTicket({ hold: order }), /do not say the same/],
  ];
  for (const [what, id, forge, words] of forgedBack) {
    it(`is repaired when what is left to the agents ${what}`, async () => {
      await stage.command((snapshot) => {
        const step = back(id, (snapshot.tickets.get(id)?.fields.attempts ?? 0) + 1)(snapshot);
        return 'refused' in step ? step : { ...step, changes: new Map([...forge(step)]) };
      });
      assert.match(await found(), words);
    });
  }

  it('is repaired when it names work that the repository does not have, or not so', async () => {
    await stage.command(handed(ids.open, 1, { commit: '1'.repeat(40) }));
    assert.match(await found(), /does not have the commit 1{40}/);
    await stage.at.git('update-ref', planRef, tip);
    await stage.command(handed(ids.open, 1, { tree: '1'.repeat(40) }));
    assert.match(await found(), /is not the snapshot that it is said to be/);
  });
});

describe('a command with work of the engineer\'s own, whatever its documents say', function () {
  this.timeout(60_000);

  it('is judged in words, and taken for right only where its three documents name one attempt', () => {
    const kinds = { ticket: arbitraryOf(ticketSchema), record: arbitraryOf(runSchema), pending: arbitraryOf(pendingSchema) } as const;
    const textOf = (kind: keyof typeof kinds): fc.Arbitrary<string> => fc.oneof(kinds[kind].map((fields) => document(fields as object)), anyDocumentText);
    const paths = { ticket: fc.constantFrom(ticketPath('in-progress', '0012', 'greet'), ticketPath('open', '0012', 'greet')), record: fc.constantFrom(runPath(`R-20260228T143000-0012-1-abcd`), 'runs/x'), pending: fc.constantFrom(pendingPath('0012'), specPath) };
    const change = (kind: keyof typeof kinds) => fc.record({ path: paths[kind], text: textOf(kind) });
    fc.assert(
      fc.property(fc.constantFrom('hand-in', 'hand-back', 'revert'), change('ticket'), change('record'), fc.option(change('pending'), { nil: undefined }), (transition, ...written) => {
        const there = written.filter((one) => one !== undefined);
        const texts = new Map(there.map(({ text }, at) => [`blob${String(at)}`, text]));
        const step: HistoryStep = {
          commit: 'c',
          parent: 'p',
          time: 0,
          tree: 't',
          message: { author: { kind: 'command', writer: 'ada@home', nonce: '0' }, transition, ticket: '0012', acknowledges: [] },
          changes: there.map(({ path }, at) => ({ path, before: undefined, after: `blob${String(at)}` })),
        };
        const problem = handProblem(step, { ticketBefore: () => undefined, text: (blob) => texts.get(blob) });
        assert.ok(problem === undefined || problem.trim() !== '');
        if (problem !== undefined) return;
        const [ticket, record] = [readDocument(ticketSchema, there[0]?.text ?? ''), readDocument(runSchema, there[1]?.text ?? '')];
        assert.deepEqual([record.ticket, record.attempt, record.snapshot], [ticket.id, ticket.attempts, ticket.snapshot]);
      }),
      { numRuns: 400 },
    );
  });
});
