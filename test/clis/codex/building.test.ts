import assert from 'node:assert/strict';
import { onCodex } from './codexStage.js';
import { done, patch, shell, submit, tool } from './modelServer.js';

describe('codex', function () {
  this.timeout(60_000);

  it('builds a ticket by its shell and its patches, commits, and hands it in; what it lands is tested and its tokens are counted', () => {
    return onCodex(
      () => [tool('read_plan', { document: 'ticket' }), patch('greeting.txt', 'Hello'), shell('echo more >> greeting.txt && git add -A && git commit -qm Greet && git log --oneline | head -1'), submit, done],
      {},
      async ({ stage, add, runs, asked }) => {
        const id = await add('Greet by name');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello\nmore');
        const requests = asked(id);
        assert.equal(requests.length, 5);
        assert.match(requests[1]?.news ?? '', /title: Greet by name/);
        assert.match(requests[3]?.news ?? '', /[0-9a-f]{7} Greet/);
        assert.match(requests[4]?.news ?? '', /Submitted\. End your turn now\./);
        assert.deepEqual(new Set(requests.map(({ authorization }) => authorization)), new Set(['Bearer sk-scripted']));
        const [run] = await runs(id);
        assert.deepEqual([run?.model, run?.tokens, run?.outcome], ['gpt-5.5', { input: 500, output: 50 }, 'submitted']);
      },
    );
  });
});
