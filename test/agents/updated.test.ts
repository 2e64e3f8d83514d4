import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { agentProgramsIn } from '../../src/agents/agentPrograms.js';
import { builtCommand } from '../support/build.js';
import { PlanStage } from '../support/planStage.js';
import { RunStage } from '../support/runStage.js';

const scenario = `steps:
  - progress: at work
  - write: { path: begun, text: x }
  - wait-for: gone
  - read: spec
  - read: ticket
  - call: { tool: ask_question, arguments: { question: Whom?, blocking: false } }
  - call: { tool: request_plan_change, arguments: { document: ticket, problem: It is too little., evidence: I looked., proposal: More., blocking: false } }
  - submit: done
`;

describe('an update of Sanctum', () => {
  it('that takes the programs of a run away does not hurt it, though it reads the plan only afterwards', async () => {
    const plan = await PlanStage.open();
    await plan.addTicket('Greet by name');
    const stage = await RunStage.make(Promise.resolve(agentProgramsIn(join(plan.at.scratch, 'dist'))));
    try {
      const { files } = stage.ports;
      const [shipped, gone] = [join(plan.at.scratch, 'dist'), join(plan.at.scratch, 'gone')];
      await files.copyTree(dirname(builtCommand()), shipped);
      const order = await stage.order({ scenario, plan: { commonDir: join(plan.at.path, '.git'), format: 'sha1' } });
      await stage.runs.start(order);
      await stage.appeared('begun');
      await files.rename(shipped, gone);
      await stage.touch('gone');
      const { exitCode, submission } = await stage.ended(order);
      const output = await stage.stream(order);
      assert.deepEqual([exitCode, submission?.summary], [0, 'done'], output);
      assert.match(output, /There is no spec yet\.[^]*title: Greet by name/);
      assert.equal((await stage.runs.observe(order.run)).mail.asked.length, 2, output);
    } finally {
      await stage.close();
      await plan.dispose();
    }
  });
});
