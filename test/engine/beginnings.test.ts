import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { EngineWriter } from '../../src/engine/engineWriter.js';
import { shortModel } from '../../src/agents/ladder.js';
import { setFields } from '../../src/plan/frontMatter.js';
import { planRef, ticketPath } from '../../src/plan/paths.js';
import { byForecast } from '../../src/plan/promotion.js';
import type { TicketRun } from '../../src/plan/transitions.js';
import { add, failRun, lease, start } from '../../src/plan/transitions.js';
import { idle, on } from '../support/choir.js';
import type { EngineStage } from '../support/engineStage.js';
import { PlainPlan } from '../support/plainPlan.js';

const at = '2026-11-21T04:30:00Z';

/** So many tickets, at each of which each model of the ladder has failed once, as an engine of before would have written it; no agent runs. */
async function failedTickets(stage: EngineStage, count: number, ladder: readonly { readonly model: string; readonly charged: number }[]): Promise<void> {
  await stage.withProject(async ({ repository, store, machine, ports }) => {
    const writer = new EngineWriter(repository, store, machine, 1, undefined, (commit) => assert.fail(`${commit} is not legal`));
    const base = (await repository.refs.read('refs/heads/master')) ?? '';
    const written = async (transition: Parameters<EngineWriter['write']>[0]): Promise<void> => assert.ok(!('refused' in (await writer.write(transition))));
    await written(lease({ machine: machine.id, host: machine.host, user: machine.user, pid: 1, epoch: 1, since: at }, 0));
    for (let number = 1; number <= count; number += 1) {
      const author = { kind: 'command', writer: 'engineer@test', nonce: ports.random.hex(16) } as const;
      await store.write(add({ title: 'Like it', body: 'Do it.', at }), { author });
      const ticket = String(number).padStart(4, '0');
      for (const [before, { model, charged }] of ladder.entries()) {
        const run = `R-20261121T043000-${ticket}-${String(before + 1)}-abcd`;
        const record: TicketRun = { run, ticket, attempt: before + 1, role: 'coding', model, base, charged, reason: 'exited', submitted: false, containment: 'none', started: at, ended: at, outcome: 'It gave up.' };
        await written(start(ticket, run, base, at));
        await written(failRun(record, { reason: 'It gave up.', report: 'It gave up.', own: true }));
      }
    }
  });
}

describe('a ladder of models', function () {
  this.timeout(120_000);

  it('is begun above its first rung where that has finished no ticket like it, and the ticket, the log, the record and the report say so', () =>
    on({ limits: { attempts: 2 } }, async (stage) => {
      await stage.setMark('small.yaml', stringify({ steps: [] }));
      await stage.setMark('middle.yaml', stringify({ steps: [{ write: { path: 'done.txt', text: 'done\n' } }, { submit: 'Done.' }] }));
      const [small, middle] = [`rehearsal:${stage.mark('small.yaml')}`, `rehearsal:${stage.mark('middle.yaml')}`];
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: [small, middle] } }));
      await failedTickets(stage, 6, [{ model: small, charged: 0.5 }, { model: middle, charged: 1 }]);
      const ticket = await stage.add('The next one', '');
      const output = await idle(stage, 7);
      const reason = 'rung 1 finished 0 of 6 tickets like it ($1.45 likely from there, $1.00 from rung 2)';
      assert.ok(output.includes(`${ticket} begins with ${shortModel(middle)}: ${reason}`), output);
      const { state, fields } = await stage.ticket(ticket);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 1, 0]);
      assert.deepEqual(fields.promotions.map(({ at: _, ...promotion }) => promotion), [{ by: byForecast, from: small, to: middle, rungs: 1, attempt: 1, reason }]);
      const records = await stage.withProject(async ({ store }) => store.records.read(await store.read()));
      assert.deepEqual(records.filter((record) => record.ticket === ticket).map(({ model }) => model), [middle]);
      assert.ok((await stage.sanctum('show', ticket)).output.includes(`reason: ${reason}`));
      assert.ok((await stage.sanctum('report')).output.includes(`${middle} instead of ${small}: 1 ticket, 1 finished by it, 0 not`));
    }));

  it('is said to have too little time for a ticket that will take longer than a run may, by status and by the engine, before it is begun', () =>
    on({ limits: { runMinutes: 5 } }, async (stage) => {
      await stage.add('Long', stringify({ steps: [{ write: { path: 'done.txt', text: 'done\n' } }, { submit: 'Done.' }] }));
      const plan = new PlainPlan(stage.repo);
      const path = ticketPath('open', '0001', 'long');
      await plan.commit({ [path]: setFields(await stage.repo.git('show', `${planRef}:${path}`), { prediction: { difficulty: [2, 4], minutes: [20, 45] } }) });
      const words = /0001 will take \d+ min to \d+ min of coding by its forecast, and a run of it ends after 5\.0 min \(limits\.runMinutes\)/;
      assert.match((await stage.sanctum('status')).output, words);
      assert.match(await idle(stage, 0), words);
      assert.doesNotMatch((await stage.sanctum('status')).output, words);
    }));
});
