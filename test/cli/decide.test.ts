import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

const asks = (question: string, file: string): string => `steps:\n  - ask: { question: "${question}", options: [Bonjour, Salut] }\n  - write: { path: ${file}, text: "{{answer}}\\n" }\n  - submit: done\n`;

describe('an answer of the engineer’s that is a decision', function () {
  this.timeout(60_000);

  it('answers the same question for whoever asks it later, disturbs nobody, and is shown beside a question that is worded alike', async () => {
    const stage = await EngineStage.make({ config: { limits: { holdSeconds: 0 } } });
    const says = async (code: number, ...args: string[]): Promise<string> => {
      const ended = await stage.sanctum(...args);
      assert.equal(ended.code, code, ended.output);
      return ended.output;
    };
    try {
      const question = 'Which word greets the people of Lyon in French?';
      const first = await stage.add('Greet in French', asks(question, 'first.txt'));
      await says(7, 'run', '--until-idle');
      assert.doesNotMatch(await says(0, 'questions', '1'), /like D-/);
      assert.match(await says(2, 'answer', '1', 'Salut', '--decide', '--correct'), /Give --correct or --decide, not both/);
      assert.match(await says(0, 'answer', '1', 'Salut', '--decide'), /Q-0001 is answered, and decided for good/);
      const second = await stage.add('Greet again', asks(question.toUpperCase(), 'second.txt'));
      await says(0, 'run', '--until-idle');
      assert.equal(await stage.repo.git('show', 'master:first.txt'), 'Salut');
      assert.match(await stage.repo.git('show', 'master:second.txt'), /^Which word greets [^]*\n\nSalut\n\n\(Decided before, as D-0001, in answer to Q-0001\.\)$/);
      const { snapshot } = await stage.look();
      assert.deepEqual([first, second].map((id) => snapshot.tickets.get(id)?.state), ['done', 'done']);
      assert.deepEqual(snapshot.questions.get('Q-0002')?.fields.answered?.by, 'decision');
      assert.deepEqual(snapshot.decided.get('D-0001')?.fields.title, question);

      await stage.add('Greet otherwise', asks('Which word greets the people of Paris in French?', 'third.txt'));
      await says(7, 'run', '--until-idle');
      assert.match(await says(0, 'questions'), /Q-0003 lies with you[^]*\n {2}like D-0001, Which word greets the people of Lyon in French\?: Salut\n/);
      assert.match(await says(0, 'status'), /\? Q-0003 asks you[^]*like D-0001, Which word greets[^]*: Salut/);
      assert.deepEqual((await stage.look()).broken, []);
    } finally {
      await stage.close();
    }
  });
});
