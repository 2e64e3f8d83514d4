import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { orderOptions } from '../../src/plan/conflictOrder.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { runsOf } from '../support/stageRuns.js';

const shared = (first: string, last: string): object => ({ write: { path: 'shared.txt', text: [first, '2', '3', '4', '5', '6', '7', '8', last].map((line) => `${line}\n`).join('') } });
const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

describe('a ticket that does not merge twice', function () {
  this.timeout(120_000);

  it('has its manager asked for the order once, and with the answer it lands before all that changes the same files', async () => {
    const stage = await EngineStage.make({ files: { 'shared.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n' }, config: { limits: { agents: 4 } } });
    try {
      const id = '0001';
      const [option] = orderOptions(id);
      await stage.setMark('manager.yaml', stringify({ work: { 'answer-manager': { steps: [{ 'wait-for': stage.mark('asked') }, { call: { tool: 'answer_question', arguments: { answer: `${option}\n\nKeep the third word.` } } }] } } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      const attempt = (number: number): object => ({ steps: [shared(`mine ${String(number)}`, '9'), { 'wait-for': stage.mark(`hand-in-${String(number)}`) }, { submit: `Mine ${String(number)}.` }] });
      assert.equal(await stage.add('Mine', stringify({ attempts: [attempt(1), attempt(2), attempt(3)] })), id);
      const engine = stage.start(['run', '--until-idle']);
      const atWork = (attempts: number): Promise<unknown> => stage.planSays(`attempt ${String(attempts)} at work`, ({ tickets }) => (tickets.get(id)?.fields.attempts === attempts && tickets.get(id)?.fields.run !== undefined ? true : undefined));
      const done = (other: string): Promise<unknown> => stage.planSays(`${other} landed`, ({ tickets }) => (tickets.get(other)?.state === 'done' ? true : undefined));
      await atWork(1);
      await done(await stage.add('Theirs', steps(shared('theirs 1', '9'), { submit: 'Theirs.' })));
      await stage.setMark('hand-in-1');
      await atWork(2);
      assert.deepEqual([(await stage.snapshot()).questions.size, (await stage.ticket(id)).fields.conflicts], [0, 1], 'once is for its agent');
      await done(await stage.add('Theirs again', steps(shared('theirs 2', '9'), { submit: 'Theirs.' })));
      const beside = await stage.add('Beside', steps(shared('theirs 2', 'beside'), { 'wait-for': stage.mark('beside') }, { submit: 'Beside.' }));
      await stage.planSays('another at work', ({ tickets }) => (tickets.get(beside)?.fields.run === undefined ? undefined : true));
      await stage.setMark('hand-in-2');
      const question = await stage.planSays('the question', ({ questions }) => questions.get('Q-0001'));
      assert.match(question.text, /Ticket 0001 \(Mine\) does not merge with master for the second time[^]*- `shared\.txt`[^]*ticket 0003 \(Theirs again\), in [0-9a-f]{10}/);
      assert.deepEqual([question.fields.options, question.fields.path.map(({ level }) => level)], [orderOptions(id), ['manager']]);
      await stage.setMark('asked');
      await atWork(3);
      const third = await eventually('the third run', async () => (await runsOf(stage, { ticket: id }))[2]);
      assert.match(third.order.prompt, /does not merge with master for the second time[^]*Keep the third word\.[^]*Your folder is another one now[^]*Theirs again/);
      const later = await stage.add('Later', steps({ run: "sed -i 's/^5$/five/' shared.txt" }, { submit: 'Later.' }), { files: ['*.txt'] });
      await stage.setMark('beside');
      await stage.planSays('the other one handed in', ({ pending }) => (pending.has(beside) ? true : undefined));
      const { output } = await stage.sanctum('status');
      assert.match(output, new RegExp(`${beside} Beside +testing +for ${id}, which changes the same files and goes first`));
      assert.match(output, new RegExp(`${later} Later +waiting +for ${id}, which changes the same files and goes first`));
      await stage.setMark('hand-in-3');
      assert.equal((await engine.finished).code, 0, engine.output());
      assert.equal(await stage.repo.git('show', 'master:shared.txt'), 'mine 3\n2\n3\n4\nfive\n6\n7\n8\nbeside');
      const { transitions, snapshot, broken } = await stage.look();
      const at = (name: string): number => transitions.indexOf(name);
      assert.ok(at(`land ${id}`) > 0 && at(`land ${id}`) < at(`land ${beside}`) && at(`land ${id}`) < at(`start ${later}`), transitions.join(', '));
      assert.deepEqual([snapshot.questions.size, snapshot.tickets.get(id)?.fields.failures, broken], [1, 0, []]);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});
