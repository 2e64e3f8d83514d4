import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunningSanctum } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import type { Fault } from '../support/faultyPorts.js';
import { inParallel } from '../support/inParallel.js';
import { PlainPlan } from '../support/plainPlan.js';
import type { LiveRun } from '../support/stageRuns.js';
import { liveRuns } from '../support/stageRuns.js';

/** As many as the tests have at work at once. */
const fleet = 4;

/** An agent that writes a file of its own, waits for the mark `go`, writes more and submits. */
function waiting(stage: EngineStage, file: string): string {
  const steps = [{ write: { path: file, text: 'before\n' } }, { progress: 'waiting' }, { 'wait-for': stage.mark('go') }, { append: { path: file, text: 'after\n' } }, { progress: 'going on' }, { submit: 'done' }];
  return stringify({ steps });
}

/** Adds tickets whose agents write `1.txt`, `2.txt` and so on. */
async function addWaiting(stage: EngineStage, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) ids.push(await stage.add(`Write file ${String(number)}`, waiting(stage, `${String(number)}.txt`)));
  return ids;
}

async function on(play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ config: { limits: { agents: fleet } } });
  try {
    await play(stage);
    assert.equal(await stage.repo.git('status', '--porcelain'), '');
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

async function died(engine: RunningSanctum): Promise<void> {
  const { signal, output } = await engine.finished;
  assert.equal(signal, 'SIGKILL', output);
}

/** The runs' runners and agents are those that were there, each still alive, and there are no others. */
async function unchanged(stage: EngineStage, before: readonly LiveRun[]): Promise<void> {
  assert.deepEqual(await liveRuns(stage, before.length), before);
  for (const { runner, agent } of before) assert.ok(stage.repo.ports.processes.isAlive(runner) && stage.repo.ports.processes.isAlive(agent));
  assert.deepEqual(stage.agents(), before.map(({ agent }) => agent.pid).sort((a, b) => a - b));
}

/** A new engine has a run of a ticket in its hands when that is told what the engineer notes. */
async function adopts(stage: EngineStage, ticket: string): Promise<void> {
  const { code, output } = await stage.sanctum('note', ticket, 'Go on.');
  assert.equal(code, 0, output);
  await stage.withProject(({ store, ports, folder }) =>
    eventually(`the note in the hands of ${ticket}`, async () => {
      const run = (await store.read()).tickets.get(ticket)?.fields.run;
      return run === undefined ? undefined : new RunFolder(ports.files, folder.run(run)).told('note-1');
    }),
  );
}

/** Sets the mark, and sees everything end well: each was begun once, and landed once. */
async function allLand(stage: EngineStage, engine: RunningSanctum, tickets: readonly string[], works: readonly string[] = []): Promise<void> {
  await stage.setMark('go');
  const { code, output } = await engine.finished;
  assert.equal(code, 0, output);
  const { snapshot, transitions, broken } = await stage.look();
  assert.deepEqual(broken, []);
  const times = (name: string): number => transitions.filter((one) => one === name).length;
  const landed = (await stage.repo.git('log', '--format=%B', 'master')).split('\n');
  const timesLanded = (id: string): number => landed.filter((line) => line === `Sanctum-Ticket: ${id}`).length;
  for (const id of tickets) assert.deepEqual([snapshot.tickets.get(id)?.fields.attempts, times(`start ${id}`), timesLanded(id)], [1, 1, 1], id);
  assert.ok([...snapshot.tickets.values()].every(({ state }) => state === 'done'));
  const runs = (await stage.repo.git('ls-tree', '-r', '--name-only', 'refs/heads/sanctum/plan', 'runs/')).split('\n');
  for (const work of works) assert.equal(runs.filter((path) => path.includes(`-${work}-`)).length, 1, work);
  for (const number of tickets.keys()) assert.equal(await stage.repo.git('show', `master:${String(number + 1)}.txt`), 'before\nafter');
}

/** What the engine was doing when its landing was cut short. */
const landingFaults: Readonly<Record<string, Omit<Fault, 'landing'>>> = {
  'the intent is the plan': { event: 'swap', side: 'after', nth: 1 },
  'git was given the word': { event: 'go', side: 'after', nth: 1 },
  'master is moved': { event: 'end', side: 'after', nth: 1 },
};

/** An engine dies in the middle of a landing while four agents are at work. */
function duringLanding(fault: Omit<Fault, 'landing'>): Promise<void> {
  return on(async (stage) => {
    const landable = await stage.landable({ 'a.txt': 'a, as landed\n' });
    const tickets = await addWaiting(stage, fleet);
    // What is in the way keeps the landing back until all four are at work.
    await stage.repo.write('a.txt', "the engineer's\n");
    const first = stage.start(['run', '--until-idle']);
    const before = await liveRuns(stage, fleet);
    await stage.said(first, /you have changes to a\.txt/);
    first.kill();
    await died(first);
    await stage.repo.git('checkout', '--quiet', 'a.txt');
    await died(stage.start(['run', '--until-idle'], { ...fault, landing: true }));
    await unchanged(stage, before);
    assert.ok((await stage.snapshot()).intent !== undefined, 'the landing was cut short');
    const third = stage.start(['run', '--until-idle']);
    await stage.said(third, /the landing of \d{4} that was cut short|landed: master/);
    for (const id of tickets) await adopts(stage, id);
    await unchanged(stage, before);
    await allLand(stage, third, tickets);
    assert.equal(await stage.repo.git('show', 'master:a.txt'), 'a, as landed');
    assert.equal((await stage.repo.git('log', '--format=%B', 'master')).split(`Sanctum-Ticket: ${landable.ticket}\n`).length, 2);
  });
}

inParallel('an engine that is killed while four agents are at work', 2, {
  'two managers and two coding agents: the next engine adopts them all': () =>
    on(async (stage) => {
      const body = (file: string): string => `Do it.\n\n~~~rehearsal\n${stringify({ steps: [{ write: { path: file, text: 'cut\n' } }, { submit: 'done' }] })}~~~\n`;
      const cuts = (file: string): object => ({ steps: [{ progress: 'cutting' }, { 'wait-for': stage.mark('go') }, { call: { tool: 'add_ticket', arguments: { title: `Write ${file}`, body: body(file) } } }] });
      await stage.setMark('manager.yaml', stringify({ work: { 'tickets-greetings': cuts('greetings.txt'), 'tickets-farewells': cuts('farewells.txt') } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, manager: [`rehearsal:${stage.mark('manager.yaml')}`] } }));
      await new PlainPlan(stage.repo).commit({ 'spec.md': '# The project\n\n## Greetings\n\nHello.\n\n## Farewells\n\nGoodbye.\n' });
      const tickets = await addWaiting(stage, 2);
      const engine = stage.start(['run', '--until-idle']);
      await stage.said(engine, 'tickets-greetings begun');
      await stage.said(engine, 'tickets-farewells begun');
      const before = await liveRuns(stage, fleet);
      engine.kill();
      await died(engine);
      await unchanged(stage, before);
      const next = stage.start(['run', '--until-idle']);
      for (const id of tickets) await adopts(stage, id);
      await unchanged(stage, before);
      await allLand(stage, next, tickets, ['areas', 'tickets-greetings', 'tickets-farewells']);
      assert.deepEqual([await stage.repo.git('show', 'master:greetings.txt'), await stage.repo.git('show', 'master:farewells.txt')], ['cut', 'cut']);
    }),

  'an architect among them: the next engine adopts them all, and the areas are cut once': () =>
    on(async (stage) => {
      const call = { call: { tool: 'write_area', arguments: { area: 'greetings', title: 'Greetings', text: '- Greet' } } };
      await stage.setMark('architect.yaml', stringify({ work: { areas: { steps: [{ progress: 'cutting' }, { 'wait-for': stage.mark('go') }, call] } } }));
      await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('architect.yaml')}`] } }));
      await new PlainPlan(stage.repo).commit({ 'spec.md': '# The project\n' });
      const tickets = await addWaiting(stage, fleet - 1);
      const engine = stage.start(['run', '--until-idle']);
      const before = await liveRuns(stage, fleet);
      engine.kill();
      await died(engine);
      const next = stage.start(['run', '--until-idle']);
      for (const id of tickets) await adopts(stage, id);
      await unchanged(stage, before);
      await allLand(stage, next, tickets, ['areas', 'tickets-greetings']);
    }),

  'four coding agents: the next engine adopts them all': () =>
    on(async (stage) => {
      const tickets = await addWaiting(stage, fleet);
      const engine = stage.start(['run', '--until-idle']);
      const before = await liveRuns(stage, fleet);
      engine.kill();
      await died(engine);
      await unchanged(stage, before);
      const next = stage.start(['run', '--until-idle']);
      for (const id of tickets) await adopts(stage, id);
      await unchanged(stage, before);
      await allLand(stage, next, tickets);
    }),

  ...Object.fromEntries(
    Object.entries(landingFaults).map(([when, fault]) => [`four coding agents, in a landing when ${when}: the next engine adopts them all and finishes the landing`, () => duringLanding(fault)]),
  ),
});
