import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { levelOf } from '../../src/plan/questionTransitions.js';
import type { EngineStage } from '../support/engineStage.js';
import { runsOf, timesHeard } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';
import { PlainPlan } from '../support/plainPlan.js';
import { onStage } from '../support/onStage.js';

type Step = Readonly<Record<string, unknown>>;

const call = (tool: string, input: Step): Step => ({ call: { tool, arguments: input } });
const adds = (title: string, scenario: Step, more: Step = {}): Step => call('add_ticket', { title, body: `Do it.\n\n\`\`\`rehearsal\n${stringify(scenario)}\`\`\`\n`, ...more });
const writes = (path: string, text: string): Step => ({ write: { path, text: `${text}\n` } });

/** What architect and manager play, by the work's name or kind. */
async function plays(stage: EngineStage, work: Readonly<Record<string, readonly Step[]>>): Promise<void> {
  const parts = Object.fromEntries(Object.entries(work).map(([name, steps]) => [name, { steps }]));
  await stage.setMark('choir.yaml', stringify({ work: parts }));
  const model = [`rehearsal:${stage.mark('choir.yaml')}`];
  await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: model, manager: model } }));
}

function writeSpec(stage: EngineStage, ...sections: readonly string[]): Promise<string> {
  return new PlainPlan(stage.repo).commit({ 'spec.md': `# The project\n\n${sections.join('\n\n')}\n` });
}

async function says(stage: EngineStage, code: number, ...args: string[]): Promise<string> {
  const ended = await stage.sanctum(...args);
  assert.equal(ended.code, code, ended.output);
  return ended.output;
}

const greetings = '## Greetings\n\nNames are printed in capitals.';
const farewells = '## Farewells\n\n- Say goodbye';

/** Wants something of the plan changed, and writes what it was told into a file. */
function asks(document: string, more: Step = {}): Step {
  const request = { document, problem: 'The terminal cannot print capitals.', evidence: 'I tried: it prints a box.', proposal: 'Names are printed as typed.', ...more };
  return { steps: [{ 'request-change': request }, { write: { path: 'heard.txt', text: '{{answer}}\n' } }, { submit: 'it greets' }] };
}

inParallel('a change of the plan that a coding agent asks for', 3, {
  'of its ticket is made by its manager, in one commit with the answer, and the session that asked goes on with it': () =>
    onStage({ config: { limits: { agents: 2 } } }, async (stage) => {
      await plays(stage, {
        'tickets-greetings': [adds('Greet', asks('ticket', { criterion: 1 }), { criteria: ['Names are in capitals', 'It greets'] })],
        'change-manager': [
          call('decide_change', { outcome: 'accepted', text: 'So be it.' }),
          call('change_criterion', { ticket: '0001', criterion: 3, text: 'Nothing' }),
          call('change_criterion', { ticket: '0001', criterion: 1, text: 'Names are as typed' }),
          call('write_area', { area: 'farewells', title: 'Farewells', text: 'Mine.' }),
          call('decide_change', { outcome: 'accepted', text: 'So be it.' }),
        ],
      });
      await writeSpec(stage, greetings);
      await says(stage, 0, 'run', '--until-idle');
      const { state, fields } = await stage.ticket('0001');
      assert.deepEqual([state, fields.attempts, fields.criteria], ['done', 1, ['Names are as typed', 'It greets']]);
      const question = (await stage.snapshot()).questions.get('Q-0001');
      assert.deepEqual(question?.fields.change, { document: 'ticket', criterion: 1, outcome: 'accepted' });
      assert.match(question.text, /A change of the ticket 0001, criterion 1 is asked for: The terminal cannot print capitals\.\n\nWhat shows it: I tried/);
      const heard = await stage.repo.git('show', 'master:heard.txt');
      assert.equal(heard, 'Accepted: So be it.\n\nYour ticket is changed: read "ticket" again with read_plan.');
      const [manager] = await runsOf(stage, 'change-Q-0001-manager');
      const refused = manager?.heard.filter((text) => /was not accepted/.test(text)) ?? [];
      const reasons = [/make the change: call the tools that change the plan first/, /has 2 criteria; there is no number 3/, /Your area is greetings; another one is not yours/];
      assert.equal(refused.length, reasons.length, manager?.heard.join('\n'));
      for (const [at, reason] of reasons.entries()) assert.match(refused[at] ?? '', reason);
    }),

  'is refused with words, and the plan stays': () =>
    onStage({ config: { limits: { agents: 2 } } }, async (stage) => {
      await plays(stage, {
        'tickets-greetings': [adds('Greet', asks('ticket'), { criteria: ['Names are in capitals'] })],
        'change-manager': [call('change_criterion', { ticket: '0001', criterion: 1 }), call('decide_change', { outcome: 'refused', text: 'Use another terminal.' })],
      });
      await writeSpec(stage, greetings);
      await says(stage, 0, 'run', '--until-idle');
      assert.deepEqual((await stage.ticket('0001')).fields.criteria, ['Names are in capitals']);
      assert.equal(await stage.repo.git('show', 'master:heard.txt'), 'Refused: Use another terminal.');
      assert.equal((await stage.snapshot()).questions.get('Q-0001')?.fields.change?.outcome, 'refused');
    }),

  'of the spec goes to the architect, becomes a draft, and is told with the version that the engineer accepts; areas follow': () =>
    onStage({ config: { limits: { agents: 2, holdSeconds: 0 } } }, async (stage) => {
      const edits = [{ find: 'printed in capitals', replace: 'printed as typed' }];
      await plays(stage, {
        'tickets-greetings': [adds('Greet', asks('spec'))],
        'change-architect': [
          call('revise_spec', { edits: [{ find: 'printed in colours', replace: 'x' }] }),
          call('revise_spec', { edits }),
          call('write_area', { area: 'greetings', title: 'Greetings', text: 'Mine.' }),
          call('decide_change', { outcome: 'accepted', text: 'The terminal is what it is.' }),
        ],
      });
      await writeSpec(stage, greetings, farewells);
      assert.match(await says(stage, 7, 'run', '--until-idle'), /Q-0001 waits for what becomes of the draft — read it with 'sanctum diff', then 'sanctum approve' or 'sanctum reject'/);
      const asked = (await stage.snapshot()).questions.get('Q-0001')?.fields;
      assert.ok(asked !== undefined);
      assert.deepEqual([levelOf(asked), asked.path.map(({ level }) => level)], ['engineer', ['manager', 'architect', 'engineer']]);
      assert.deepEqual(await runsOf(stage, 'change-Q-0001-manager'), [], 'no manager was troubled');
      assert.match(await says(stage, 0, 'diff'), /-Names are printed in capitals\.\n\+Names are printed as typed\./);
      assert.match(await says(stage, 0, 'status'), /Q-0001 asks you: A change of the spec .*\(sanctum diff, then sanctum approve or sanctum reject\)/);
      await says(stage, 0, 'approve');
      await plays(stage, { 'tickets-greetings': [{ say: 'All stays.' }] });
      await says(stage, 0, 'run', '--until-idle');
      assert.equal((await stage.ticket('0001')).state, 'done');
      assert.match(await stage.repo.git('show', 'master:heard.txt'), /^Accepted: the spec is version 1 now\./);
      const { snapshot, transitions } = await stage.look();
      assert.equal(snapshot.questions.get('Q-0001')?.fields.change?.outcome, 'accepted');
      assert.equal(transitions.filter((name) => name === 'cut-tickets').length, 3, 'the area that did not change was not cut again');
    }),

  'of the spec that the engineer rejects is told so, with why': () =>
    onStage({ config: { limits: { agents: 2, holdSeconds: 0 } } }, async (stage) => {
      await plays(stage, {
        'tickets-greetings': [adds('Greet', asks('spec'))],
        'change-architect': [call('revise_spec', { edits: [{ find: 'in capitals', replace: 'as typed' }] }), call('decide_change', { outcome: 'accepted', text: 'Yes.' })],
      });
      await writeSpec(stage, greetings);
      await says(stage, 7, 'run', '--until-idle');
      await says(stage, 0, 'reject', 'Capitals are the point.');
      await says(stage, 0, 'run', '--until-idle');
      assert.equal(await stage.repo.git('show', 'master:heard.txt'), 'Refused: Capitals are the point.');
      assert.equal((await stage.snapshot()).version, 0);
    }),
});

/** What agents of the story below play: the ticket in progress waits for a mark, the parked one for an answer, the stuck one fails. */
const five: readonly Step[] = [
  adds('Done', { steps: [writes('done.txt', 'done'), { submit: 'done' }] }, { priority: 'critical' }),
  adds('In progress', { steps: [{ progress: 'working' }, { 'wait-for': 'GO' }, { progress: 'going on' }, writes('progress.txt', 'done'), { submit: 'done' }] }, { priority: 'high' }),
  adds('Parked', { steps: [{ ask: 'Which?' }, writes('parked.txt', '{{answer}}'), { submit: 'done' }] }, { priority: 'high' }),
  adds('Stuck', { steps: [{ say: 'I cannot.' }] }, { priority: 'high' }),
  adds('Open', { steps: [writes('open.txt', 'done'), { submit: 'done' }] }, { depends_on: ['new-2'] }),
  adds('Not wanted', { steps: [writes('unwanted.txt', 'done'), { submit: 'done' }] }, { depends_on: ['new-2'] }),
];

describe('a new version of the plan', () => {
  it('makes stale exactly the tickets whose area changed; each is kept, updated or cancelled by rule, and none is cut twice', () =>
    onStage({ config: { limits: { agents: 3, attempts: 1, holdSeconds: 0 } } }, async (stage) => {
      const go = (steps: readonly Step[]): readonly Step[] => JSON.parse(JSON.stringify(steps).replaceAll('GO', stage.mark('go'))) as Step[];
      await plays(stage, {
        'tickets-greetings': go(five),
        'tickets-farewells': [adds('Say goodbye', { steps: [writes('bye.txt', 'bye'), { submit: 'bye' }] }, { depends_on: [] })],
      });
      await writeSpec(stage, greetings, farewells);
      const engine = stage.start(['run']);
      await stage.planSays('five tickets in five states', ({ tickets, questions }) => {
        const states = ['0001', '0002', '0003', '0004', '0005'].map((id) => [...tickets.values()].find(({ fields }) => fields.area === 'greetings' && Number(fields.id) === Number(id))?.state);
        const [asked] = [...questions.values()].map(({ fields }) => levelOf(fields));
        return tickets.size === 7 && asked === 'engineer' ? states : undefined;
      });
      const byTitle = async (title: string) => {
        const ticket = [...(await stage.snapshot()).tickets.values()].find(({ fields }) => fields.title === title);
        assert.ok(ticket !== undefined, title);
        return ticket;
      };
      await stage.planSays('the first is done, another stuck', ({ tickets }) => {
        const state = (title: string) => [...tickets.values()].find(({ fields }) => fields.title === title)?.state;
        return state('Done') === 'done' && state('Stuck') === 'stuck' && state('Say goodbye') === 'done' ? true : undefined;
      });
      const id = async (title: string): Promise<string> => (await byTitle(title)).fields.id;
      const [progress, parked, stuck, open, unwanted] = [await id('In progress'), await id('Parked'), await id('Stuck'), await id('Open'), await id('Not wanted')];
      await stage.working(progress);
      assert.deepEqual(await Promise.all(['Done', 'In progress', 'Parked', 'Stuck', 'Open'].map(async (title) => (await byTitle(title)).state)), ['done', 'in-progress', 'open', 'stuck', 'open']);

      await plays(stage, {
        'tickets-greetings': [
          call('read_plan', { document: 'tickets' }),
          call('update_ticket', { ticket: open, addition: 'Names are as typed.' }),
          call('cancel_ticket', { ticket: unwanted, why: 'The area does without it.' }),
          call('cancel_ticket', { ticket: progress, why: 'No.' }),
          call('update_ticket', { ticket: stuck, addition: 'As typed.' }),
          adds('Done before', { steps: [writes('after.txt', 'done'), { submit: 'done' }] }),
        ],
      });
      await writeSpec(stage, greetings.replace('in capitals', 'as typed'), farewells);
      await stage.said(engine, /the manager of greetings wrote 1 ticket, and changed 3/);
      const status = await says(stage, 0, 'status', '--json');
      const stale = (JSON.parse(status) as { tickets: { id: string; stale?: boolean }[] }).tickets.filter((ticket) => ticket.stale === true).map((ticket) => ticket.id);
      assert.deepEqual(stale, [progress, parked, stuck].sort(), 'who was worked on stays marked');
      const cut = (await stage.withProject(async ({ store }) => store.snapshots.text((await store.read()).commit, 'cuts/areas/greetings.md'))) ?? '';
      const became = [`${progress}: kept, since somebody worked on it`, `${parked}: kept, since somebody worked on it`, `${stuck}: updated`, `${open}: updated`, `${unwanted}: cancelled`];
      for (const line of became) assert.ok(cut.includes(`- ${line}\n`), cut);
      assert.ok(!cut.includes(await id('Done')), 'what is done is no longer cut');
      assert.match(await says(stage, 0, 'show', progress), /Stale: the area greetings changed after it was cut/);

      await stage.setMark('go');
      await says(stage, 0, 'answer', 'Q-0001', 'This one');
      await stage.planSays('all is done that can be', ({ tickets }) => ([...tickets.values()].every(({ state, fields }) => state === 'done' || fields.id === stuck || fields.id === unwanted) ? true : undefined));
      engine.kill('SIGINT');
      assert.equal((await engine.finished).code, 0, engine.output());
      assert.deepEqual(await timesHeard(stage, progress, 'From your manager: The document of your area greetings'), [1]);
      const goneOn = (await runsOf(stage, parked)).at(-1);
      assert.deepEqual([goneOn?.resumed, goneOn?.handed.map((key) => key.replace(/\d+$/, 'N'))], [true, ['area-N']], 'the session that goes on is told as well');
      assert.deepEqual([(await stage.ticket(unwanted)).state, (await stage.ticket(stuck)).state], ['cancelled', 'stuck']);
      assert.match((await stage.ticket(stuck)).text, /As typed\./);
      const { transitions } = await stage.look();
      assert.deepEqual(['cut-areas', 'cut-tickets'].map((name) => transitions.filter((one) => one === name).length), [2, 3], 'farewells was cut once');
    })).timeout(120_000);
});
