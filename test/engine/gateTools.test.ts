import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

const steps = (...all: readonly object[]): string => JSON.stringify({ steps: all });
const changes = (text: string): string => steps({ write: { path: 'a.txt', text } }, { submit: 'a' });

describe("the tools that the gate names", function () {
  this.timeout(120_000);

  it('are a part of each verdict: another version has master tested anew, once, and the same one is no change; one that fails is told of', async () => {
    const stage = await EngineStage.make();
    try {
      await stage.setMark('version', 'cc 1\n');
      await stage.configure((config) => ({ ...config, gate: { ...config.gate, tools: [`cat ${stage.mark('version')}`] } }));
      const request = /trust --hash ([0-9a-f]+)/.exec((await stage.untilIdle()).output)?.[1] ?? '';
      assert.notEqual(request, '', 'what the gate names is run when it is approved, and not before');
      await stage.sanctum('trust', '--hash', request);
      const first = await stage.untilIdle();
      assert.match(first.output, /the gate's tools: `cat .*version` says cc 1/);
      assert.deepEqual((await stage.snapshot()).tools?.map(({ version }) => version), ['cc 1']);
      assert.equal((await stage.snapshot()).verdicts.size, 2);
      await stage.add('Change a', changes('b\n'));
      const second = await stage.untilIdle();
      assert.doesNotMatch(second.output, /tools|testing master/);
      assert.equal((await stage.snapshot()).verdicts.size, 3);
      assert.match((await stage.sanctum('doctor')).output, /says cc 1/);

      await stage.setMark('version', 'cc 2\n');
      const third = await stage.untilIdle();
      assert.match(third.output, /the gate's tools are others than before \(.* says cc 2\): what was tested with those is tested anew[^]*testing master at/);
      assert.equal((await stage.snapshot()).verdicts.size, 4);

      await stage.repo.ports.files.removeTree(stage.mark('version'));
      assert.match((await stage.untilIdle()).output, /says failed with exit code 1: cat: /);
      const { transitions, broken } = await stage.look();
      assert.equal(transitions.filter((name) => name === 'tools').length, 3);
      assert.deepEqual(broken, []);
      await stage.quiet();
    } finally {
      await stage.close();
    }
  });
});
