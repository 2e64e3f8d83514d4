import assert from 'node:assert/strict';
import { EngineStage } from '../support/engineStage.js';

describe('a question of the engineer’s to the architect', () => {
  let stage: EngineStage;

  async function says(code: number, ...args: string[]): Promise<string> {
    const ended = await stage.sanctum(...args);
    assert.equal(ended.code, code, ended.output);
    return ended.output;
  }

  const refs = () => stage.repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags');
  const plays = (...steps: string[]) => stage.setMark('scenario.yaml', `steps:\n${steps.map((step) => `  - ${step}\n`).join('')}`);

  beforeEach(async () => {
    stage = await EngineStage.make();
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('scenario.yaml')}`] } }));
  });

  afterEach(() => stage.close());

  it('is answered from the spec or the draft that waits, and changes neither', async () => {
    await plays('write: { path: spec.md, text: "# Greeter\\n" }');
    await says(0, 'plan', 'A greeter');
    const before = await refs();
    await plays('run: grep Greeter spec.md', 'call: { tool: answer_question, arguments: { answer: "All of them." } }');
    assert.match(await says(0, 'ask', 'Whom do we greet?'), /^the architect \(.*\) looks for the answer in .*\nAll of them\.\n$/);
    assert.equal(await refs(), before);
    await plays('append: { path: spec.md, text: more }', 'call: { tool: answer_question, arguments: { answer: "Nobody.", decision: { title: T, text: T } } }', 'call: { tool: answer_question, arguments: { answer: "Me." } }');
    assert.match(await says(0, 'ask', 'Whom?'), /Me\.\n\nIt wrote files although it was only asked\. .*git show refs\/sanctum\/wip\/spec\/3\n$/);
    assert.equal(await refs(), before);
  });

  it('that gets none says so, and what the architect wants to know', async () => {
    await plays('say: Nothing');
    assert.match(await says(1, 'ask', 'Whom?'), /The architect ended its turn without an answer\./);
    await plays('call: { tool: ask_question, arguments: { question: "Which ones?" } }', 'say: Done');
    assert.match(await says(1, 'ask', 'Whom?'), /The architect asks:\n {2}Which ones\?\nSay it to the next one: sanctum ask/);
    assert.match(await says(2, 'ask'), /Ask the architect: sanctum ask/);
  });
});
