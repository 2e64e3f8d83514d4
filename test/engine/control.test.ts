import assert from 'node:assert/strict';
import type { Ticket } from '../../src/plan/snapshot.js';
import type { RunningSanctum, StageOptions } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { runsOf, timesHeard, told } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';

/** A gate that waits for the mark `open` where the tree has a file `slow`, and leaves the mark `entered`. */
const check = 'if [ -e slow ]; then : > "$1/entered"; while [ ! -e "$1/open" ]; do sleep 0.02; done; fi\n';

/** A stage with an engine that goes on until the test has seen all; nothing of it is left, and the audit finds nothing. */
async function on(options: StageOptions, play: (stage: EngineStage, run: () => RunningSanctum) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ ...options, files: { 'check.sh': check } });
  const engines: RunningSanctum[] = [];
  try {
    await play(stage, () => {
      const engine = stage.start(['run']);
      engines.push(engine);
      return engine;
    });
    for (const engine of engines) {
      engine.kill('SIGINT');
      const { code, output } = await engine.finished;
      assert.equal(code, 0, output);
    }
    assert.deepEqual((await stage.look()).broken, []);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

function steps(...lines: readonly string[]): string {
  return `steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
}

function attempts(...each: (readonly string[])[]): string {
  return `attempts:\n${each.map((lines) => `  - steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`).join('')}`;
}

const writes = (path: string): string => `write: { path: ${path}, text: "${path}\\n" }`;
const plain = (path: string): string => steps(writes(path), `submit: ${path}`);

/** Reports progress and waits for the mark `go`. */
const waits = (stage: EngineStage): readonly string[] => ['progress: at work', `wait-for: ${stage.mark('go')}`];

async function says(stage: EngineStage, ...args: string[]): Promise<void> {
  const { code, output } = await stage.sanctum(...args);
  assert.equal(code, 0, output);
}

function ticketIs(stage: EngineStage, id: string, what: string, is: (ticket: Ticket) => boolean): Promise<Ticket> {
  return stage.planSays(`${id} ${what}`, ({ tickets }) => {
    const ticket = tickets.get(id);
    return ticket !== undefined && is(ticket) ? ticket : undefined;
  });
}

const done = (stage: EngineStage, id: string): Promise<Ticket> => ticketIs(stage, id, 'done', ({ state }) => state === 'done');
const handedIn = (stage: EngineStage, id: string): Promise<true> => stage.planSays(`${id} handed in`, ({ pending }) => pending.has(id) || undefined);
const stopped = (stage: EngineStage, id: string): Promise<Ticket> => ticketIs(stage, id, 'stopped', ({ state, fields }) => state === 'open' && fields.run === undefined && fields.hold !== undefined);

/** Begins and never ends; its next attempt looks for what it wrote. */
const endless = attempts([writes('first.txt'), 'progress: at work', 'hang: true'], ['run: grep -q first first.txt', writes('second.txt'), 'submit: both']);

async function wentOnFrom(stage: EngineStage, id: string): Promise<void> {
  const { fields, text } = await done(stage, id);
  assert.deepEqual([fields.attempts, fields.failures], [2, 0]);
  assert.match(text, /## Attempt 1\n\nThe run was stopped\./);
  assert.equal(await stage.repo.git('show', 'master:first.txt'), 'first.txt');
}

inParallel('while the engine runs, the engineer', 3, {
  'notes something on a ticket: its agent reads it with its next tool call, once, and the next agent when it begins': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Noted', attempts([...waits(stage), 'progress: read it', 'progress: and go on', 'exit: 1'], [writes('a.txt'), `wait-for: ${stage.mark('end')}`, 'submit: a']));
      run();
      await stage.working(id);
      await says(stage, 'note', id, 'Be brief.');
      await told(stage, id, 'note-1');
      await stage.setMark('go');
      await ticketIs(stage, id, 'begun again', ({ fields }) => fields.attempts === 2);
      await told(stage, id, 'note-1');
      await stage.setMark('end');
      await done(stage, id);
      assert.deepEqual((await runsOf(stage, id)).map(({ handed }) => handed), [['note-1'], ['note-1']]);
      const [times] = await timesHeard(stage, id, 'Note from the engineer: Be brief.');
      assert.equal(times, 1);
    }),

  'stops a run: it ends, its work is kept, the ticket is held; let go, it goes on from there': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Stopped', endless);
      const engine = run();
      await stage.working(id);
      await says(stage, 'stop', id, 'not now');
      const { fields } = await stopped(stage, id);
      assert.deepEqual([fields.attempts, fields.failures, fields.hold?.why], [1, 0, 'not now']);
      assert.equal(await stage.repo.git('show', `refs/sanctum/wip/${id}/1:first.txt`), 'first.txt');
      await stage.said(engine, `held: ${id} — let go with 'sanctum resume ${id}'`);
      assert.deepEqual(stage.agents(), []);
      await says(stage, 'resume', id);
      await wentOnFrom(stage, id);
    }),

  'stops a run and tries it again': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Stopped', endless);
      run();
      await stage.working(id);
      await says(stage, 'stop', id);
      await stopped(stage, id);
      await says(stage, 'retry', id);
      await wentOnFrom(stage, id);
    }),

  'promotes a ticket: the run at work keeps its model, and the next attempt has the next one': () =>
    on({ config: { roles: { coding: ['rehearsal', 'rehearsal:rehearsal'] } } }, async (stage, run) => {
      const id = await stage.add('Promoted', endless);
      run();
      await stage.working(id);
      await says(stage, 'promote', id, '--reason', 'it is hard');
      await says(stage, 'stop', id);
      await stopped(stage, id);
      await says(stage, 'resume', id);
      await wentOnFrom(stage, id);
      const runs = await stage.repo.git('grep', '-h', '^model:', 'refs/heads/sanctum/plan', '--', 'runs');
      assert.deepEqual(runs.split('\n'), ['model: rehearsal', 'model: rehearsal:rehearsal']);
    }),

  'stops a run that hears nothing, and one that no engine saw stopped': () =>
    on({}, async (stage, run) => {
      const deaf = attempts([writes('first.txt'), 'progress: at work', 'hang: deaf'], ['run: grep -q first first.txt', 'submit: one']);
      const id = await stage.add('Deaf', deaf);
      const first = stage.start(['run']);
      await stage.working(id);
      first.kill();
      await first.finished;
      await says(stage, 'stop', id);
      run();
      await stopped(stage, id);
      await says(stage, 'resume', id);
      await wentOnFrom(stage, id);
    }),

  'stops a run that waits for an answer: it goes on in its session when it is answered and let go': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Asks', steps('append: { path: begun.txt, text: "once\\n" }', 'progress: at work', 'ask: Whom?', 'write: { path: whom.txt, text: "{{answer}}\\n" }', 'submit: it greets'));
      const engine = run();
      await stage.said(engine, 'Q-0001 waits for your answer');
      await says(stage, 'stop', id);
      assert.equal((await stopped(stage, id)).fields.parked, 'Q-0001');
      await says(stage, 'answer', 'Q-0001', 'Ada');
      await stage.said(engine, new RegExp(`WAITING: held: ${id}`));
      assert.equal((await stage.ticket(id)).fields.attempts, 1);
      await says(stage, 'resume', id);
      assert.equal((await done(stage, id)).fields.failures, 0);
      assert.deepEqual([await stage.repo.git('show', 'master:whom.txt'), await stage.repo.git('show', 'master:begun.txt')], ['Ada', 'once']);
      assert.deepEqual(await timesHeard(stage, id, 'Ada'), [0, 1]);
    }),

  'pauses: agents at work go on, and nothing is started, tested or landed until it is resumed': () =>
    on({ config: { limits: { agents: 1 } } }, async (stage, run) => {
      const id = await stage.add('At work', steps(writes('a.txt'), ...waits(stage), 'submit: a'));
      const next = await stage.add('Waits', plain('b.txt'));
      const engine = run();
      await stage.working(id);
      await says(stage, 'pause', 'lunch');
      await stage.setMark('go');
      await handedIn(stage, id);
      await stage.said(engine, /WAITING: paused by .* \(lunch\) — go on with 'sanctum resume'/);
      const { snapshot, transitions } = await stage.look();
      assert.deepEqual([snapshot.tickets.get(id)?.state, snapshot.tickets.get(next)?.state], ['in-progress', 'open']);
      assert.deepEqual(transitions.slice(transitions.indexOf('pause') + 1).filter((name) => name !== 'acknowledge'), [`submit ${id}`]);
      await says(stage, 'resume');
      await Promise.all([done(stage, id), done(stage, next)]);
    }),

  'lands nothing while landing is frozen, and all of it when that is over': () =>
    on({}, async (stage, run) => {
      await says(stage, 'freeze', 'release day');
      const first = await stage.add('First', plain('a.txt'));
      const engine = run();
      await handedIn(stage, first);
      const second = await stage.add('Second', plain('b.txt'));
      await handedIn(stage, second);
      await stage.said(engine, /WAITING: .*landing is frozen by .* \(release day\) — let it go on with 'sanctum thaw'/);
      assert.equal((await stage.look()).transitions.some((name) => name.startsWith('land')), false);
      await says(stage, 'thaw');
      await Promise.all([done(stage, first), done(stage, second)]);
    }),

  'holds a ticket while it is tested: it does not land, others pass it, and let go it lands': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Held', steps(writes('slow'), 'submit: slow'));
      run();
      await stage.appeared('entered');
      await says(stage, 'hold', id);
      const other = await stage.add('Passes', plain('b.txt'));
      await handedIn(stage, other);
      await stage.setMark('open');
      await done(stage, other);
      const { snapshot } = await stage.look();
      assert.deepEqual([snapshot.tickets.get(id)?.state, snapshot.pending.has(id)], ['in-progress', true]);
      await says(stage, 'resume', id);
      assert.equal((await done(stage, id)).fields.attempts, 1);
    }),

  'holds a ticket that is at work: its agent goes on, and its submission waits': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Held', steps(writes('a.txt'), ...waits(stage), 'submit: a'));
      const engine = run();
      await stage.working(id);
      await says(stage, 'hold', id);
      await stage.setMark('go');
      await handedIn(stage, id);
      await stage.said(engine, `WAITING: held: ${id}`);
      const other = await stage.add('Passes', plain('b.txt'));
      await done(stage, other);
      assert.equal((await stage.ticket(id)).state, 'in-progress');
      await says(stage, 'resume', id);
      assert.equal((await done(stage, id)).fields.attempts, 1);
    }),

  'ejects a ticket while it is tested: it is out of the queue and held, its work is kept, others pass it, and a retry goes on from there': () =>
    on({}, async (stage, run) => {
      const id = await stage.add('Ejected', attempts([writes('slow'), 'submit: slow'], ['run: grep -q slow slow', 'remove: slow', writes('fast'), 'submit: fast']));
      run();
      await stage.appeared('entered');
      await says(stage, 'eject', id);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.hold !== undefined, (await stage.snapshot()).pending.has(id)], ['open', true, false]);
      const other = await stage.add('Passes', plain('b.txt'));
      await handedIn(stage, other);
      await stage.setMark('open');
      await done(stage, other);
      assert.equal((await stage.ticket(id)).state, 'open');
      await says(stage, 'retry', id);
      const ended = await done(stage, id);
      assert.deepEqual([ended.fields.attempts, ended.fields.failures], [2, 0]);
      assert.equal(await stage.repo.git('show', 'master:fast'), 'fast');
    }),
});
