import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import type { AcpAgent } from './acpStage.js';
import { acpAgents, onAcp, qwen, submitBy } from './acpStage.js';
import type { ChatRequest, Step } from '../chatServer.js';
import { done } from '../chatServer.js';

function parked(agent: AcpAgent): Promise<void> {
  const { shell, tool } = agent;
  return onAcp(
    agent,
    () => [shell('echo begun > begun.txt'), tool('ask_question', { question: 'Whom shall it greet?' }), done, ({ news }) => shell(`echo '${/<answer>\\n(\w+)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt; cat begun.txt`), submitBy(agent), done],
    { config: { limits: { holdSeconds: 0.2 } } },
    async ({ stage, add, runs, asked }) => {
      const id = await add('Greet somebody');
      const first = await stage.untilIdle();
      assert.equal(first.code, 7, first.output);
      assert.match(first.output, /0001 is parked until Q-0001 is answered/);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
      const second = await stage.untilIdle();
      assert.equal(second.code, 0, second.output);
      assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:begun.txt')], ['Ada', 'begun']);
      const requests = asked(id);
      assert.deepEqual([requests.length, threads(requests)], [6, 1]);
      assert.match(requests[2]?.news ?? '', /No answer yet\. End your turn now/);
      assert.match(requests[3]?.news ?? '', /Your question [^]*Whom shall it greet\?[^]*was answered/);
      const records = await runs(id);
      assert.deepEqual(records.map(({ tokens }) => tokens), [{ input: 300, output: 30 }, { input: 300, output: 30 }]);
      assert.deepEqual([records[1]?.resumes, (await stage.ticket(id)).fields.failures], [records[0]?.run, 0]);
    },
  );
}

function held(agent: AcpAgent): Promise<void> {
  const { shell, tool } = agent;
  return onAcp(
    agent,
    () => [tool('ask_question', { question: 'Whom shall it greet?' }), ({ news }) => shell(`echo '${/(Ada)/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submitBy(agent), done],
    { config: { roles: { architect: ['rehearsal'], manager: ['rehearsal'], coding: [agent.model] } } },
    async ({ stage, add, runs }) => {
      const id = await add('Greet somebody');
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the question with the engineer', ({ questions }) => questions.get('Q-0001')?.fields.path.at(-1)?.level === 'engineer' || undefined);
      assert.equal((await stage.sanctum('answer', 'Q-0001', 'Ada')).code, 0);
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), (await runs(id)).length], ['Ada', 1]);
    },
  );
}

/** The agent is killed in its second request, or the engine is, or both are. */
function killed(agent: AcpAgent, ...victims: readonly ('agent' | 'engine')[]): Promise<void> {
  const { shell } = agent;
  const dies = victims.includes('agent');
  let release: () => void = () => undefined;
  const hang = new Promise<void>((resolve) => (release = resolve));
  return onAcp(
    agent,
    () => [shell('echo half > work.txt'), () => hang.then(() => shell('echo whole >> work.txt')), ...(dies ? [shell('echo whole >> work.txt')] : []), submitBy(agent), done],
    {},
    async ({ stage, add, asked, runs }) => {
      const id = await add('Survive');
      const engine = stage.start(['run', '--until-idle']);
      await eventually('the second request', () => asked(id).length === 2 || undefined);
      if (victims.includes('engine')) engine.kill();
      if (dies) {
        for (const { pid } of stage.processes().filter(({ command }) => agent.process.test(command))) process.kill(pid, 'SIGKILL');
      } else {
        await engine.finished;
        release();
      }
      const first = await engine.finished;
      const { code, output } = victims.includes('engine') ? await stage.untilIdle() : first;
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
      const records = await runs(id);
      assert.equal(records.length, dies ? 2 : 1);
      if (!dies) return;
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
      assert.deepEqual([(await stage.ticket(id)).fields.failures, records[1]?.resumes, threads(asked(id))], [0, records[0]?.run, 1]);
    },
  );
}

function threads(requests: readonly ChatRequest[]): number {
  return new Set(requests.map(({ thread }) => thread)).size;
}

function refused(agent: AcpAgent): Promise<void> {
  const { shell } = agent;
  return onAcp(
    agent,
    () => [shell('echo x > broken; echo good > good.txt'), submitBy(agent), done, shell('rm broken; ls'), submitBy(agent), done],
    {},
    async ({ stage, add, asked, runs }) => {
      const id = await add('Mend');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:good.txt'), 'good');
      const records = await runs(id);
      assert.deepEqual([(await stage.ticket(id)).fields.failures, records.length, records[1]?.resumes, threads(asked(id))], [1, 2, records[0]?.run, 1]);
      assert.match(asked(id)[3]?.news ?? '', /Your session goes on, as attempt 2[^]*check\.sh[^]*Your folder is as you left it/);
    },
  );
}

function reviewed(agent: AcpAgent): Promise<void> {
  const { shell } = agent;
  return onAcp(
    agent,
    () => [shell('echo Helo > greeting.txt'), submitBy(agent), done, shell('echo Hello > greeting.txt'), submitBy(agent), done],
    { config: { roles: { coding: [agent.model], merging: ['rehearsal'] } } },
    async ({ stage, add, asked, runs }) => {
      const id = await add('Greet');
      const changes = 'verdict: request-changes, findings: [{ severity: must, place: greeting.txt, text: Spell it right. }]';
      await stage.setMark('review.yaml', `attempts:\n  - steps:\n      - call: { tool: submit_review, arguments: { ${changes} } }\n`);
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('review.yaml')}`] } }));
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the changes that are asked for', ({ reviews }) => reviews.get(id));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [] } }));
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello', output);
      assert.match(asked(id)[3]?.news ?? '', /The review asks for changes[^]*1\. \*\*must\*\* greeting\.txt: Spell it right\./);
      const records = await runs(id);
      assert.deepEqual([records[1]?.resumes, threads(asked(id))], [records[0]?.run, 1]);
    },
  );
}

/** Its model's server takes the first request, and never answers. */
function unanswered(agent: AcpAgent): Promise<void> {
  const { shell } = agent;
  return onAcp(
    agent,
    ({ attempt }) => (attempt === 1 ? [() => new Promise<Step>(() => undefined)] : [shell('echo good > good.txt'), submitBy(agent), done]),
    { config: { limits: { silenceSeconds: 10, toolSeconds: 10 } } },
    async ({ stage, add, runs }) => {
      const id = await add('Wait');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const { fields, text } = await stage.ticket(id);
      assert.match(text, /## Attempt 1\n\nThe run had stalled and was ended: /);
      const [first, ...others] = await runs(id);
      assert.match(first?.outcome ?? '', /^The run had stalled and was ended: /);
      assert.deepEqual([fields.failures, others.at(-1)?.outcome, others.at(-1)?.resumes], [0, 'submitted', undefined]);
    },
  );
}

const stories: Readonly<Record<string, (agent: AcpAgent) => Promise<void>>> = {
  'that asks is parked, and goes on in the same session with the answer; the tokens of each run are its own': parked,
  'that is answered while its call is held goes on at once, in the same run': held,
  'whose work the gate refuses is told why in the same session, and mends what it had': refused,
  'that is asked for changes by a review hears the numbered findings in the same session': reviewed,
  'that is killed in the middle of its work: goes on in the same session, and no attempt has failed': (agent) => killed(agent, 'agent'),
  'that is killed together with its engine: the next engine has it go on in the same session': (agent) => killed(agent, 'agent', 'engine'),
  "whose model's server never answers is ended by the clock, and begun anew at no cost": unanswered,
};

/** What happens to the engine alone, and is the same for whatever agent. */
const engines: typeof stories = { 'whose engine is killed goes on, and the next engine lands what it did': (agent) => killed(agent, 'engine') };

for (const agent of acpAgents) {
  const played = Object.entries({ ...stories, ...(agent === qwen ? engines : {}) });
  inParallel(agent.name, 2, Object.fromEntries(played.map(([title, story]) => [title, () => story(agent)])));
}
