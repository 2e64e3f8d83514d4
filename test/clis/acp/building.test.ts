import assert from 'node:assert/strict';
import { inParallel } from '../../support/inParallel.js';
import type { AcpAgent } from './acpStage.js';
import { submitBy } from '../landing.js';
import { acpAgents, onAcp } from './acpStage.js';
import { done } from '../chatServer.js';

function builds(agent: AcpAgent): Promise<void> {
  const { shell, tool } = agent;
  return onAcp(
    agent,
    () => [tool('read_plan', { document: 'ticket' }), shell('echo Hello > greeting.txt && git add -A && git commit -qm Greet && git log --oneline | head -1; env'), submitBy(agent), done],
    {},
    async ({ stage, add, runs, asked, server }) => {
      const id = await add('Greet by name');
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello');
      const requests = asked(id);
      assert.deepEqual([requests.length, server.withoutTools.length], [4, 0]);
      assert.match(requests[1]?.news ?? '', /title: Greet by name/);
      assert.match(requests[2]?.news ?? '', /[0-9a-f]{7} Greet/);
      assert.doesNotMatch(requests[2]?.news ?? '', /SANCTUM_(?:TOKEN|SOCKET|ACP_TURN)=/);
      assert.match(requests[3]?.news ?? '', /Submitted\. End your turn now\./);
      assert.deepEqual(new Set(requests.map(({ authorization }) => authorization)), new Set(['Bearer sk-scripted']));
      const [run] = await runs(id);
      assert.deepEqual([run?.model, run?.tokens, run?.outcome], [agent.model, { input: 400, output: 40 }, 'submitted']);
    },
  );
}

inParallel('an agent that speaks ACP builds a ticket by its own tools, hands it in, and its tokens are counted', 2, Object.fromEntries(acpAgents.map((agent) => [agent.name, () => builds(agent)])));
