import assert from 'node:assert/strict';
import { runsOf } from '../support/stageRuns.js';
import type { ToolAct } from './actsOfTools.js';
import { actsOutOfOrder } from './actsOfTools.js';
import { HostileStage } from './hostileStage.js';

/** Has an agent make the calls, and then hand in as it may. None is taken, and the plan says the same of its ticket as of one that made none. */
export async function playTools(acts: readonly ToolAct[], summary: string): Promise<void> {
  const battery = await HostileStage.make('none');
  const { stage } = battery;
  try {
    const write = { write: { path: 'own.txt', text: 'own\n' } };
    const handIn = { call: { tool: 'submit_pr', arguments: { summary, evidence: 'None.' } } };
    const stepOf = ({ tool, arguments: input }: ToolAct): object => ({ call: { tool, arguments: input } });
    const calls = acts.map(stepOf);
    await stage.setMark('scenario', JSON.stringify({ steps: [write, ...calls, ...actsOutOfOrder.map(stepOf), handIn, ...calls.slice(0, 3)] }));
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: [`rehearsal:${stage.mark('scenario')}`] } }));
    const id = await stage.add('Calls', 'steps: []');
    const { output } = await battery.idle();
    const [run] = await runsOf(stage, { ticket: id });
    const answers = (run?.output ?? '').split('\n').flatMap((line) => /"type":"tool"/.test(line) ? [JSON.parse(line) as { readonly tool: string; readonly accepted: boolean; readonly text: string }] : []);
    assert.equal(answers.length, acts.length + actsOutOfOrder.length + 1 + 3, `${output}\n${(run?.output ?? '').slice(-3000)}`);
    const taken = acts.filter((_, at) => answers[at]?.accepted !== false).map(({ name }) => name);
    assert.deepEqual(taken, []);
    for (const { text } of answers) assert.ok(text.length < 4000, text.slice(0, 200));
    assert.equal((await stage.ticket(id)).state, 'done', output);
    const { transitions, snapshot } = await stage.look();
    assert.deepEqual(transitions.filter((name) => /(?:land|submit|start) /.test(name)), [`start ${id}`, `submit ${id}`, `land ${id}`]);
    assert.deepEqual([snapshot.tickets.size, snapshot.areas.size, snapshot.questions.size, snapshot.decisions, snapshot.reviews.size], [1, 0, 0, 0, 0]);
    assert.deepEqual(await battery.landed(), ['own.txt']);
    await battery.sound();
  } finally {
    await battery.close();
  }
}
