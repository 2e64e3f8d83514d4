import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { EngineStage } from '../support/engineStage.js';

const use = (dollars: number): object => ({ use: { tokens: { input: 1000, output: 100 }, dollars } });
const hang = { hang: true };
const write = (name: string): object => ({ write: { path: `${name}.txt`, text: `${name}\n` } });

describe('a budget', function () {
  this.timeout(120_000);

  it('is said at four fifths, freezes the run that uses it up, starts nothing more, and goes by each of the three answers', async () => {
    const stage = await EngineStage.make({ config: { limits: { agents: 4 }, budgets: { ticket: 1 } } });
    try {
      await stage.setMark('dear.yaml', stringify({ tickets: { '0003': { steps: [write('dear'), use(1.5), hang] } } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['rehearsal', `rehearsal:${stage.mark('dear.yaml')}`] } }));
      const attempts = (...steps: readonly (readonly object[])[]): string => stringify({ attempts: steps.map((own) => ({ steps: own })) });
      await stage.add('More', attempts([write('more'), use(0.5), use(0.35), { 'wait-for': stage.mark('go') }, use(0.2), hang], [{ submit: 'More.' }]));
      await stage.add('Stop', attempts([use(1.5), hang]));
      await stage.add('Cheaper', attempts([hang], [write('cheaper'), use(0.25), { submit: 'Cheaper.' }]));
      const promoted = await stage.sanctum('promote', '0003');
      assert.equal(promoted.code, 0, promoted.output);
      const engine = stage.start(['run', '--until-idle']);
      await stage.said(engine, 'the budget of ticket 0001 ($0.85 of $1.00) is nearly used up');
      assert.match((await stage.sanctum('status')).output, /the budget of ticket 0001 \(\$0\.85 of \$1\.00\) is nearly used up/);
      await stage.setMark('go');
      const parked = await stage.planSays('all three are parked', ({ tickets }) => ([...tickets.values()].every(({ fields }) => fields.parked !== undefined) ? tickets : undefined));
      await engine.finished;
      const { questions } = await stage.snapshot();
      const about = (id: string): string => parked.get(id)?.fields.parked ?? '';
      assert.deepEqual(questions.get(about('0001'))?.fields.options, ['more: $1', 'stop']);
      assert.deepEqual(questions.get(about('0003'))?.fields.options, ['more: $1', 'a cheaper model: rehearsal, for $1 more', 'stop']);
      assert.match(questions.get(about('0001'))?.text ?? '', /The budget of ticket 0001 \(\$1\.05 of \$1\.00\) is used up[^]*Its work and its session are kept/);
      for (const [id, answer] of [['0001', 'more: $2'], ['0002', 'stop'], ['0003', 'a cheaper model']] as const) assert.equal((await stage.sanctum('answer', about(id), answer)).code, 0);
      await stage.untilIdle();
      const { snapshot, broken, transitions } = await stage.look();
      assert.deepEqual([...snapshot.tickets.values()].map(({ state, fields }) => [fields.id, state, fields.attempts, fields.failures]).sort(), [['0001', 'done', 2, 0], ['0002', 'stuck', 1, 0], ['0003', 'done', 2, 0]]);
      assert.match(snapshot.tickets.get('0002')?.text ?? '', /It was stopped, as Q-000\d was answered: its budget was used up\./);
      assert.equal(await stage.repo.git('show', 'master:more.txt'), 'more', 'what was frozen is gone on with');
      assert.equal(await stage.repo.git('show', 'master:cheaper.txt'), 'cheaper');
      const records = await stage.withProject((project) => project.store.records.read(snapshot));
      assert.deepEqual(records.map(({ ticket, reason, charged, budgets, model }) => [ticket, reason, charged, budgets?.map(({ of, limit, charged: before }) => [of, limit, before]), model.split(':')[0]]).sort(), [
        ['0001', 'budget', 1.05, [['ticket', 1, 0]], 'rehearsal'],
        ['0001', 'exited', undefined, [['ticket', 3, 1.05]], 'rehearsal'],
        ['0002', 'budget', 1.5, [['ticket', 1, 0]], 'rehearsal'],
        ['0003', 'budget', 1.5, [['ticket', 1, 0]], 'rehearsal'],
        ['0003', 'exited', 0.25, [['ticket', 2, 1.5]], 'rehearsal'],
      ]);
      assert.ok(transitions.includes('exhaust 0002'), transitions.join(', '));
      assert.deepEqual(broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });

  it('that several runs share stops all of them, asks once, and has them go on where they were', async () => {
    const stage = await EngineStage.make({ config: { limits: { agents: 2 }, budgets: { project: 2 } } });
    try {
      const attempts = (name: string): string => stringify({ attempts: [{ steps: [write(name), use(1.1), hang] }, { steps: [use(0.5), { submit: name }] }] });
      for (const name of ['one', 'two']) await stage.add(name, attempts(name));
      assert.equal((await stage.untilIdle()).code, 7);
      const { questions, tickets } = await stage.snapshot();
      assert.deepEqual([...questions.values()].map(({ fields }) => [fields.id, fields.state, fields.path.at(-1)?.level]), [['Q-0001', 'open', 'engineer']]);
      const waiting = [...tickets.values()].map(({ state, fields }) => [state, fields.failures, fields.parked ?? fields.resumes?.slice(0, 2)]);
      assert.deepEqual(waiting.sort(), [['open', 0, 'Q-0001'], ['open', 0, 'R-']]);
      const refused = await stage.sanctum('answer', 'Q-0001', 'Rather not');
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /Q-0001 asks about a budget\. Answer "more: \$2" \(or another sum\), "a cheaper model", or "stop"\./);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'more: $5')).code, 0);
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      for (const name of ['one', 'two']) assert.equal(await stage.repo.git('show', `master:${name}.txt`), name);
      const { snapshot, broken } = await stage.look();
      assert.deepEqual([...snapshot.tickets.values()].map(({ state, fields }) => [state, fields.attempts, fields.failures]), [['done', 2, 0], ['done', 2, 0]]);
      assert.deepEqual(broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});
