import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });

describe('tickets that state the same files', function () {
  this.timeout(120_000);

  it('are begun one after the other where there is a choice, status says of which it is so, and neither is ever locked', async () => {
    const stage = await EngineStage.make({ config: { limits: { agents: 1 } } });
    try {
      const waits = { run: `while [ ! -e ${stage.mark('go')} ]; do sleep 0.05; done` };
      const first = await stage.add('First', steps(waits, { write: { path: 'lib/a.txt', text: 'a\n' } }, { submit: 'First.' }), { files: ['lib/**'], priority: 'high' });
      const same = await stage.add('The same', steps({ write: { path: 'lib/b.txt', text: 'b\n' } }, { submit: 'The same.' }), { files: ['lib/b.txt'] });
      const typed = await stage.sanctum('add', 'Another', '--files', 'docs/*.md', '--priority', 'low');
      assert.equal(typed.code, 0, typed.output);
      assert.match((await stage.sanctum('add', 'Wrong', '--files', '../x')).output, /--files "\.\.\/x" names no files of the repository/);
      const other = '0003';
      assert.deepEqual((await stage.ticket(other)).fields.files, ['docs/*.md']);
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the first at work', ({ tickets }) => (tickets.get(first)?.state === 'in-progress' ? true : undefined));
      const status = await stage.sanctum('status');
      assert.match(status.output, new RegExp(`^! ${same} and ${first} both change lib/b\\.txt$`, 'm'));
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, agents: 2 } }));
      await stage.planSays('another at work', ({ tickets }) => (tickets.get(other)?.state === 'open' ? undefined : true));
      await stage.configure((config) => ({ ...config, limits: { ...config.limits, agents: 3 } }));
      await stage.planSays('the one with the same files done, beside the first', ({ tickets }) => (tickets.get(same)?.state === 'done' ? true : undefined));
      assert.equal((await stage.ticket(first)).state, 'in-progress');
      await stage.setMark('go');
      await engine.finished;
      const { transitions, broken } = await stage.look();
      assert.deepEqual(transitions.filter((name) => name.startsWith('start')).slice(0, 3), [`start ${first}`, `start ${other}`, `start ${same}`]);
      assert.deepEqual(broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});
