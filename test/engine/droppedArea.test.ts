import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { EngineStage } from '../support/engineStage.js';
import { ofRun, timesHeard } from '../support/heard.js';
import { PlainPlan } from '../support/plainPlan.js';

type Step = Readonly<Record<string, unknown>>;

const call = (tool: string, input: Step): Step => ({ call: { tool, arguments: input } });
const writes = (path: string): Step => ({ write: { path, text: 'done\n' } });
const adds = (title: string, steps: readonly Step[], more: Step = {}): Step => call('add_ticket', { title, body: `Do it.\n\n\`\`\`rehearsal\n${stringify({ steps })}\`\`\`\n`, ...more });

/** What architect and managers play, by the work's name. */
async function plays(stage: EngineStage, work: Readonly<Record<string, readonly Step[]>>): Promise<void> {
  await stage.setMark('choir.yaml', stringify({ work: Object.fromEntries(Object.entries(work).map(([name, steps]) => [name, { steps }])) }));
  const model = [`rehearsal:${stage.mark('choir.yaml')}`];
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: model, manager: model } }));
}

const writeSpec = (stage: EngineStage, text: string): Promise<string> => new PlainPlan(stage.repo).commit({ 'spec.md': text });
const area = (name: string): Step => call('write_area', { area: name, title: name, text: 'What it says.' });

describe('an area that the spec wants no more', function () {
  this.timeout(120_000);

  it('is marked so: its tickets that nobody works on are cancelled with their work kept, the others end as stale ones do, and wanted again it is cut anew', async () => {
    const stage = await EngineStage.make({ config: { limits: { agents: 2, holdSeconds: 0 } } });
    try {
      await plays(stage, {
        areas: [area('greetings'), area('farewells')],
        'tickets-greetings': [{ 'wait-for': stage.mark('cut') }, adds('Greet', [writes('greet.txt'), { submit: 'done' }], { depends_on: ['0004'] })],
        'tickets-farewells': [
          adds('At work', [{ progress: 'At it' }, { 'wait-for': stage.mark('go') }, writes('atWork.txt'), { submit: 'done' }], { priority: 'high' }),
          adds('Parked', [writes('half.txt'), { ask: 'Which?' }, { submit: 'done' }], { priority: 'high' }),
          adds('Later', [writes('later.txt'), { submit: 'done' }], { depends_on: ['new-1'] }),
          adds('Needed', [writes('needed.txt'), { submit: 'done' }], { depends_on: ['new-1'] }),
          adds('Held', [writes('held.txt'), { submit: 'done' }], { depends_on: ['new-1'] }),
        ],
      });
      await writeSpec(stage, '# One\n');
      const engine = stage.start(['run']);
      await stage.planSays('the farewells are cut', ({ tickets }) => (tickets.size === 5 ? true : undefined));
      await stage.sanctum('hold', '0005', 'mine');
      await stage.setMark('cut');
      await stage.planSays('the parked one, and the other area', ({ tickets }) => (tickets.get('0002')?.fields.parked !== undefined && tickets.has('0006') ? true : undefined));
      await stage.working('0001');

      await plays(stage, { areas: [call('drop_area', { area: 'partings', why: 'x' }), call('drop_area', { area: 'farewells', why: 'Nobody leaves.' })] });
      await writeSpec(stage, '# Two\n');
      await stage.planSays('the dropped area', ({ areas }) => areas.get('farewells')?.fields.dropped?.why);
      await ofRun(stage, '0001', 'the drop told', async (folder) => (await folder.mailFiles()).told.some((key) => key.startsWith('area-')) || undefined);
      await stage.setMark('go');
      await stage.planSays('the end of what goes on, and a question that nobody waits for', ({ tickets, questions }) => (tickets.get('0006')?.state === 'done' && questions.get('Q-0001')?.fields.state === 'withdrawn' ? true : undefined));
      const { snapshot, broken } = await stage.look();
      assert.deepEqual(['0001', '0002', '0003', '0004', '0005', '0006'].map((id) => snapshot.tickets.get(id)?.state), ['done', 'cancelled', 'cancelled', 'done', 'open', 'done']);
      assert.match(snapshot.areas.get('farewells')?.text ?? '', /## Dropped\n\nNobody leaves\.\n\nIts tickets that were not done:\n\n- 0001: kept, since somebody works on it\n- 0002: cancelled\n- 0003: cancelled\n- 0004: kept, since 0006 waits for it\n- 0005: kept, since the engineer holds it\n/);
      assert.match(snapshot.tickets.get('0003')?.text ?? '', /## Cancelled with its area\n\nNobody leaves\./);
      assert.equal(await stage.repo.git('show', 'refs/sanctum/wip/0002/1:half.txt'), 'done', 'what was written is kept');
      assert.deepEqual(await timesHeard(stage, '0001', 'The spec wants your area farewells no more (the plan is at version 0): Nobody leaves.'), [1]);
      assert.match((await stage.sanctum('show', '0005')).output, /Stale: the spec wants the area farewells no more/);
      assert.ok(!(await stage.sanctum('plan', 'export')).output.includes('"name": "farewells"'));
      assert.deepEqual(broken, []);

      await plays(stage, { areas: [area('farewells')], 'tickets-farewells': [adds('Again', [writes('again.txt'), { submit: 'done' }])] });
      await writeSpec(stage, '# Three\n');
      await stage.planSays('a ticket of the area that is wanted again', ({ tickets }) => (tickets.get('0007')?.state === 'done' ? true : undefined));
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0, engine.output());
      const after = await stage.look();
      assert.deepEqual([after.snapshot.areas.get('farewells')?.fields.dropped, after.broken], [undefined, []]);
    } finally {
      await stage.close();
    }
  });
});
