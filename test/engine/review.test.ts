import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { Criterion } from '../../src/plan/criterion.js';
import type { StageOptions } from '../support/engineStage.js';
import type { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { runsOf } from '../support/stageRuns.js';
import { onStage } from '../support/onStage.js';

type Step = Readonly<Record<string, unknown>>;

const call = (tool: string, input: Step): Step => ({ call: { tool, arguments: input } });
const approves = call('submit_review', { verdict: 'approve', findings: [] });
const asks = (...texts: readonly string[]): Step => call('submit_review', { verdict: 'request-changes', findings: texts.map((text) => ({ severity: 'must', place: 'one.txt:1', text })) });

function on(options: StageOptions, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  return onStage(options, async (stage) => {
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('merging.yaml')}`], manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
    await managerAnswers(stage, 'As it is.');
    await play(stage);
  });
}

const reviewer = (stage: EngineStage, ...steps: readonly Step[]): Promise<void> => stage.setMark('merging.yaml', stringify({ work: { review: { steps } } }));
const managerAnswers = (stage: EngineStage, answer: string): Promise<void> => stage.setMark('manager.yaml', stringify({ work: { 'answer-manager': { steps: [call('answer_question', { answer })] } } }));

/** A ticket whose first attempts each write a line more, the second and later ones when the mark of their number is there. */
function lines(stage: EngineStage, attempts: number): Promise<string> {
  const each = Array.from({ length: attempts }, (_, at) => [...(at === 0 ? [] : [{ 'wait-for': stage.mark(`go-${String(at + 1)}`) }]), { run: `echo ${String(at + 1)} >> one.txt` }, { submit: `Line ${String(at + 1)}.` }]);
  return stage.add('Write lines', stringify({ attempts: each.map((steps) => ({ steps })) }));
}

const landings = async (stage: EngineStage): Promise<number> => (await stage.look()).transitions.filter((name) => name.startsWith('land ')).length;

inParallel('a reviewer', 2, {
  'that stalls is ended at the limit and begun anew, approves nothing, and is told to the engineer; another one is asked after a retry': () =>
    on({ config: { limits: { silenceSeconds: 2, attempts: 1 } } }, async (stage) => {
      await reviewer(stage, { hang: true });
      const id = await stage.add('Write a file', stringify({ steps: [{ write: { path: 'one.txt', text: '1\n' } }, { submit: 'One.' }] }));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, new RegExp(`WAITING: [^\\n]*review-${id} is stuck: [^\\n]*(?:silent|stalled|heard)[^\\n]*'sanctum retry review-${id}'`));
      assert.deepEqual([(await stage.ticket(id)).state, await landings(stage), (await stage.snapshot()).reviews.size], ['in-progress', 0, 0], 'its gate was green');
      await reviewer(stage, approves);
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, silenceSeconds: 60 } }));
      assert.equal((await stage.sanctum('retry', `review-${id}`)).code, 0);
      const second = await stage.untilIdle();
      assert.deepEqual([second.code, (await stage.ticket(id)).state], [0, 'done'], second.output);
    }),

  'that contradicts itself has the manager asked with both, and the answer decides': () =>
    on({ config: { limits: { attempts: 4 } } }, async (stage) => {
      const id = await lines(stage, 4);
      await reviewer(stage, asks('Use tabs.', 'Name it.'));
      const engine = stage.start(['run', '--until-idle']);
      const failed = (times: number): Promise<unknown> => stage.planSays(`${String(times)} failed attempts`, ({ tickets }) => (tickets.get(id)?.fields.failures === times ? true : undefined));
      await failed(1);
      await reviewer(stage, asks('Use spaces, and no tabs.'));
      await stage.setMark('go-2');
      await failed(2);
      await reviewer(stage, asks('Use tabs, and no spaces.'));
      await managerAnswers(stage, 'Tabs.');
      await stage.setMark('go-3');
      await stage.said(engine, `the review of ${id}: changes are asked for again; its manager is asked: Q-0001`);
      await reviewer(stage, approves);
      await stage.setMark('go-4');
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      const question = (await stage.look()).snapshot.questions.get('Q-0001')?.text ?? '';
      assert.match(question, /Use spaces, and no tabs\.[^]*The coding agent says[^]*Use tabs, and no spaces\./);
      assert.match((await runsOf(stage, { ticket: id })).at(-1)?.order.prompt ?? '', /Tabs\./);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.failures], ['done', 2], 'who was asked for both has failed in neither');
    }),

  'that never comes to an end, whatever the manager answers: comes to one at the limit, with one question asked; nothing lands': () =>
    on({ config: { limits: { attempts: 3 } } }, async (stage) => {
      const id = await lines(stage, 9);
      for (let attempt = 2; attempt <= 9; attempt += 1) await stage.setMark(`go-${String(attempt)}`);
      await reviewer(stage, asks('It could be better.'));
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 7, output);
      assert.match(output, new RegExp(`WAITING: stuck: ${id} `));
      const { snapshot } = await stage.look();
      assert.deepEqual([snapshot.questions.size, (await runsOf(stage, { ticket: id })).length, await landings(stage)], [1, 4, 0]);
    }),

  'that approves what breaks a criterion: it does not land, and the agent is told which': () =>
    on({ files: { 'test.sh': 'if sh "tests/$1"; then echo "1 passing"; else echo "1 failing"; exit 1; fi\n' }, config: { gate: { commands: ['sh check.sh'], testCommand: 'sh test.sh {test}' } } }, async (stage) => {
      await reviewer(stage, approves);
      const criteria: Criterion[] = [{ text: 'It greets.', test: 'greets' }];
      const greets = (words: string): readonly Step[] => [{ write: { path: 'greeting', text: `${words}\n` } }, { write: { path: 'tests/greets', text: 'grep -q Hello greeting\n' } }, { submit: { summary: 'Greets.', evidence: 'I looked.' } }];
      const id = await stage.add('Greet', stringify({ attempts: [{ steps: greets('Go away') }, { steps: greets('Hello') }] }), { criteria });
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`${id} misses a criterion by its own fault`));
      const { state, fields, text } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 2, 1]);
      assert.match(text, /## Attempt 1\n\nA criterion is not met\.[^]*It greets\./);
      assert.equal(await stage.repo.git('show', 'master:greeting'), 'Hello');
      assert.deepEqual([...(await stage.snapshot()).reviews.values()].map(({ verdict }) => verdict), ['approve']);
    }),
});
