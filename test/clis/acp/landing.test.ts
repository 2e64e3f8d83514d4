import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.js';
import { inParallel } from '../../support/inParallel.js';
import type { AcpAgent } from './acpStage.js';
import { acpAgents, onAcp, submitBy } from './acpStage.js';
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
      assert.deepEqual([requests.length, new Set(requests.map(({ thread }) => thread)).size], [6, 1]);
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

/** The agent is killed in its second request, or the engine is. */
function killed(agent: AcpAgent, whom: 'agent' | 'engine'): Promise<void> {
  const { shell } = agent;
  let release: () => void = () => undefined;
  const hang = new Promise<void>((resolve) => (release = resolve));
  return onAcp(
    agent,
    () => [shell('echo half > work.txt'), () => hang.then(() => shell('echo whole >> work.txt')), ...(whom === 'agent' ? [shell('echo whole >> work.txt')] : []), submitBy(agent), done],
    {},
    async ({ stage, add, asked, runs }) => {
      const id = await add('Survive');
      const engine = stage.start(['run', '--until-idle']);
      await eventually('the second request', () => asked(id).length === 2 || undefined);
      if (whom === 'agent') {
        for (const { pid } of stage.processes().filter(({ command }) => agent.process.test(command))) process.kill(pid, 'SIGKILL');
      } else {
        engine.kill();
        await engine.finished;
        release();
      }
      const { code, output } = await (whom === 'agent' ? engine.finished : stage.untilIdle());
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:work.txt'), 'half\nwhole');
      const records = await runs(id);
      assert.equal(records.length, whom === 'agent' ? 2 : 1);
      if (whom === 'engine') return;
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:work.txt`), 'half');
      assert.deepEqual([(await stage.ticket(id)).fields.failures, records[1]?.resumes, new Set(asked(id).map(({ thread }) => thread)).size], [0, records[0]?.run, 1]);
    },
  );
}

const stories: Readonly<Record<string, (agent: AcpAgent) => Promise<void>>> = {
  'that asks is parked, and goes on in the same session with the answer; the tokens of each run are its own': parked,
  'that is answered while its call is held goes on at once, in the same run': held,
  'that is killed in the middle of its work: goes on in the same session, and no attempt has failed': (agent) => killed(agent, 'agent'),
  'whose engine is killed goes on, and the next engine lands what it did': (agent) => killed(agent, 'engine'),
};

for (const agent of acpAgents) inParallel(agent.name, 2, Object.fromEntries(Object.entries(stories).map(([title, story]) => [title, () => story(agent)])));
