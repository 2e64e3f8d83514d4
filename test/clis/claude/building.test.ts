import assert from 'node:assert/strict';
import { model, onClaude } from './claudeStage.js';
import { done, shell, submit, tool, write } from './modelServer.js';

describe('Claude Code', function () {
  this.timeout(60_000);

  it('builds a ticket by its shell and its tools, commits, and hands it in; what it lands is tested, its tokens are counted and its cost is told', () => {
    return onClaude(
      () => [
        { ...tool('read_plan', { document: 'ticket' }), usage: { input: 100, output: 10, cached: 30, written: 7 } },
        write('greeting.txt', 'Hello\n'),
        shell('echo more >> greeting.txt && git add -A && git commit -qm Greet && git log --oneline | head -1; env | cut -d= -f1 | tr "\\n" " "'),
        submit,
        done,
      ],
      {},
      async ({ stage, add, runs, asked }) => {
        const id = await add('Greet by name');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello\nmore');
        const requests = asked(id);
        assert.equal(requests.length, 5);
        assert.match(requests[1]?.news ?? '', /title: Greet by name/);
        const shown = requests[3]?.news ?? '';
        assert.match(shown, /[0-9a-f]{7} Greet/);
        assert.match(shown, /SANCTUM_TAG/);
        assert.doesNotMatch(shown, /ANTHROPIC_API_KEY|SANCTUM_TOKEN|SANCTUM_SOCKET/);
        assert.match(requests[4]?.news ?? '', /Submitted\. End your turn now\./);
        assert.deepEqual(new Set(requests.map(({ key }) => key)), new Set(['sk-scripted']));
        assert.deepEqual(requests[0]?.tools.filter((name) => name.startsWith('mcp__')), ['ask_question', 'read_plan', 'report_progress', 'request_plan_change', 'submit_pr'].map((name) => `mcp__sanctum__${name}`));
        const [run] = await runs(id);
        assert.deepEqual([run?.model, run?.tokens, run?.outcome], [model, { input: 537, output: 50, cached: 30, written: 7 }, 'submitted']);
        assert.ok((run?.cost ?? 0) > 0);
      },
    );
  });
});
