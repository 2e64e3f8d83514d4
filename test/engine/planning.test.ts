import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { fenced } from '../../src/plan/frontMatter.js';
import type { StageOptions } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { inParallel } from '../support/inParallel.js';
import { PlainPlan } from '../support/plainPlan.js';
import { runsOf } from '../support/stageRuns.js';

type Step = Readonly<Record<string, unknown>>;

const call = (tool: string, input: Step): Step => ({ call: { tool, arguments: input } });

/** What the agents of a role play, where it is not what they do by default. */
const scenario = (work: Readonly<Record<string, unknown>>): string => stringify({ work });

/** A bullet of a spec whose ticket's agent writes a file of its own. */
function bullet(title: string, file: string): string {
  const block = fenced(stringify({ steps: [{ write: { path: file, text: `${title}\n` } }, { submit: title }] }), 'rehearsal');
  return `- ${title}\n\n${block.replace(/^(?=.)/gm, '  ')}\n`;
}

const greetings = `## Greetings\n\n${bullet('Greet by name', 'name.txt')}${bullet('Greet by the hour', 'hour.txt')}`;
const farewells = `## Farewells\n\n${bullet('Say goodbye', 'bye.txt')}`;

async function on(options: StageOptions, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make(options);
  try {
    await play(stage);
    assert.equal(await stage.repo.git('status', '--porcelain'), '');
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

/** The engineer writes the spec with nothing but git, which is as good. */
function writeSpec(stage: EngineStage, ...sections: readonly string[]): Promise<string> {
  return new PlainPlan(stage.repo).commit({ 'spec.md': `# The project\n\n${sections.join('\n')}` });
}

/** Runs a command that must end with this code, and hands over what it said. */
async function says(stage: EngineStage, code: number, ...args: string[]): Promise<string> {
  const ended = await stage.sanctum(...args);
  assert.equal(ended.code, code, ended.output);
  return ended.output;
}

const idle = (stage: EngineStage, code = 0): Promise<string> => says(stage, code, 'run', '--until-idle');

/** The titles of an area's tickets with their states, in the order of their ids. */
async function ticketsOf(stage: EngineStage, area: string): Promise<readonly string[]> {
  const tickets = [...(await stage.snapshot()).tickets.values()].filter(({ fields }) => fields.area === area);
  return tickets.sort((a, b) => a.fields.id.localeCompare(b.fields.id)).map(({ fields, state }) => `${fields.title}: ${state}`);
}

/** How often a transition is in the plan's history, or any that begins so. */
async function count(stage: EngineStage, name: string): Promise<number> {
  return (await stage.look()).transitions.filter((one) => one.startsWith(name)).length;
}

async function unbroken(stage: EngineStage): Promise<void> {
  assert.deepEqual((await stage.look()).broken, []);
}

inParallel('from the spec to the source', 3, {
  'areas are cut by heading, tickets by bullet, and all are coded, reviewed and landed; nothing is cut twice': () =>
    on({ config: { roles: { merging: ['rehearsal'] }, limits: { agents: 3 } } }, async (stage) => {
      await says(stage, 0, 'plan', `Greetings\n${greetings.split('\n').slice(2).join('\n')}`);
      await says(stage, 0, 'plan', `Farewells\n${farewells.split('\n').slice(2).join('\n')}`);
      await says(stage, 0, 'approve');
      await idle(stage);
      assert.deepEqual(await ticketsOf(stage, 'greetings'), ['Greet by name: done', 'Greet by the hour: done']);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done']);
      const { snapshot, transitions, broken } = await stage.look();
      assert.deepEqual(broken, []);
      assert.deepEqual([...snapshot.areas.keys()].sort(), ['farewells', 'greetings']);
      assert.deepEqual([...snapshot.reviews.values()].map(({ verdict }) => verdict), ['approve', 'approve', 'approve']);
      assert.equal(await stage.repo.git('show', 'master:hour.txt'), 'Greet by the hour');

      await idle(stage);
      assert.deepEqual((await stage.look()).transitions.slice(transitions.length), ['lease']);
    }),

  'a spec of which one section changed has that area cut again, and no other': () =>
    on({ config: { limits: { agents: 3 } } }, async (stage) => {
      await writeSpec(stage, greetings, farewells);
      await idle(stage);
      const revision = scenario({ spec: { steps: [{ append: { path: 'spec.md', text: bullet('Wish a good day', 'wish.txt') } }] } });
      await stage.setMark('architect.yaml', revision);
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
      await says(stage, 0, 'plan', 'Wish a good day as well');
      await says(stage, 0, 'approve');
      await idle(stage);
      assert.deepEqual(await ticketsOf(stage, 'greetings'), ['Greet by name: done', 'Greet by the hour: done']);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done', 'Wish a good day: done']);
      assert.deepEqual(await Promise.all(['areas', 'tickets-greetings', 'tickets-farewells'].map(async (work) => (await runsOf(stage, { work })).length)), [2, 1, 2]);
      assert.deepEqual([await count(stage, 'cut-areas'), await count(stage, 'cut-tickets')], [2, 3]);
      await unbroken(stage);
    }),

  'without a spec there is nothing to do, and the engineer is told so': () =>
    on({}, async (stage) => {
      assert.match(await idle(stage), /WAITING: no spec — run 'sanctum plan'\n/);
    }),

  'a spec that is accepted beside a running engine is picked up by it': () =>
    on({}, async (stage) => {
      const engine = stage.start(['run']);
      await stage.said(engine, 'WAITING: no spec');
      await says(stage, 0, 'plan', `Farewells\n${farewells.split('\n').slice(2).join('\n')}`);
      await says(stage, 0, 'approve');
      await stage.said(engine, '0001 landed');
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done']);
      await unbroken(stage);
    }),
});

/** Adds a ticket, as a manager does. */
const adds = (title: string, ...dependsOn: readonly string[]): Step => call('add_ticket', { title, body: 'Do it.', depends_on: dependsOn });

inParallel('a manager', 3, {
  'whose ticket cannot be is refused with the reason, and mends it in the same run': () =>
    on({ config: { limits: { agents: 4 } } }, async (stage) => {
      const steps = [
        adds('Itself', 'new-1'),
        adds('Unknown', '0077'),
        adds('First'),
        adds('Second', 'new-1'),
        adds('first'),
        call('set_dependencies', { ticket: 'new-1', depends_on: ['new-2'] }),
        adds('Third', 'new-1', 'new-2'),
      ];
      await stage.setMark('manager.yaml', scenario({ tickets: { steps } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      await writeSpec(stage, farewells);
      await idle(stage);
      const [run, ...more] = await runsOf(stage, { work: 'tickets-farewells' });
      assert.deepEqual(more, []);
      const refused = (run?.output ?? '').split('\n').filter((line) => line.includes('"accepted":false'));
      const reasons = [/A ticket cannot depend on itself \(new-1\)/, /There is no ticket 0077/, /You added this ticket already: new-1/, /These tickets would wait for each other for ever: new-1 -> new-2 -> new-1/];
      assert.equal(refused.length, reasons.length, run?.output);
      for (const [at, reason] of reasons.entries()) assert.match(refused[at] ?? '', reason);
      const tickets = [...(await stage.snapshot()).tickets.values()].map(({ fields }) => [fields.id, fields.title, fields['depends-on']]);
      assert.deepEqual(tickets.sort(), [['0001', 'First', []], ['0002', 'Second', ['0001']], ['0003', 'Third', ['0001', '0002']]]);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['First: done', 'Second: done', 'Third: done']);
      await unbroken(stage);
    }),

  'that writes nothing three times is stuck with the reason; what the others do goes on, and so does it after a retry': () =>
    on({ config: { limits: { agents: 3 } } }, async (stage) => {
      const lazy = { steps: [{ say: 'I think about it.' }] };
      await stage.setMark('manager.yaml', scenario({ 'tickets-farewells': lazy }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      await writeSpec(stage, greetings, farewells);
      const output = await idle(stage, 7);
      assert.match(output, /WAITING: tickets-farewells is stuck: The manager wrote no ticket \(add_ticket was not called\)\. — read it with 'sanctum show tickets-farewells', then 'sanctum retry tickets-farewells'/);
      assert.equal((await runsOf(stage, { work: 'tickets-farewells' })).length, 3);
      assert.match(await says(stage, 0, 'show', 'tickets-farewells'), /The manager wrote no ticket/);
      assert.deepEqual(await ticketsOf(stage, 'greetings'), ['Greet by name: done', 'Greet by the hour: done']);
      await stage.setMark('manager.yaml', scenario({}));
      await says(stage, 0, 'retry', 'tickets-farewells');
      await idle(stage);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done']);
      await unbroken(stage);
    }),

  'follows the prompt on the plan branch instead of the shipped one': () =>
    on({}, async (stage) => {
      await new PlainPlan(stage.repo).commit({ 'prompts/manager.md': 'You cut with care.\n\n{{ task }}\n\n{{ tools }}\n' });
      await writeSpec(stage, farewells);
      await idle(stage);
      const [run] = await runsOf(stage, { work: 'tickets-farewells' });
      assert.match(run?.order.prompt ?? '', /^You cut with care\.\n\n[^]*farewells/);
      const [architect] = await runsOf(stage, { work: 'areas' });
      assert.match(architect?.order.prompt ?? '', /^You are the architect/);
      await unbroken(stage);
    }),

  'whose prompt on the plan branch names what does not exist is told to the engineer, and nothing else stops': () =>
    on({}, async (stage) => {
      await new PlainPlan(stage.repo).commit({ 'prompts/manager.md': '{{ task }} {{ nonsense }}\n' });
      await writeSpec(stage, farewells);
      const id = await stage.add('Write a file', 'steps:\n  - write: { path: one.txt, text: "1\\n" }\n  - submit: one\n');
      assert.match(await idle(stage, 7), /WAITING: [^\n]*prompts\/manager\.md on the plan branch names \{\{ nonsense \}\}, which has no value\. It may name: /);
      assert.equal((await stage.ticket(id)).state, 'done');
      await new PlainPlan(stage.repo).commit({ 'prompts/manager.md': '{{ task }} {{ questions }}\n' });
      assert.match(await idle(stage, 7), /WAITING: [^\n]*prompts\/manager\.md on the plan branch does not name `read_plan`, .*`pass_up`: /);
      await new PlainPlan(stage.repo).commit({ 'prompts/manager.md': '{{ task }} {{ tools }}\n' });
      await idle(stage);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done']);
      await unbroken(stage);
    }),
});

inParallel('an architect', 3, {
  'that writes no area three times is stuck with the reason, and goes on after a retry': () =>
    on({}, async (stage) => {
      await stage.setMark('architect.yaml', scenario({ areas: { steps: [{ say: 'It is all one.' }] } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
      await writeSpec(stage, farewells);
      assert.match(await idle(stage, 7), /WAITING: areas is stuck: The architect wrote no area \(write_area was not called\)\. — read it with 'sanctum show areas', then 'sanctum retry areas'/);
      assert.equal((await runsOf(stage, { work: 'areas' })).length, 3);
      await stage.setMark('architect.yaml', scenario({}));
      assert.match(await says(stage, 0, 'retry', 'areas'), /areas is to be done again/);
      await idle(stage);
      assert.deepEqual(await ticketsOf(stage, 'farewells'), ['Say goodbye: done']);
      await unbroken(stage);
    }),
});

/** A ticket whose second attempt waits for the mark `go`, and whose submissions are reviewed as this says, an attempt of the review a list. */
async function reviewed(stage: EngineStage, ...reviews: readonly (readonly Step[])[]): Promise<string> {
  const coding = [[{ write: { path: 'one.txt', text: '1\n' } }], [{ 'wait-for': stage.mark('go') }, { append: { path: 'one.txt', text: '2\n' } }]];
  const attempts = coding.map((steps) => ({ steps: [...steps, { submit: 'done' }] }));
  await stage.setMark('merging.yaml', scenario({ review: { attempts: reviews.map((steps) => ({ steps })) } }));
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, merging: [`rehearsal:${stage.mark('merging.yaml')}`] } }));
  return stage.add('Write a file', stringify({ attempts }));
}

const approves = call('submit_review', { verdict: 'approve', findings: [] });

inParallel('a review', 3, {
  'that asks for changes opens the ticket again with numbered findings; the next attempt is approved and lands': () =>
    on({}, async (stage) => {
      const findings = [{ severity: 'must', place: 'one.txt:1', text: 'There is but one line.' }, { severity: 'note', text: 'It has no title.' }];
      const id = await reviewed(stage, [call('submit_review', { verdict: 'request-changes', findings })]);
      const engine = stage.start(['run', '--until-idle']);
      await stage.said(engine, `the review of ${id}: changes are asked for`);
      await stage.setMark('merging.yaml', scenario({ review: { steps: [approves] } }));
      await stage.setMark('go');
      assert.equal((await engine.finished).code, 0, engine.output());
      const { state, fields, text } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 2, 1]);
      assert.match(text, /## Attempt 1\n\nThe review asks for changes\.\n\n1\. \*\*must\*\* one\.txt:1: There is but one line\.\n2\. \*\*note\*\* It has no title\./);
      assert.equal(await stage.repo.git('show', 'master:one.txt'), '1\n2');
      const [, second] = await runsOf(stage, { ticket: id });
      assert.match(second?.order.prompt ?? '', /1\. \*\*must\*\* one\.txt:1: There is but one line\./);
      const [, again] = await runsOf(stage, { work: `review-${id}` });
      assert.match(again?.order.prompt ?? '', /1\. \*\*must\*\* one\.txt:1: There is but one line\.\n {3}The coding agent says: closed\. Rehearsed\.\n2\. \*\*note\*\*/);
      await unbroken(stage);
    }),

  'that asks for as much as the one before has the manager asked; the answer goes to the coding session, and what it makes of it lands': () =>
    on({}, async (stage) => {
      const asks = (text: string) => [call('submit_review', { verdict: 'request-changes', findings: [{ severity: 'must', place: 'one.txt:1', text }] })];
      const id = await reviewed(stage, asks('There is but one line.'));
      await stage.setMark('manager.yaml', scenario({ 'answer-manager': { steps: [{ 'wait-for': stage.mark('asked') }, call('answer_question', { answer: 'Two lines are enough.' })] } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      const engine = stage.start(['run', '--until-idle']);
      await stage.said(engine, `the review of ${id}: changes are asked for`);
      await stage.setMark('merging.yaml', scenario({ review: { steps: asks('There are but two lines.') } }));
      await stage.setMark('go');
      await stage.said(engine, `the review of ${id}: changes are asked for again; its manager is asked: Q-0001`);
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.parked, fields.failures], ['Q-0001', 1]);
      await stage.setMark('merging.yaml', scenario({ review: { steps: [approves] } }));
      await stage.setMark('asked');
      assert.equal((await engine.finished).code, 0, engine.output());
      assert.equal((await stage.ticket(id)).state, 'done');
      const question = (await stage.look()).snapshot.questions.get('Q-0001');
      assert.match(question?.text ?? '', /1\. \*\*must\*\* one\.txt:1: There is but one line\.\n {3}The coding agent says: closed\.[^]*1\. \*\*must\*\* one\.txt:1: There are but two lines\./);
      assert.match((await runsOf(stage, { ticket: id })).at(-1)?.order.prompt ?? '', /Two lines are enough\./);
      await unbroken(stage);
    }),

  'whose agent crashes approves nothing: it is done again, and then lands': () =>
    on({}, async (stage) => {
      const id = await reviewed(stage, [{ exit: 3 }], [approves]);
      await idle(stage);
      assert.equal((await runsOf(stage, { work: `review-${id}` })).length, 2);
      const { transitions, broken } = await stage.look();
      assert.deepEqual(broken, []);
      assert.ok(transitions.indexOf(`land ${id}`) > transitions.findIndex((name) => name.startsWith('review')), transitions.join(', '));
    }),

  'whose agent always crashes is stuck, and what it was to see does not land': () =>
    on({}, async (stage) => {
      const id = await reviewed(stage, [{ exit: 3 }]);
      assert.match(await idle(stage, 7), new RegExp(`WAITING: [^\\n]*review-${id} is stuck: The merging agent came to no verdict`));
      assert.equal((await stage.ticket(id)).state, 'in-progress');
      assert.equal(await count(stage, 'land'), 0);
      await unbroken(stage);
    }),
});

inParallel('a ladder of models', 1, {
  'is climbed after a failure of the ticket’s own': () =>
    on({}, async (stage) => {
      await stage.setMark('second.yaml', stringify({ steps: [{ write: { path: 'two.txt', text: '2\n' } }, { submit: 'two' }] }));
      const second = `rehearsal:${stage.mark('second.yaml')}`;
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, coding: ['rehearsal', second] } }));
      const id = await stage.add('Write a file', 'steps:\n  - exit: 3\n');
      await idle(stage);
      assert.deepEqual((await runsOf(stage, { ticket: id })).map(({ order }) => order.model), ['rehearsal', second]);
      assert.equal((await stage.ticket(id)).state, 'done');
      await unbroken(stage);
    }),
});
