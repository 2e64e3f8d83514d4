import assert from 'node:assert/strict';
import { questionSchema } from '../../../src/plan/planningSchemas.js';
import { readDocument } from '../../../src/plan/readDocument.js';
import { taskIn } from '../agentStage.js';
import { model, serverEnvironment } from '../claude/claudeStage.js';
import { done as claudeDone, ModelServer as ClaudeServer, tool as claudeTool } from '../claude/modelServer.js';
import { onCodex } from '../codex/codexStage.js';
import { done, shell, submit, tool } from '../codex/modelServer.js';

const asked = { question: 'Whom shall it greet?', evidence: 'The ticket names nobody.', default: 'nobody', default_after_minutes: 60 };

describe('codex and Claude Code in one hierarchy', function () {
  this.timeout(120_000);

  it('a question of codex, the coding agent, is answered by Claude Code, its manager, while codex waits', async () => {
    const manager = await ClaudeServer.start(({ conversation }) =>
      taskIn(conversation).role === 'manager' ? [claudeTool('read_plan', { document: 'question' }), claudeTool('answer_question', { answer: 'Ada' }), claudeDone] : [],
    );
    try {
      const coding = () => [tool('ask_question', asked), ({ news }: { readonly news: string }) => shell(`echo '${/"text":"(Ada)"/.exec(news)?.[1] ?? 'nobody'}' > whom.txt`), submit, done];
      const options = { environment: serverEnvironment(manager.url), config: { roles: { coding: ['gpt-5.5'], manager: [model] } } };
      await onCodex(({ role }) => (role === 'coding agent' ? coding() : []), options, async ({ stage, add, runs }) => {
        const ticket = await add('Greet somebody');
        const { code, output } = await stage.untilIdle();
        assert.equal(code, 0, output);
        assert.equal(await stage.repo.git('show', 'master:whom.txt'), 'Ada');
        const question = readDocument(questionSchema, await stage.repo.git('show', 'sanctum/plan:questions/Q-0001.md'));
        assert.deepEqual([question.answered?.by, question.evidence, question.deliveries.length], ['manager', asked.evidence, 1]);
        assert.deepEqual((await runs(ticket)).map(({ model: used, attempt }) => [used, attempt]), [['gpt-5.5', 1]]);
        assert.ok(manager.requests.some(({ conversation }) => conversation.includes(asked.question)), 'the manager read the question');
        assert.deepEqual(manager.surprises, []);
      });
    } finally {
      await manager.close();
    }
  });
});
