import assert from 'node:assert/strict';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunnerRecord } from '../../src/agents/runOrder.js';
import type { Level } from '../../src/plan/atoms.js';
import type { QuestionFields } from '../../src/plan/planningSchemas.js';
import { levelOf } from '../../src/plan/questionTransitions.js';
import { approve } from '../../src/plan/versionTransitions.js';
import { answers, idle, interrupted, liesWith, on, passesUp, questionOf, says, steps, times } from '../support/choir.js';
import type { EngineStage, PlanLook, RunningSanctum } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import { ofRun, runsOf, timesHeard, told } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';
import { someSpec } from '../support/someSpec.js';

/** Counts its beginnings in a file, asks, and writes the answer into another. */
const greeter = steps(['append: { path: begun.txt, text: "once\\n" }', 'ask: Whom do we greet?', 'write: { path: greeting.txt, text: "Hello {{answer}}\\n" }', 'submit: it greets']);

/** The ticket landed with the answer in its file, in so many attempts and without a failure; its agent was given the answer by its last run alone, once. */
async function greeted(stage: EngineStage, id: string, whom: string, attempts: number): Promise<void> {
  const { state, fields } = await stage.ticket(id);
  assert.deepEqual([state, fields.attempts, fields.failures], ['done', attempts, 0]);
  assert.equal(await stage.repo.git('show', 'master:greeting.txt'), `Hello ${whom}`);
  assert.equal(await stage.repo.git('show', 'master:begun.txt'), 'once', 'no session began anew');
  assert.deepEqual(await timesHeard(stage, id, whom), [...Array<number>(attempts - 1).fill(0), 1]);
  const runs = await runsOf(stage, id);
  const { state: answered, deliveries } = await questionOf(stage);
  assert.deepEqual([answered, deliveries.map(({ run }) => run)], ['answered', runs.slice(-1).map(({ run }) => run)]);
  const { transitions } = await stage.look();
  for (const name of ['ask', 'answer']) assert.equal(times({ transitions } as PlanLook, name), 1, name);
}

function pathOf({ path }: QuestionFields): readonly (readonly [Level, string | undefined])[] {
  return path.map(({ level, view }) => [level, view]);
}

inParallel('a question of a coding agent', 3, {
  'is answered by its manager, in the run that asked': () =>
    on({ work: { 'answer-manager': [answers('Ada')] } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      await idle(stage, 0);
      await greeted(stage, id, 'Ada', 1);
      const question = await questionOf(stage);
      assert.deepEqual(pathOf(question), [['manager', undefined]]);
      assert.deepEqual([question.answered?.by, question.answered?.run], ['manager', (await runsOf(stage, 'answer-Q-0001-manager'))[0]?.run]);
    }),

  'is answered by the architect where the manager passes it up, with what the manager thinks of it': () =>
    on({ work: { 'answer-manager': [passesUp('Bob, I guess.')], 'answer-architect': ['read: question', answers('Bea')] } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      await idle(stage, 0);
      await greeted(stage, id, 'Bea', 1);
      const question = await questionOf(stage);
      assert.deepEqual([question.answered?.by, pathOf(question)], ['architect', [['manager', undefined], ['architect', 'Bob, I guess.']]]);
      assert.deepEqual(await timesHeard(stage, 'answer-Q-0001-architect', 'Whom do we greet?'), [1]);
    }),

  'is answered by the engineer where both pass it up, and all that time the run is held': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      await says(stage, 'answer', 'Q-0001', 'Carol');
      await idle(stage, 0, engine);
      await greeted(stage, id, 'Carol', 1);
      const question = await questionOf(stage);
      assert.deepEqual([question.answered?.by, question.answered?.run], ['engineer', undefined]);
      assert.deepEqual(pathOf(question), [['manager', undefined], ['architect', 'I cannot tell.'], ['engineer', 'I cannot tell.']]);
      assert.equal(times(await stage.look(), 'deliver'), 1);
    }),

  'that is not answered in time: parks the ticket, its place is free, and the session goes on with the answer where it stopped': () =>
    on({ limits: { holdSeconds: 0.2, agents: 1 } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const other = await stage.add('Another', steps(['write: { path: other.txt, text: "other\\n" }', 'submit: other']));
      const engine = stage.start(['run']);
      await stage.planSays('the other ticket done', ({ tickets }) => tickets.get(other)?.state === 'done' || undefined);
      await liesWith(stage, 'engineer');
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.parked, fields.run, fields.attempts, fields.failures], ['open', 'Q-0001', undefined, 1, 0]);
      await says(stage, 'answer', 'Q-0001', 'Dora');
      await stage.planSays('the ticket done', ({ tickets }) => tickets.get(id)?.state === 'done' || undefined);
      await interrupted(engine);
      await greeted(stage, id, 'Dora', 2);
      const [first, second] = await runsOf(stage, id);
      assert.deepEqual([first?.resumed, second?.resumed], [false, true]);
      assert.deepEqual(second?.place, first?.place);
      const look = await stage.look();
      assert.ok(look.transitions.indexOf(`park ${id}`) < look.transitions.indexOf(`start ${other}`), 'the other ticket had its place');
    }),

  'that the manager does not answer, however often it tries: climbs by itself': () =>
    on({ limits: { attempts: 2 }, work: { 'answer-manager': ['say: hm'], 'answer-architect': [answers('Eva')] } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      await idle(stage, 0);
      await greeted(stage, id, 'Eva', 1);
      assert.equal((await runsOf(stage, 'answer-Q-0001-manager')).length, 2);
      const [, step] = (await questionOf(stage)).path;
      assert.match(step?.view ?? '', /^The manager came to no answer: The manager neither answered nor passed the question up\./);
    }),

  'that the engineer answers while the manager is at it: ends the run of the manager, and is answered once': () =>
    on({ work: { 'answer-manager': [answers('Bob'), 'progress: thinking', 'hang: true'] } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      const run = await stage.planSays('the manager at work', ({ work }) => work.get('answer-Q-0001-manager')?.fields.run);
      await stage.withProject(({ ports, folder }) => eventually('the answer of the manager', () => new RunFolder(ports.files, folder.run(run)).progress()));
      await says(stage, 'answer', 'Q-0001', 'Flora');
      await idle(stage, 0, engine);
      await greeted(stage, id, 'Flora', 1);
      assert.deepEqual(await timesHeard(stage, id, 'Bob'), [0]);
      const look = await stage.look();
      assert.deepEqual([times(look, 'drop-work'), look.snapshot.work.size], [1, 0]);
      const question = await questionOf(stage);
      assert.deepEqual([question.answered?.by, question.path.map(({ level }) => level)], ['engineer', ['manager', 'architect', 'engineer']]);
      assert.match((await stage.sanctum('answer', 'Q-0001', 'Bob')).output, /Q-0001 was answered already, by the engineer/);
    }),
});

/** An agent that begins when it is told to ask. */
function patient(stage: EngineStage): string {
  return greeter.replace('  - ask:', `  - progress: at work\n  - wait-for: ${stage.mark('ask')}\n  - ask:`);
}

async function killed(engine: RunningSanctum): Promise<void> {
  engine.kill();
  await engine.finished;
}

const hasAsked = async (folder: RunFolder): Promise<true | undefined> => (await folder.mailFiles()).asked.length > 0 || undefined;

async function runnerOf(stage: EngineStage, id: string): Promise<RunnerRecord> {
  return ofRun(stage, id, 'a runner with an agent', async (folder) => {
    const runner = await folder.runner();
    return runner?.agent === undefined ? undefined : runner;
  });
}

function killNow(stage: EngineStage, pid: number | undefined): void {
  const identity = stage.repo.ports.processes.identify(pid ?? 0);
  assert.ok(identity !== undefined && stage.repo.ports.processes.signal(identity, 'SIGKILL'));
}

/** The ticket waits for the engineer, and nobody is at work. */
async function parked(stage: EngineStage, id: string): Promise<void> {
  const { state, fields } = await stage.ticket(id);
  assert.deepEqual([state, fields.parked, fields.attempts, fields.failures], ['open', 'Q-0001', 1, 0]);
  assert.equal(levelOf(await questionOf(stage)), 'engineer');
}

inParallel('a question, with an engine that is killed', 3, {
  'before it is asked, and a run that ended to wait: is found by the next engine, climbs, and is answered while no engine runs': () =>
    on({ limits: { holdSeconds: 0.2 } }, async (stage) => {
      const id = await stage.add('Greet', patient(stage));
      const engine = stage.start(['run', '--until-idle']);
      await stage.working(id);
      await killed(engine);
      await stage.setMark('ask');
      await ofRun(stage, id, 'the end of the run', (folder) => folder.exit());
      assert.equal((await stage.snapshot()).questions.size, 0);
      assert.match(await idle(stage, 7), /WAITING: Q-0001 waits for your answer — give it with 'sanctum answer Q-0001 "…"'/);
      await parked(stage, id);
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await idle(stage, 0);
      await greeted(stage, id, 'Ada', 2);
    }),

  'before it is asked, and a run that is held: is found by the next engine, and answered in that run': () =>
    on({ work: { 'answer-manager': [answers('Bea')] } }, async (stage) => {
      const id = await stage.add('Greet', patient(stage));
      const engine = stage.start(['run', '--until-idle']);
      await stage.working(id);
      await killed(engine);
      await stage.setMark('ask');
      await ofRun(stage, id, 'the question', hasAsked);
      await idle(stage, 0);
      await greeted(stage, id, 'Bea', 1);
    }),

  'while the engineer thinks: is answered without an engine, and the next one gives the answer to the run that is held': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      await killed(engine);
      await says(stage, 'answer', 'Q-0001', 'Carol');
      await idle(stage, 0);
      await greeted(stage, id, 'Carol', 1);
      assert.equal(times(await stage.look(), 'deliver'), 1);
    }),

  'between the record of the delivery and the delivery: the next one delivers, and records nothing twice': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      await killed(engine);
      await says(stage, 'answer', 'Q-0001', 'Dora');
      // The first swap is the lease, the second the delivery.
      const { signal } = await stage.start(['run', '--until-idle'], { event: 'swap', side: 'after', nth: 2, landing: false }).finished;
      assert.equal(signal, 'SIGKILL');
      assert.deepEqual([(await questionOf(stage)).deliveries.length, await timesHeard(stage, id, 'Dora')], [1, [0]]);
      await idle(stage, 0);
      await greeted(stage, id, 'Dora', 1);
    }),
});

inParallel('an asker that is killed while it waits', 3, {
  'is parked and not failed, and goes on with the answer': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      killNow(stage, (await runnerOf(stage, id)).agent?.pid);
      await idle(stage, 7, engine);
      await parked(stage, id);
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await idle(stage, 0);
      await greeted(stage, id, 'Ada', 2);
    }),

  'with its runner: is parked too, and nothing of it is left at work': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      const runner = await runnerOf(stage, id);
      killNow(stage, runner.pid);
      await idle(stage, 7, engine);
      await parked(stage, id);
      await stage.quiet();
      await says(stage, 'answer', 'Q-0001', 'Bea');
      await idle(stage, 0);
      await greeted(stage, id, 'Bea', 2);
    }),

  'between the answer and its ear: the run that goes on is given it, once': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', greeter);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer');
      const runner = await runnerOf(stage, id);
      // A runner that is stopped gives nothing to anybody.
      process.kill(runner.pid, 'SIGSTOP');
      await says(stage, 'answer', 'Q-0001', 'Carol');
      await told(stage, id, 'answer-1');
      killNow(stage, runner.pid);
      await idle(stage, 0, engine);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.attempts, fields.failures], ['done', 2, 0]);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello Carol');
      assert.deepEqual(await timesHeard(stage, id, 'Carol'), [0, 1]);
      const runs = await runsOf(stage, id);
      assert.deepEqual((await questionOf(stage)).deliveries.map(({ run }) => run), runs.map(({ run }) => run));
    }),
});

const twice = steps(['append: { path: begun.txt, text: "once\\n" }', 'ask: Whom?', 'write: { path: whom.txt, text: "{{answer}}\\n" }', 'ask: How?', 'write: { path: how.txt, text: "{{answer}}\\n" }', 'submit: it greets']);

/** One question that it does not wait for, and one that it does. */
const besides = (stage: EngineStage): string =>
  steps(['ask: { question: "Loudly?", blocking: false }', `wait-for: ${stage.mark('on')}`, 'ask: Whom?', 'write: { path: whom.txt, text: "{{answer}}\\n" }', `wait-for: ${stage.mark('done')}`, 'progress: nearly done', 'progress: done', 'submit: it greets']);

inParallel('two questions of one run', 3, {
  'one after the other: are answered each by itself, in that run': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', twice);
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer', 'Q-0001');
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await liesWith(stage, 'engineer', 'Q-0002');
      await says(stage, 'answer', 'Q-0002', 'Warmly');
      await idle(stage, 0, engine);
      assert.deepEqual([await timesHeard(stage, id, 'Ada'), await timesHeard(stage, id, 'Warmly')], [[1], [1]]);
      assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:how.txt')], ['Ada', 'Warmly']);
    }),

  'one after the other, each parked: go on twice in one session': () =>
    on({ limits: { holdSeconds: 0.2 } }, async (stage) => {
      const id = await stage.add('Greet', twice);
      await idle(stage, 7);
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await idle(stage, 7);
      assert.equal((await stage.ticket(id)).fields.parked, 'Q-0002');
      await says(stage, 'answer', 'Q-0002', 'Warmly');
      await idle(stage, 0);
      assert.deepEqual([await timesHeard(stage, id, 'Ada'), await timesHeard(stage, id, 'Warmly')], [[0, 1, 0], [0, 0, 1]]);
      const { fields } = await stage.ticket(id);
      assert.deepEqual([fields.attempts, fields.failures, await stage.repo.git('show', 'master:begun.txt')], [3, 0, 'once']);
      assert.equal(new Set((await runsOf(stage, id)).map(({ place }) => place.worktree)).size, 1);
    }),

  'of which one does not block: goes on without it, and is given its answer with a later call, once': () =>
    on({}, async (stage) => {
      const id = await stage.add('Greet', besides(stage));
      const engine = stage.start(['run', '--until-idle']);
      await liesWith(stage, 'engineer', 'Q-0001');
      await stage.setMark('on');
      await stage.setMark('done');
      await liesWith(stage, 'engineer', 'Q-0002');
      await says(stage, 'answer', 'Q-0001', 'Softly');
      await told(stage, id, 'answer-1');
      await says(stage, 'answer', 'Q-0002', 'Ada');
      await idle(stage, 0, engine);
      assert.deepEqual([await timesHeard(stage, id, 'Ada'), await timesHeard(stage, id, 'Softly')], [[1], [1]]);
      assert.equal(await stage.repo.git('show', 'master:whom.txt'), 'Ada');
    }),

  'of which one does not block, and a run that is parked on the other: the session that goes on is given both, each once': () =>
    on({ limits: { holdSeconds: 0.2 } }, async (stage) => {
      const id = await stage.add('Greet', besides(stage));
      await stage.setMark('on');
      await idle(stage, 7);
      assert.equal((await stage.ticket(id)).fields.parked, 'Q-0002');
      await says(stage, 'answer', 'Q-0001', 'Softly');
      assert.match(await idle(stage, 7), /WAITING: Q-0002 waits for your answer/);
      await says(stage, 'answer', 'Q-0002', 'Ada');
      const engine = stage.start(['run', '--until-idle']);
      await stage.planSays('the session at work again', ({ tickets }) => tickets.get(id)?.fields.run);
      await told(stage, id, 'earlier-1');
      await stage.setMark('done');
      await idle(stage, 0, engine);
      const runs = await runsOf(stage, id);
      assert.deepEqual(runs.map(({ handed }) => handed), [[], ['earlier-1']]);
      assert.deepEqual(await timesHeard(stage, id, 'Ada'), [0, 1]);
      assert.deepEqual((await questionOf(stage, 'Q-0001')).deliveries.map(({ run }) => run), [runs[1]?.run]);
    }),
});

inParallel('a question of those who plan', 2, {
  'of a manager that is to answer one itself: is answered first, and then the manager goes on to answer': () =>
    on({ limits: { holdSeconds: 0.2, agents: 1 }, work: { 'answer-manager': ['ask: Do we greet at all?', answers('Ada, for {{answer}}')], 'answer-architect': [passesUp('We do.')] } }, async (stage) => {
      const id = await stage.add('Greet', greeter);
      await idle(stage, 7);
      const { work } = await stage.snapshot();
      assert.deepEqual([work.size, work.get('answer-Q-0001-manager')?.fields.parked], [1, 'Q-0002']);
      assert.equal(levelOf(await questionOf(stage, 'Q-0002')), 'engineer');
      await says(stage, 'answer', 'Q-0002', 'sure');
      await idle(stage, 0);
      assert.equal(await stage.repo.git('show', 'master:greeting.txt'), 'Hello Ada, for sure');
      assert.deepEqual([(await questionOf(stage)).answered?.by, (await stage.ticket(id)).fields.failures], ['manager', 0]);
      assert.deepEqual([await timesHeard(stage, 'answer-Q-0001-manager', 'sure'), await timesHeard(stage, id, 'Ada, for sure')], [[0, 1], [0, 1]]);
    }),

  'goes up from them too, and the work is parked and goes on with the answer': () =>
    on(
      {
        limits: { holdSeconds: 0.2 },
        work: {
          areas: ['ask: In which language?', 'call: { tool: write_area, arguments: { area: greetings, title: Greetings, text: "In {{answer}}." } }'],
          tickets: ['ask: Whom first?', 'call: { tool: add_ticket, arguments: { title: "Greet {{answer}}", body: "Please." } }'],
        },
      },
      async (stage) => {
        const of = await stage.repo.git('rev-parse', 'master');
        await stage.command(approve({ text: someSpec.text, instead: undefined, spec: someSpec.blob, draft: of, by: 'engineer', at: '2026-11-21T04:30:00Z' }));
        const output = await idle(stage, 7);
        assert.match(output, /areas is parked until Q-0001 is answered/);
        assert.deepEqual(pathOf(await questionOf(stage)), [['engineer', undefined]]);
        await says(stage, 'answer', 'Q-0001', 'Latin');
        await idle(stage, 7);
        const { snapshot } = await stage.look();
        assert.match(snapshot.areas.get('greetings')?.text ?? '', /In Latin\./);
        const work = snapshot.work.get('tickets-greetings')?.fields;
        assert.deepEqual([work?.parked, work?.attempts, work?.failures], ['Q-0002', 1, 0]);
        const question = await questionOf(stage, 'Q-0002');
        assert.deepEqual([question.asker.area, pathOf(question)], ['greetings', [['architect', undefined], ['engineer', 'I cannot tell.']]]);
        await says(stage, 'answer', 'Q-0002', 'Ada');
        await idle(stage, 0);
        assert.match(await stage.repo.git('show', 'master:REHEARSAL.md'), /^- Greet Ada$/);
        assert.deepEqual([await timesHeard(stage, 'areas', 'Latin'), await timesHeard(stage, 'tickets-greetings', 'Ada')], [[0, 1], [0, 1]]);
        const look = await stage.look();
        assert.deepEqual([times(look, 'park-work'), look.snapshot.work.size], [2, 0]);
      },
    ),
});
