import assert from 'node:assert/strict';
import type { AgentStage } from './agentStage.js';

/** What every request of a scripted model uses. */
export const dear = { input: 100_000, output: 0 };

/** So many requests come before the one that hands in. */
export const requestsBefore = 7;

/** Plays a ticket whose budget is used up by its third request, and which goes on with the answer. `asked`: how many requests there were for it. */
export async function playFreeze({ stage, add, runs }: AgentStage, asked: (id: string) => number): Promise<void> {
  const id = await add('Greet by name');
  await stage.untilIdle();
  const [frozen] = await runs(id);
  const before = asked(id);
  assert.ok(before === 3 || before === 4, `${String(before)} requests: the third one reached the limit`);
  const charged = (frozen?.tokens?.input ?? 0) / dear.input;
  assert.equal(frozen?.reason, 'budget');
  assert.ok(charged === before || charged === 3, `${String(charged)} of ${String(before)} requests are charged`);
  const question = [...(await stage.snapshot()).questions.values()].at(-1);
  assert.deepEqual([question?.fields.budget?.of, question?.fields.options.at(-1)], ['ticket', 'stop']);
  assert.equal((await stage.sanctum('answer', question?.fields.id ?? '', 'more: $9')).code, 0);
  const { code, output } = await stage.untilIdle();
  assert.equal(code, 0, output);
  const [, resumed] = await runs(id);
  assert.deepEqual([resumed?.resumes, resumed?.outcome], [frozen.run, 'submitted']);
  // One that was under way when the run was frozen was answered, and not heard.
  const heard = charged + (resumed?.tokens?.input ?? 0) / dear.input;
  assert.equal(heard, asked(id) - (before - charged), `${String(heard)} of ${String(asked(id))} requests are counted`);
}
