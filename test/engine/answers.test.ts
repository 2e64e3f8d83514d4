import assert from 'node:assert/strict';
import { idle, interrupted, liesWith, on, passesUp, questionOf, says, steps, times } from '../support/choir.js';
import type { EngineStage } from '../support/engineStage.js';
import { ofRun, runsOf, timesHeard, told } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';

/** Asks with a default that becomes the answer in a few seconds, and writes the answer down. */
const hurried = steps([
  'ask: { question: "Whom do we greet?", evidence: "The spec names nobody.", default: "I greet Ada.", default_after_minutes: 0.1 }',
  'write: { path: greeting.txt, text: "{{answer}}\\n" }',
  'submit: it greets',
]);

const nobodyAnswered = /^Nobody answered by \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\. Do what you said you would do: I greet Ada\.$/;

function isDone(stage: EngineStage, id: string): Promise<true> {
  return stage.planSays(`${id} done`, ({ tickets }) => tickets.get(id)?.state === 'done' || undefined);
}

/** Asks one thing, and writes the answer into a file of its own. */
const asking = (question: string, file: string, more: readonly string[] = []): string => steps([`ask: ${JSON.stringify(question)}`, `write: { path: ${file}, text: "{{answer}}\\n" }`, ...more, 'submit: it greets']);

const decides = (answer: string): string => `call: { tool: answer_question, arguments: { answer: ${answer}, decision: { title: "We greet ${answer}", text: "Since the engineer likes the name." } } }`;

inParallel('a question with a deadline', 2, {
  'is answered by its default when that is over, in the run that waits, and whoever thinks about it is let go': () =>
    on({ work: { 'answer-manager': ['progress: thinking', 'hang: true'] } }, async (stage) => {
      const id = await stage.add('Greet', hurried);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'manager');
      assert.match((await stage.sanctum('questions')).output, /Q-0001 lies with the manager[^]*what was tried and seen:\n {4}The spec names nobody\.\n {2}without an answer (?:in \d+s|now): I greet Ada\./);
      await idle(stage, 0, engine);
      assert.match(await stage.repo.git('show', 'master:greeting.txt'), nobodyAnswered);
      const { state, answered, answer, path, deliveries } = await questionOf(stage);
      assert.deepEqual([state, answered?.by, answer, path.map(({ level }) => level), deliveries.length], ['answered', 'default', 'I greet Ada.', ['manager'], 1]);
      assert.deepEqual([(await stage.ticket(id)).fields.attempts, times(await stage.look(), 'default')], [1, 1]);
      assert.match((await stage.sanctum('questions', '--all')).output, /Q-0001 answered by its default, since nobody had answered by its deadline/);
      assert.match((await stage.sanctum('answer', 'Q-0001', 'Bob')).output, /Q-0001 was answered already, by its default.*sanctum answer Q-0001 --correct/);
    }),

  'is answered by its default while its asker is parked, and the session goes on with that': () =>
    on({ limits: { holdSeconds: 0.2 }, work: { 'answer-manager': [passesUp('Ada?')], 'answer-architect': [passesUp('Ada.')] } }, async (stage) => {
      const id = await stage.add('Greet', hurried);
      const engine = stage.start(['run']);
      await isDone(stage, id);
      await interrupted(engine);
      assert.match(await stage.repo.git('show', 'master:greeting.txt'), nobodyAnswered);
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.attempts, fields.failures, (await runsOf(stage, id)).map(({ resumed }) => resumed)], [2, 0, [false, true]]);
      assert.deepEqual([(await questionOf(stage)).answered?.by, await timesHeard(stage, id, 'Nobody answered by')], ['default', [0, 1]]);
    }),
});

inParallel('a question that was decided before', 2, {
  'is answered from the decision and disturbs nobody; one that is only worded alike goes to the manager, with the decision': () =>
    on({ limits: { agents: 1 }, work: { 'answer-manager': [decides('Ada')] } }, async (stage) => {
      const first = await stage.add('Greet', asking('Whom do we greet?', 'first.txt'));
      await idle(stage, 0);
      const again = await stage.add('Greet again', asking('whom do WE greet', 'again.txt'));
      await idle(stage, 0);
      const alike = await stage.add('Greet early', asking('Whom do we greet in the morning?', 'alike.txt'));
      await idle(stage, 0);
      assert.equal(await stage.repo.git('show', 'master:again.txt'), 'We greet Ada\n\nSince the engineer likes the name.\n\n(Decided before, as D-0001, in answer to Q-0001.)');
      const { answered, deliveries } = await questionOf(stage, 'Q-0002');
      assert.deepEqual([answered?.by, answered?.from, deliveries.map(({ run }) => run)], ['decision', 'D-0001', (await runsOf(stage, again)).map(({ run }) => run)]);
      assert.equal((await runsOf(stage, 'answer-Q-0002-manager')).length, 0);
      assert.deepEqual([await timesHeard(stage, 'answer-Q-0001-manager', 'Settled before'), await timesHeard(stage, 'answer-Q-0003-manager', '### D-0001, worded alike by 80 of 100')], [[0], [1]]);
      assert.equal((await questionOf(stage, 'Q-0003')).answered?.by, 'manager');
      for (const id of [first, again, alike]) assert.deepEqual([(await stage.ticket(id)).state, (await stage.ticket(id)).fields.attempts], ['done', 1]);
    }),
});

inParallel('an answer that is corrected', 2, {
  'is told anew, once, to the agent that works by it; what was built on it is listed, and what it decided is decided anew': () =>
    on({ limits: { agents: 1 }, work: { 'answer-manager': [decides('Ada')] } }, async (stage) => {
      const id = await stage.add('Greet', asking('Whom do we greet?', 'first.txt', [`wait-for: ${stage.mark('on')}`, 'progress: nearly done', 'progress: done']));
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the agent at work', ({ tickets }) => tickets.get(id)?.fields.run);
      await ofRun(stage, id, 'the answer handed', async (folder) => (await folder.handed()).includes('answer-1') || undefined);
      const corrected = await stage.sanctum('answer', 'Q-0001', 'Beatrix', '--correct');
      assert.equal(corrected.code, 0, corrected.output);
      assert.match(corrected.output, /Built on the answer before:\n {2}ticket 0001 Greet: in-progress\n {2}decision D-0001 We greet Ada: superseded by D-0002/);
      await told(stage, id, 'corrected-1-1');
      await stage.setMark('on');
      await idle(stage, 0, engine);
      assert.deepEqual([await timesHeard(stage, id, 'An answer that you were given is corrected'), await timesHeard(stage, id, 'Beatrix')], [[1], [1]]);
      const { answer, answered, replaced, deliveries, path } = await questionOf(stage);
      assert.deepEqual([answer, answered?.by, replaced.map((one) => [one.answer, one.by]), path.at(-1)?.level], ['Beatrix', 'engineer', [['Ada', 'manager']], 'engineer']);
      assert.deepEqual(deliveries.map(({ corrects }) => corrects), [undefined, true]);

      await stage.add('Greet again', asking('Whom do we greet?', 'again.txt'));
      await idle(stage, 0);
      assert.match(await stage.repo.git('show', 'master:again.txt'), /^We greet Ada\n\nBeatrix\n\n\(Decided before, as D-0002/);
      const late = await stage.sanctum('answer', 'Q-0001', 'Carol', '--correct');
      assert.match(late.output, /ticket 0001 Greet: landed as [0-9a-f]{10}\n {2}ticket 0002 Greet again: landed as [0-9a-f]{10}[^]*question Q-0002: was answered from it/);
      assert.match((await stage.sanctum('questions', 'Q-0001')).output, /✗ Ada \(answered by the manager, and corrected\)\n {2}✗ Beatrix \(answered by you, and corrected\)\n {2}→ Carol/);
      await idle(stage, 0);
    }),

  'while its asker is parked on another question: is told to the run that goes on': () =>
    on({ limits: { holdSeconds: 0.2 } }, async (stage) => {
      const id = await stage.add('Greet', steps(['ask: Whom?', 'ask: How?', 'write: { path: how.txt, text: "{{answer}}\\n" }', `wait-for: ${stage.mark('on')}`, 'progress: nearly done', 'submit: it greets']));
      await idle(stage, 7);
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await idle(stage, 7);
      await says(stage, 'answer', 'Q-0001', 'Beatrix', '--correct');
      await says(stage, 'answer', 'Q-0002', 'Warmly');
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the session at work again', ({ tickets }) => tickets.get(id)?.fields.run);
      await told(stage, id, 'corrected-1-1');
      await stage.setMark('on');
      await idle(stage, 0, engine);
      assert.deepEqual((await runsOf(stage, id)).map(({ handed }) => handed), [[], [], ['corrected-1-1']]);
      const last = (await runsOf(stage, id)).at(-1)?.run;
      assert.deepEqual((await questionOf(stage)).deliveries.slice(-1).map(({ run, corrects }) => [run, corrects]), [[last, true]]);
      assert.equal(await stage.repo.git('show', 'master:how.txt'), 'Warmly');
    }),
});
