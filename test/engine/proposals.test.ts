import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { fenced } from '../../src/plan/frontMatter.js';
import type { EngineStage } from '../support/engineStage.js';
import { runsOf } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';
import { onStage } from '../support/onStage.js';

const vision = '# Vision\n\n## Farewells\n\n- Say goodbye\n\n## Weather\n\n- Tell the weather\n\n## Music\n\n- Play a song\n\n## Dance\n\n- Dance\n';

/** Runs a command that must end with this code, and hands over what it said. */
async function says(stage: EngineStage, code: number, ...args: string[]): Promise<string> {
  const ended = await stage.sanctum(...args);
  assert.equal(ended.code, code, ended.output);
  return ended.output;
}

const idle = (stage: EngineStage, code: number): Promise<string> => says(stage, code, 'run', '--until-idle');

const call = (tool: string, input: object) => ({ call: { tool, arguments: input } });
const sprint = (title: string) => call('propose', { title, goal: `There is ${title}.`, scope: `- ${title}`, forks: [{ question: 'Loud?', options: ['Yes', 'No'] }], risks: ['Noise.'], prediction: { minutes: [5, 10], dollars: [0, 1] } });

/** What the architect does from now on; what has no scenario it does by default. */
async function architectPlays(stage: EngineStage, work: Readonly<Record<string, readonly object[]>>): Promise<void> {
  await stage.setMark('architect.yaml', stringify({ work: Object.fromEntries(Object.entries(work).map(([name, steps]) => [name, { steps }])) }));
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
}

/** A bullet from which a ticket is cut, whose agent writes a file. */
function bullet(title: string, file: string): string {
  const block = fenced(stringify({ steps: [{ write: { path: file, text: `${title}\n` } }, { submit: title }] }), 'rehearsal');
  return `- ${title}\n\n${block.replace(/^(?=.)/gm, '  ')}\n`;
}

async function states(stage: EngineStage): Promise<readonly string[]> {
  return [...(await stage.snapshot()).proposals.values()].map(({ fields: { id, title, state, filed } }) => `${id} ${title}: ${filed === undefined ? state : 'filed'}`);
}

inParallel('what the architect pitches', 3, {
  'is rejected without a run, or accepted with guidance: then its own session goes on, asks, files areas, and their tickets land, although the engine is killed in between': () =>
    onStage({ files: { 'VISION.md': vision }, config: { limits: { agents: 3, holdSeconds: 0.2 } } }, async (stage) => {
      const design = [{ ask: { question: 'Which word?', options: ['Goodbye', 'Bye'] } }, call('write_area', { area: 'farewells', title: 'Farewells', text: bullet('Say {{answer}}', 'bye.txt') }), call('add_decision', { title: 'How farewells are said', text: 'As the engineer said.' })];
      const pitched = [{ run: 'echo remembered >"$HOME/memory"' }, sprint('Farewells'), sprint('Weather')];
      await architectPlays(stage, { pitch: pitched, ask: [{ run: 'grep remembered "$HOME/memory"' }, call('answer_question', { answer: 'Two days.' })], 'design-P-0001': design });
      assert.match(await says(stage, 0, 'pitch'), /The architect is to pitch/);
      assert.match(await says(stage, 2, 'pitch'), /The architect is pitching already/);
      assert.match(await idle(stage, 7), /WAITING: P-0001, P-0002 wait for your word/);
      assert.deepEqual(await states(stage), ['P-0001 Farewells: open', 'P-0002 Weather: open']);
      assert.match(await says(stage, 0, 'status'), /◇ P-0001 Farewells {2}waits for your word/);
      assert.match(await says(stage, 0, 'show', 'p-1'), /## Scope\n\n- Farewells\n\n## Design forks\n\n1\. Loud\?\n {3}- Yes\n {3}- No\n\n## Risks\n\n- Noise\./);

      assert.match(await says(stage, 0, 'ask', '--about', '2', 'How long?'), /\nTwo days\.\n$/, 'the session that pitched it answers');
      assert.match(await says(stage, 1, 'ask', '--about', 'P-9', 'How long?'), /There is no proposal P-0009/);
      const [asked] = await runsOf(stage, 'spec');
      assert.match(asked?.heard[0] ?? '', /About the proposal P-0002, "Weather" \(open\): There is Weather\.[^]*## Scope[^]*How long\?/);
      const before = (await stage.look()).transitions.length;
      await says(stage, 0, 'reject', 'P-0002', 'Not ours');
      await idle(stage, 7);
      assert.deepEqual((await stage.look()).transitions.slice(before), ['reject-proposal', 'lease']);
      assert.equal((await stage.snapshot()).proposals.get('P-0002')?.fields.rejected?.why, 'Not ours');

      await says(stage, 0, 'accept', 'P-0001', 'Keep it\nsmall');
      await stage.start(['run', '--until-idle'], { event: 'detach', side: 'before', nth: 1, landing: false }).finished;
      assert.match(await idle(stage, 7), /Q-0001 waits for your answer/);
      assert.match(await says(stage, 0, 'proposals'), /P-0001 Farewells {2}waits for an answer .*Q-0001 waits for you/);
      await says(stage, 0, 'answer', 'Q-0001', 'Goodbye');
      await idle(stage, 0);

      const [pitch, ...others] = await runsOf(stage, 'pitch');
      const [first, second, ...more] = await runsOf(stage, 'design-P-0001');
      assert.deepEqual([others, more], [[], []]);
      assert.deepEqual([pitch?.resumed, first?.resumed, second?.resumed], [false, true, true]);
      assert.match(first?.heard[0] ?? '', /^The engineer accepted your proposal P-0001: Farewells\n\n<guidance>\nKeep it\nsmall\n<\/guidance>/);
      assert.notEqual(first?.place.home, pitch?.place.home);
      assert.equal(second?.place.home, first?.place.home);

      const { snapshot } = await stage.look();
      assert.deepEqual(await states(stage), ['P-0001 Farewells: filed', 'P-0002 Weather: rejected']);
      assert.equal(snapshot.areas.get('farewells')?.fields.proposal, 'P-0001');
      assert.deepEqual([...snapshot.tickets.values()].map(({ fields, state }) => `${fields.title}: ${state}`), ['Say Goodbye: done']);
      assert.equal(await stage.repo.git('show', 'master:bye.txt'), 'Say Goodbye');
      assert.match(await says(stage, 0, 'proposals', '--all'), /P-0001 Farewells {2}is filed .*farewells · 1\/1 ticket done/);
      assert.match(await says(stage, 2, 'reject', 'P-0001'), /was accepted, and its areas are on the plan: farewells/);
    }),

  'is never more than three to decide: a fourth is refused in words, and with three there no model is called': () =>
    onStage({ files: { 'VISION.md': vision } }, async (stage) => {
      await says(stage, 0, 'pitch');
      await idle(stage, 7);
      const [run] = await runsOf(stage, 'pitch');
      assert.match(run?.heard.at(-1) ?? '', /The engineer has at most 3 proposals to decide at once: 0 are open, and you pitched 3 now/);
      assert.deepEqual(await states(stage), ['P-0001 Farewells: open', 'P-0002 Weather: open', 'P-0003 Music: open']);
      assert.match(await says(stage, 2, 'pitch'), /P-0001, P-0002, P-0003 wait for your word, and more than 3 are not pitched at once/);

      await says(stage, 0, 'reject', 'P-0003');
      await says(stage, 0, 'pitch');
      await idle(stage, 7);
      assert.deepEqual((await states(stage)).slice(2), ['P-0003 Music: rejected', 'P-0004 Dance: open']);
      assert.equal((await runsOf(stage, 'pitch')).length, 2);
    }),

  'two that were accepted at once have a session each, and one that is rejected meanwhile is not gone on with': () =>
    onStage({ files: { 'VISION.md': vision }, config: { limits: { agents: 3, holdSeconds: 0.2 } } }, async (stage) => {
      await architectPlays(stage, { 'design-P-0001': [{ ask: 'Which word?' }, call('write_area', { area: 'farewells', title: 'Farewells', text: bullet('Say {{answer}}', 'bye.txt') })] });
      await says(stage, 0, 'pitch');
      await idle(stage, 7);
      for (const id of ['1', 'p2', 'P-0003']) await says(stage, 0, 'accept', id);
      await idle(stage, 7);
      const [one, two] = [await runsOf(stage, 'design-P-0001'), await runsOf(stage, 'design-P-0002')];
      assert.deepEqual([...one, ...two].map(({ resumed }) => resumed), [true, true]);
      assert.equal(new Set([...one, ...two].map(({ place }) => place.home)).size, 2);
      assert.deepEqual(await states(stage), ['P-0001 Farewells: accepted', 'P-0002 Weather: filed', 'P-0003 Music: filed']);
      await says(stage, 0, 'reject', 'P-0001', 'Too sad');
      await idle(stage, 0);
      const { snapshot } = await stage.look();
      assert.deepEqual([[...snapshot.work.keys()], snapshot.questions.get('Q-0001')?.fields.state], [[], 'withdrawn']);
      assert.deepEqual([...snapshot.tickets.values()].map(({ fields, state }) => `${fields.title}: ${state}`).sort(), ['Play a song: done', 'Tell the weather: done']);
    }),

  'by schedule comes by itself, and not again before its time; without a vision and a spec there is nothing to pitch by': () =>
    onStage({ config: { pitch: { everyHours: 24 } } }, async (stage) => {
      assert.match(await says(stage, 2, 'pitch'), /There is nothing to pitch by: no VISION\.md on master, and no spec/);
      await stage.repo.commit({ 'VISION.md': '## Farewells\n\n- Say goodbye\n' }, 'The vision');
      await idle(stage, 7);
      assert.deepEqual(await states(stage), ['P-0001 Farewells: open']);
      await idle(stage, 7);
      assert.equal((await runsOf(stage, 'pitch')).length, 1);
    }),
});
