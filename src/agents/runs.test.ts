import assert from 'node:assert/strict';
import { eventually } from '../../test/support/eventually.js';
import { RunStage } from '../../test/support/runStage.js';

describe('a run, seen from outside', () => {
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
  });
  afterEach(() => stage.close());

  const noMail = { asked: [], told: new Set(), handed: new Set() };
  const waiting = 'steps: [{progress: At work.}, {write: {path: started, text: ""}}, {wait-for: go}]';

  it('is unstarted while no runner had it, with and without an order', async () => {
    const order = await stage.order();
    assert.deepEqual(await stage.runs.observe(order.run), { kind: 'unstarted', mail: noMail });
    await stage.runs.folder(order.run).writeOrder(order);
    assert.deepEqual(await stage.runs.observe(order.run), { kind: 'unstarted', mail: noMail });
  });

  it('is live from the moment that it was started', async () => {
    const order = await stage.order({ scenario: waiting });
    await stage.runs.start(order);
    const atOnce = await stage.runs.observe(order.run);
    assert.equal(atOnce.kind, 'live');
    await stage.appeared('started');
    const later = await stage.runs.observe(order.run);
    assert.equal(later.kind, 'live');
    assert.deepEqual(later.runner, atOnce.runner);
    assert.equal(later.progress?.text, 'At work.');
    assert.match(later.since ?? '', /^\d{4}-.*Z$/);
  });

  it('is ended when its record is there', async () => {
    const order = await stage.order({ scenario: 'steps: [{submit: Done.}]' });
    await stage.runs.start(order);
    await stage.ended(order);
    const state = await stage.runs.observe(order.run);
    assert.equal(state.kind === 'ended' && state.exit.submission?.summary, 'Done.');
  });

  it('is lost when its runner was killed, and settling it ends what it left running', async () => {
    const order = await stage.order({ scenario: `steps: [{progress: At work.}, {run: 'setsid sleep 600 >/dev/null 2>&1 </dev/null &'}, {write: {path: started, text: ""}}, {hang: deaf}]` });
    await stage.runs.start(order);
    await stage.appeared('started');
    const state = await stage.runs.observe(order.run);
    assert.equal(state.kind, 'live');
    process.kill(state.runner.pid, 'SIGKILL');
    const lost = await eventually('the loss', async () => {
      const seen = await stage.runs.observe(order.run);
      return seen.kind === 'lost' ? seen : undefined;
    });
    assert.equal(lost.progress?.text, 'At work.');
    assert.ok((await stage.tagged(order)).length >= 2);
    assert.ok((await stage.runs.settleLost(order.run)) >= 1);
    assert.deepEqual(await stage.tagged(order), []);
    assert.equal(await stage.ports.files.status(order.socket), undefined);
    assert.equal((await stage.runs.observe(order.run)).kind, 'lost');
  });

  it('is adopted by another Runs that knows the folder alone', async () => {
    const order = await stage.order({ scenario: waiting });
    await stage.runs.start(order);
    await stage.appeared('started');
    const other = stage.anotherHost();
    try {
      let heard = 0;
      other.onChange(() => (heard += 1));
      assert.equal((await other.observe(order.run)).kind, 'live');
      await stage.touch('go');
      await eventually('the end, as the other host sees it', async () => (await other.observe(order.run)).kind === 'ended' || undefined);
      await eventually('a hint', () => heard > 0 || undefined);
    } finally {
      other.close();
    }
  });

  it('tells of a change when its runner ends, without anybody looking', async () => {
    const order = await stage.order({ scenario: 'steps: []' });
    const ended = new Promise<void>((resolve) => {
      stage.runs.onChange(() => {
        void stage.runs.observe(order.run).then(({ kind }) => {
          if (kind === 'ended') resolve();
        });
      });
    });
    await stage.runs.start(order);
    await ended;
  });

  it('is left messages before it starts and after it ended; of two with one key the first stays', async () => {
    const order = await stage.order({ scenario: 'steps: []' });
    await stage.runs.tell(order.run, { key: 'note-1', text: 'First.' });
    await stage.runs.tell(order.run, { key: 'note-1', text: 'Second.' });
    assert.deepEqual((await stage.runs.observe(order.run)).mail, { ...noMail, told: new Set(['note-1']) });
    await stage.runs.start(order);
    await stage.ended(order);
    await stage.runs.tell(order.run, { key: 'answer-1', text: 'Late.' });
    const other = stage.anotherHost();
    const { kind, mail } = await other.observe(order.run);
    assert.deepEqual([kind, mail.told, mail.handed], ['ended', new Set(['note-1', 'answer-1']), new Set()]);
    assert.equal((await stage.runs.folder(order.run).told('note-1'))?.text, 'First.');
    other.close();
  });

  it('shows its questions in order, without those whose files are damaged', async () => {
    const order = await stage.order();
    const folder = stage.runs.folder(order.run);
    for (const number of [10, 2, 1]) await folder.writeAsked({ number, question: `Number ${String(number)}?`, options: [], blocking: true, at: '2026-11-21T04:30:00Z' });
    for (const name of ['asked-3.json', 'handed.json']) await stage.ports.files.write(`${folder.path}/${name}`, '{"number": 3');
    for (let times = 0; times < 2; times += 1) {
      const { mail } = await stage.runs.observe(order.run);
      assert.deepEqual([mail.asked.map(({ number }) => number), mail.handed], [[1, 2, 10], new Set()]);
    }
  });

  it('cannot be stopped where it is not live', async () => {
    const order = await stage.order();
    await stage.runs.stop(order.run);
    assert.deepEqual(await stage.runs.observe(order.run), { kind: 'unstarted', mail: noMail });
  });

  it('has a socket path of its own that is short enough for every system', async () => {
    const [one, two] = [await stage.runs.socketPath('R-1'), await stage.runs.socketPath('R-2')];
    assert.notEqual(one, two);
    assert.equal(one, await stage.anotherHost().socketPath('R-1'));
    assert.ok(one.length < 100);
  });

  it('keeps its order, and with it its token, to this user', async () => {
    const order = await stage.order({ scenario: 'steps: []' });
    await stage.runs.start(order);
    await stage.ended(order);
    const { path } = stage.runs.folder(order.run);
    assert.equal(((await stage.ports.files.status(`${path}/order.json`))?.mode ?? 0) & 0o777, 0o600);
    assert.equal(((await stage.ports.files.status(path))?.mode ?? 0) & 0o777, 0o700);
  });
});
