import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { fenced } from '../../src/plan/frontMatter.js';
import { readPrices } from '../../src/plan/prices.js';
import { setPrices } from '../../src/plan/priceTransitions.js';
import { idle, interrupted, liesWith, on, questionOf, says } from '../support/choir.js';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { PlainPlan } from '../support/plainPlan.js';

const use = (dollars: number): object => ({ use: { dollars } });
const hang = { hang: true };
const write = (name: string): object => ({ write: { path: `${name}.txt`, text: `${name}\n` } });
const call = (tool: string, input: object): object => ({ call: { tool, arguments: input } });
const attempts = (...each: readonly (readonly object[])[]): object => ({ attempts: each.map((steps) => ({ steps })) });
const answered = (text: string): object => attempts([call('answer_question', { answer: text })]);

async function states(stage: EngineStage): Promise<readonly string[]> {
  return [...(await stage.snapshot()).tickets.values()].map(({ fields: { id, failures }, state }) => `${id}: ${state}, ${String(failures)} failures`).sort();
}

inParallel('a budget', 3, {
  'of the architect is asked of the engineer, that of a ticket of the manager of its area, that of an area of the architect': () =>
    on({ config: { budgets: { architect: 1, manager: 3, ticket: 1 } } }, async (stage) => {
      const coding = attempts([write('name'), use(1.2), hang], [use(2), hang], [{ submit: 'Done.' }]);
      const text = `- Greet by name\n\n${fenced(stringify(coding), 'rehearsal').replace(/^(?=.)/gm, '  ')}`;
      const areas = attempts([use(1.5), hang], [call('write_area', { area: 'greetings', title: 'Greetings', text })]);
      await stage.setMark('roles.yaml', stringify({ work: { areas, 'answer-manager': answered('more: $5'), 'answer-architect': answered('more: $4') } }));
      const model = [`rehearsal:${stage.mark('roles.yaml')}`];
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: model, manager: model } }));
      await new PlainPlan(stage.repo).commit({ 'spec.md': '# The project\n\n## Greetings\n\n- Greet by name\n' });
      await idle(stage, 7);
      const { budget, asker, path, options } = await questionOf(stage);
      assert.deepEqual([budget?.of, asker.work, path.map(({ level }) => level), options], ['architect', 'areas', ['engineer'], ['more: $1', 'stop']]);
      await says(stage, 'answer', 'Q-0001', 'more: $2');
      await idle(stage, 0);
      const later = await Promise.all(['Q-0002', 'Q-0003'].map((id) => questionOf(stage, id)));
      assert.deepEqual(later.map((one) => [one.budget?.of, one.budget?.name, one.path.map(({ level }) => level), one.answered?.by]), [['ticket', '0001', ['manager'], 'manager'], ['manager', 'greetings', ['architect'], 'architect']]);
      assert.deepEqual(await states(stage), ['0001: done, 0 failures']);
      assert.equal(await stage.repo.git('show', 'master:name.txt'), 'name');
    }),

  'of one night is said at four fifths, freezes what is at work, is asked of the engineer, and goes by the answer while that engine runs; another engine has its own': () =>
    on({ limits: { agents: 1 } }, async (stage) => {
      await stage.add('One', stringify(attempts([use(0.85), { 'wait-for': stage.mark('go') }, write('one'), { submit: 'One.' }])));
      await stage.add('Other', stringify(attempts([write('other'), use(0.4), hang], [use(0.1), hang], [{ submit: 'Other.' }])));
      const engine = stage.start(['run', '--budget', '1']);
      await stage.said(engine, 'the budget of this run of the engine ($0.85 of $1.00) is nearly used up');
      await stage.setMark('go');
      const asked = await liesWith(stage, 'engineer');
      assert.deepEqual([asked.budget?.of, asked.budget?.limit, asked.asker.ticket, asked.options], ['night', 1, '0002', ['more: $1', 'stop']]);
      await says(stage, 'answer', 'Q-0001', 'more: $0.30');
      const again = await liesWith(stage, 'engineer', 'Q-0002');
      assert.deepEqual([again.budget?.name === asked.budget?.name, again.budget?.limit], [true, 1.3]);
      await interrupted(engine);
      await says(stage, 'answer', 'Q-0002', 'stop');
      const { code, output } = await stage.sanctum('run', '--until-idle', '--budget', '1');
      assert.equal(code, 7, output);
      assert.deepEqual(await states(stage), ['0001: done, 0 failures', '0002: stuck, 0 failures']);
      await says(stage, 'retry', '0002');
      const last = await stage.sanctum('run', '--until-idle', '--budget', '0.5');
      assert.equal(last.code, 0, last.output);
      assert.match(last.output, /\[WARN\] what is open will take \$\d.* by its forecast, and of the budget of this run of the engine \(\$0\.00 of \$0\.50\) less is left/);
      assert.equal(await stage.repo.git('show', 'master:other.txt'), 'other');
    }),

  'of a day freezes what is at work, is asked of the engineer, and goes by each of the three answers': () =>
    on({ config: { budgets: { day: 1 } }, limits: { agents: 1 } }, async (stage) => {
      // Each attempt is beyond all that was granted by then, and beyond a day's budget alone: midnight changes nothing.
      await stage.setMark('dear.yaml', stringify({ tickets: { '0001': attempts([use(10), hang], [use(15), hang]) } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['rehearsal', `rehearsal:${stage.mark('dear.yaml')}`] } }));
      await stage.add('Dear', stringify(attempts([hang], [hang], [use(20), hang])));
      await says(stage, 'promote', '0001');
      const engine = stage.start(['run']);
      for (const [id, answer] of [['Q-0001', 'more: $20'], ['Q-0002', 'a cheaper model: rehearsal, for $20'], ['Q-0003', 'stop']] as const) {
        const { budget } = await liesWith(stage, 'engineer', id);
        assert.ok(budget !== undefined && budget.of === 'day' && /^\d{4}-\d\d-\d\d$/.test(budget.name ?? ''), JSON.stringify(budget));
        await says(stage, 'answer', id, answer);
      }
      await stage.planSays('it is stuck', ({ tickets }) => (tickets.get('0001')?.state === 'stuck' ? true : undefined));
      await interrupted(engine);
      const records = await stage.withProject(async ({ store }) => store.records.read(await store.read()));
      assert.deepEqual(records.map(({ model, charged }) => [model.includes('dear'), charged]), [[true, 10], [true, 15], [false, 20]]);
      assert.deepEqual(await states(stage), ['0001: stuck, 0 failures']);
    }),

  'is kept by the clock where the price is one for an hour of a machine': () =>
    on({ config: { budgets: { ticket: 0.4 } } }, async (stage) => {
      await stage.command(setPrices(readPrices(JSON.stringify({ version: 1, dated: '2026-11-22', source: 'a machine of our own', models: { rehearsal: { hour: 1200 } } }))));
      await stage.add('Slow', stringify(attempts([hang], [write('slow'), { submit: 'Slow.' }])));
      await idle(stage, 7);
      const { budget, text } = { ...(await questionOf(stage)), text: (await stage.snapshot()).questions.get('Q-0001')?.text ?? '' };
      assert.ok(budget !== undefined && budget.of === 'ticket' && budget.charged > 0, JSON.stringify(budget));
      assert.match(text, /\(it cost \$\d+\.\d\d by the table\)/);
      await says(stage, 'answer', 'Q-0001', 'more: $9000');
      await idle(stage, 0);
      assert.equal(await stage.repo.git('show', 'master:slow.txt'), 'slow');
    }),

  'cannot see a backend that tells nothing: such a run ends by its cap of time, and this is said': () =>
    on({ config: { budgets: { ticket: 1 } }, limits: { runMinutes: 0.02, attempts: 1 } }, async (stage) => {
      await stage.add('Unseen', stringify(attempts([hang])));
      const words = 'what runs with rehearsal cost is not known: no budget stops them, only limits.runMinutes does (0.02)';
      const output = await idle(stage, 7);
      assert.ok(output.includes(`[WARN] ${words}`), output);
      assert.ok((await stage.sanctum('status')).output.includes(`! ${words}`));
      const { snapshot } = await stage.look();
      const [record] = await stage.withProject((project) => project.store.records.read(snapshot));
      assert.deepEqual([record?.reason, record?.charged, record?.budgets], ['time-cap', undefined, [{ of: 'ticket', name: '0001', limit: 1, charged: 0 }]]);
    }),
});
