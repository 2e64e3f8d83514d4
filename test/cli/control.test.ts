import assert from 'node:assert/strict';
import * as z from 'zod';
import { PlanStore } from '../../src/plan/store.js';
import type { Snapshot } from '../../src/plan/snapshot.js';
import type { Transition } from '../../src/plan/transition.js';
import { ask } from '../../src/plan/questionTransitions.js';
import { configure, lease, start, submit } from '../../src/plan/transitions.js';
import { beginWork, failWork } from '../../src/plan/workTransitions.js';
import type { Terminal } from '../support/command.js';
import { sanctum, sanctumJson } from '../support/command.js';
import { someRun, someTime } from '../support/planStage.js';
import type { TemporaryRepository } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';
import { sampleProject } from '../support/sampleProject.js';

const givenSchema = z.strictObject({ commit: z.string(), ticket: z.string().optional(), question: z.string().optional(), work: z.string().optional() });
const questionsSchema = z.array(
  z.strictObject({
    id: z.string(),
    level: z.enum(['manager', 'architect', 'engineer']),
    asker: z.string(),
    of: z.string().optional(),
    question: z.string(),
    text: z.string(),
    blocking: z.boolean(),
    asked: z.string(),
    since: z.string(),
    options: z.array(z.string()),
    default: z.string().optional(),
    answer: z.string().optional(),
    answerer: z.enum(['manager', 'architect', 'engineer', 'default', 'decision']).optional(),
    answeredBy: z.string().optional(),
    replaced: z.array(z.never()),
    withdrawn: z.boolean(),
  }),
);
const statusSchema = z.looseObject({
  paused: z.strictObject({ by: z.string(), at: z.string(), why: z.string().optional() }).optional(),
  questions: questionsSchema,
  work: z.array(z.strictObject({ name: z.string(), role: z.string(), words: z.string(), phase: z.string(), attempt: z.number(), since: z.string().optional(), progress: z.string().optional() })),
  tickets: z.array(z.looseObject({ id: z.string(), phase: z.string() })),
});

const architect = { role: 'architect' as const, run: 'R-asker', work: 'areas' };
const coding = { role: 'coding' as const, run: 'R-coder', ticket: '0001', area: 'greetings' };

describe("the engineer's commands", () => {
  let repository: TemporaryRepository;
  let terminal: Terminal;
  let store: PlanStore;
  let sequence = 0;

  const inTerminal = (...args: string[]) => sanctum(terminal, ...args);
  const planTip = () => repository.git('rev-parse', 'sanctum/plan');
  const plan = (): Promise<Snapshot> => store.read();

  /** What an engine that has gone since wrote. */
  async function engine(...transitions: readonly Transition[]): Promise<void> {
    for (const transition of transitions) {
      const written = await store.write(transition, { author: { kind: 'engine', machine: 'machine.test', epoch: 1, sequence } });
      assert.ok(!('refused' in written), 'refused' in written ? written.refused : '');
      sequence += 1;
    }
  }

  /** The command does what it says, in one plan commit of its own. */
  async function says(words: RegExp, ...args: string[]): Promise<void> {
    const tip = await planTip();
    const { code, stdout, stderr } = await inTerminal(...args);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, words);
    assert.equal(await repository.git('rev-parse', 'sanctum/plan~1'), tip);
  }

  async function refuses(words: RegExp, ...args: string[]): Promise<void> {
    const tip = await planTip();
    const { code, stderr } = await inTerminal(...args);
    assert.match(stderr, words);
    assert.equal(code, 2, stderr);
    assert.equal(await planTip(), tip);
  }

  beforeEach(async () => {
    repository = await temporaryRepository({ files: sampleProject });
    terminal = { folder: repository.path, environment: repository.ports.processes.environment() };
    store = new PlanStore(repository.repository, repository.ports.files, repository.ports.clock);
    sequence = 0;
    assert.equal((await inTerminal('init', '--gate', 'make test')).code, 0);
    assert.equal((await inTerminal('add', 'Greet')).code, 0);
    await engine(lease({ machine: 'machine.test', host: 'h', user: 'u', pid: 1, epoch: 1, since: someTime }, 0));
  });

  afterEach(() => repository.dispose());

  it('answer a question under any of its names, and refuse one that is unknown, answered, or no question', async () => {
    await engine(
      ask({ asker: { ...architect, number: 1 }, text: 'Hello or Hi?\nBoth are used.', options: ['Hello', 'Hi'], default: 'Hello', blocking: true, asked: someTime }),
      ask({ asker: { ...coding, number: 1 }, text: 'Tabs?', options: [], blocking: false, asked: someTime }),
    );
    assert.match((await inTerminal('status')).stdout, /^\? Q-0001 asks you: Hello or Hi\? \(sanctum answer Q-0001 "…"\)\n {4}architect, .* ago · options: Hello \| Hi · without an answer: Hello\nmaster is green/);
    await refuses(/There is no question Q-0009/, 'answer', '9', 'Hello');
    await refuses(/"twelve" is no question.*sanctum questions/, 'answer', 'twelve', 'Hello');
    await refuses(/The answer cannot be written: it must not be blank/, 'answer', '1', ' ');
    await says(/Q-0001 is answered; who asked is told by the engine, and goes on\./, 'answer', 'Q-1', 'Hello: always.\n\nEven at night.');
    await refuses(/Q-0001 was answered already, by the engineer/, 'answer', '1', 'Hi');
    const { fields } = (await plan()).questions.get('Q-0001') ?? {};
    assert.deepEqual([fields?.answer, fields?.answered?.by, fields?.state], ['Hello: always.\n\nEven at night.', 'engineer', 'answered']);
    const given = await sanctumJson(terminal, givenSchema, 'answer', '2', 'No.');
    assert.deepEqual(given, { question: 'Q-0002', commit: await planTip() });
    assert.deepEqual((await plan()).questions.get('Q-0002')?.fields.path.map(({ level }) => level), ['manager', 'architect', 'engineer']);
  });

  it('list the questions, the open ones alone unless all are wanted, or show one', async () => {
    assert.equal((await inTerminal('questions')).stdout, 'Nobody has asked anything.\n');
    await engine(
      ask({ asker: { ...coding, number: 1 }, text: 'Tabs?', options: [], blocking: false, asked: someTime }),
      ask({ asker: { ...architect, number: 1 }, text: 'Hello or Hi?\nBoth are used.', options: ['Hello', 'Hi'], default: 'Hello', blocking: true, asked: someTime }),
    );
    await inTerminal('answer', '1', 'No.');
    assert.match(
      (await inTerminal('questions')).stdout,
      /^Q-0002 lies with you for \S+ \S+ · architect asked for areas \S+ \S+ ago, and waits\n {2}Hello or Hi\?\n {2}Both are used\.\n {2}options: Hello \| Hi · without an answer: Hello\n {2}sanctum answer Q-0002 "…"\n$/,
    );
    assert.match((await inTerminal('questions', '1')).stdout, /^Q-0001 answered by you .* ago · coding agent of 0001 asked .*\n {2}Tabs\?\n {2}→ No\.\n$/);
    assert.deepEqual((await sanctumJson(terminal, questionsSchema, 'questions', '--all')).map(({ id, answer }) => [id, answer]), [['Q-0002', undefined], ['Q-0001', 'No.']]);
    await refuses(/There is no question Q-0009/, 'questions', '9');
    await inTerminal('answer', '2', 'Hello');
    assert.match((await inTerminal('questions')).stdout, /No question is open.*sanctum questions --all/);
  });

  it('pause and resume the whole', async () => {
    await refuses(/It is not paused/, 'resume');
    await refuses(/The reason cannot be written: it must be one line/, 'pause', 'two\nlines');
    await says(/^Paused: agents at work go on to their end, and nothing is started, tested or landed until: sanctum resume\n$/, 'pause', 'Lunch');
    const { paused } = await sanctumJson(terminal, statusSchema, 'status');
    assert.match(paused?.by ?? '', /^\S+@\S+$/);
    assert.equal(paused?.why, 'Lunch');
    assert.match((await inTerminal('status')).stdout, / · paused\n/);
    await refuses(/It is paused already, since \S+ by \S+@\S+\./, 'pause');
    await says(/The pause is over/, 'resume');
    assert.equal((await sanctumJson(terminal, statusSchema, 'status')).paused, undefined);
  });

  it('freeze landing and let it go on', async () => {
    await refuses(/Landing is not frozen/, 'thaw');
    await says(/^Landing is frozen: .* until: sanctum thaw\n$/, 'freeze', 'Release day');
    assert.match((await inTerminal('status')).stdout, / · landing frozen\n/);
    await refuses(/Nothing lands already, since \S+ by \S+@\S+\. To let it go on: sanctum thaw/, 'freeze');
    await says(/Landing goes on/, 'thaw');
    assert.doesNotMatch((await inTerminal('status')).stdout, /frozen/);
  });

  it('put tickets in front of the queue, and show it', async () => {
    assert.deepEqual(await inTerminal('queue'), { code: 0, stdout: 'The queue is empty.\n', stderr: '' });
    await refuses(/The queue is in the order of arrival already/, 'queue', '--reset');
    await refuses(/There is no ticket 0007/, 'queue', '7');
    await refuses(/Ticket 0001 is named twice/, 'queue', '1', '0001');
    assert.equal((await inTerminal('queue', '1', '--reset')).code, 2);
    await says(/^0001 comes first in the queue, once handed in\.\n$/, 'queue', '1');
    await says(/^The queue is in the order of arrival again\.\n$/, 'queue', '--reset');
  });

  it('hold a ticket and let it go on', async () => {
    await refuses(/There is no ticket 0007/, 'hold', '7');
    await refuses(/Ticket 0001 is not held/, 'resume', '1');
    await says(/Ticket 0001 is held: .* until: sanctum resume 0001/, 'hold', '1', 'not "yet": #1');
    assert.match((await inTerminal('status')).stdout, /‖ 0001 Greet {2}held {6}\S+ · by \S+@\S+ · not "yet": #1\n/);
    await refuses(/Ticket 0001 is held already/, 'hold', '0001');
    assert.deepEqual(await sanctumJson(terminal, givenSchema, 'resume', '1'), { ticket: '0001', commit: await planTip() });
    assert.equal((await plan()).tickets.get('0001')?.fields.hold, undefined);
  });

  it('stop a run, whose ticket may be tried again when it is open', async () => {
    await refuses(/Ticket 0001 has no run that could be stopped.*sanctum hold 0001/, 'stop', '1');
    await engine(start('0001', 'R-20260228T143000-0001-1', await repository.git('rev-parse', 'HEAD'), someTime));
    await says(/The run of ticket 0001 is ended by the engine, and what it wrote is kept\. The ticket is held until: sanctum resume 0001/, 'stop', '1', 'astray');
    const { hold } = (await plan()).tickets.get('0001')?.fields ?? {};
    assert.deepEqual([hold?.stop, hold?.why], ['R-20260228T143000-0001-1', 'astray']);
    await refuses(/being ended already/, 'stop', '1');
    await refuses(/Ticket 0001 is in-progress/, 'retry', '1');
  });

  it('take a ticket out of the queue, and try it again', async () => {
    await refuses(/Ticket 0001 is open, not in-progress/, 'eject', '1');
    const base = await repository.git('rev-parse', 'HEAD');
    const run = someRun('0001', 1, base);
    const pending = { ticket: '0001', run: run.run, attempt: 1, base, commit: base, tree: await repository.git('rev-parse', 'HEAD^{tree}'), summary: 'Done', model: 'rehearsal', submitted: someTime };
    await engine(start('0001', run.run, base, someTime), submit(run, pending));
    await says(/Ticket 0001 is out of the queue, open and held; .* after: sanctum resume 0001/, 'eject', '1');
    assert.deepEqual([(await plan()).pending.size, (await plan()).tickets.get('0001')?.state], [0, 'open']);
    await says(/Ticket 0001 is open again; its next attempt begins from the work so far\./, 'retry', '1');
    assert.equal((await plan()).tickets.get('0001')?.fields.hold, undefined);
  });

  it('promote a ticket to the next model of the ladder, for its next attempt', async () => {
    await refuses(/The next attempt at ticket 0001 is made by rehearsal already, the last on its ladder\. .* add a model to the end of roles\.coding in sanctum\.json\./, 'promote', '1');
    const { config } = await plan();
    assert.ok(config !== undefined);
    await store.write(configure({ ...config, roles: { ...config.roles, coding: ['rehearsal', 'rehearsal:/middle', 'rehearsal:/large'] } }), { author: { kind: 'command', writer: 'ada@home', nonce: 'n' } });
    await says(/^Ticket 0001 is promoted from rehearsal to rehearsal:\/middle: its next attempt is made by that\.\n$/, 'promote', '1', '--reason', 'It is "hard"');
    assert.match((await inTerminal('show', '1')).stdout, /\npromotions:\n {2}- at: .*\n {4}by: \S+@\S+\n {4}from: rehearsal\n {4}to: rehearsal:\/middle\n {4}attempt: 1\n {4}reason: It is "hard"\n/);
    await engine(start('0001', 'R-20260228T143000-0001-1', await repository.git('rev-parse', 'HEAD'), someTime));
    const promotedSchema = z.strictObject({ ticket: z.string(), commit: z.string(), from: z.string(), to: z.string(), attempt: z.number() });
    const given = await sanctumJson(terminal, promotedSchema, 'promote', '1');
    assert.deepEqual(given, { ticket: '0001', commit: await planTip(), from: 'rehearsal:/middle', to: 'rehearsal:/large', attempt: 2 });
    await refuses(/made by rehearsal:\/large already/, 'promote', '1');
    await refuses(/There is no ticket 0007/, 'promote', '7');
  });

  it('note something for whoever works on a ticket', async () => {
    await refuses(/There is no ticket 0007/, 'note', '7', 'Be brief.');
    await refuses(/The note cannot be written/, 'note', '1', '\n');
    await says(/Noted: an agent at work on ticket 0001 reads it with its next tool call/, 'note', '1', 'Be brief.\n\n---\nReally: "brief".');
    await says(/Noted/, 'note', '0001', 'And kind.');
    assert.deepEqual((await plan()).notes.get('0001'), ['Be brief.\n\n---\nReally: "brief".', 'And kind.']);
  });

  it('try a stuck piece of work again by its name', async () => {
    const base = await repository.git('rev-parse', 'HEAD');
    const seed = { name: 'tickets-greetings', kind: 'tickets' as const, role: 'manager' as const, of: base, subject: 'greetings' };
    const { ticket: _ticket, ...record } = someRun('0001', 1, base, { role: 'manager', submitted: false });
    const failed = failWork({ ...record, work: seed.name }, { reason: 'It is too hard.', report: 'x', own: true });
    await engine(beginWork(seed, record.run, base, someTime), failed, beginWork(seed, record.run, base, someTime), failed, beginWork(seed, record.run, base, someTime));
    await refuses(/tickets-greetings is not stuck/, 'retry', 'tickets-greetings');
    await engine(failed);
    const { work } = await sanctumJson(terminal, statusSchema, 'status');
    assert.deepEqual(work.map(({ words, phase, progress }) => [words, phase, progress]), [['manager of greetings writes tickets', 'stuck', 'It is too hard.']]);
    await says(/tickets-greetings is to be done again; it begins from the work so far\./, 'retry', 'tickets-greetings');
    await refuses(/There is no piece of work areas/, 'retry', 'areas');
  });

  it('are all refused without a plan', async () => {
    await repository.git('branch', '--quiet', '-D', 'sanctum/plan');
    for (const args of [['answer', '1', 'x'], ['questions'], ['pause'], ['resume'], ['resume', '1'], ['stop', '1'], ['hold', '1'], ['eject', '1'], ['note', '1', 'x'], ['retry', 'areas'], ['promote', '1']]) {
      assert.deepEqual(await inTerminal(...args), { code: 3, stdout: '', stderr: 'sanctum: This repository has no plan yet. Run: sanctum init\n' });
    }
  });
});
