import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { RunOrder } from '../../src/agents/runOrder.js';
import { hold } from '../../src/plan/controlTransitions.js';
import { approve } from '../../src/plan/versionTransitions.js';
import type { EngineStage } from '../support/engineStage.js';
import { runsOf, timesHeard } from '../support/heard.js';
import { inParallel } from '../support/inParallel.js';
import { someSpec } from '../support/someSpec.js';
import { onStage } from '../support/onStage.js';

const at = '2026-11-21T04:30:00Z';
const by = 'engineer@test';

function steps(lines: readonly string[], indent = ''): string {
  return `${indent}steps:\n${lines.map((line) => `${indent}  - ${line}\n`).join('')}`;
}

/** Gives architect and manager a scenario for each kind of work, and the architect a spec. */
async function withSpec(stage: EngineStage, work: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await stage.setMark('choir.yaml', `work:\n${Object.entries(work).map(([kind, lines]) => `  ${kind}:\n${steps(lines, '    ')}`).join('')}`);
  const model = [`rehearsal:${stage.mark('choir.yaml')}`];
  await stage.configure((present) => ({ ...present, roles: { ...present.roles, manager: model, architect: model } }));
  const of = await stage.repo.git('rev-parse', 'master');
  await stage.command(approve({ text: someSpec.text, instead: undefined, spec: someSpec.blob, draft: of, by, at }));
}

async function idle(stage: EngineStage, expected: number): Promise<string> {
  const { code, output } = await stage.untilIdle();
  assert.equal(code, expected, output);
  return output;
}

const area = (name: string): string => `call: { tool: write_area, arguments: { area: ${name}, title: ${name}, text: All of it. } }`;
const ticketOf = (title: string): string => `call: { tool: add_ticket, arguments: { title: ${title}, body: "Do it.\\n\\n\`\`\`rehearsal\\nsteps:\\n  - write: { path: ${title}.txt, text: x }\\n  - submit: done\\n\`\`\`\\n" } }`;

inParallel('a session that goes on', 3, {
  'has what it had written before it asked, and none of that is on the plan before it is done': () =>
    onStage({ config: { limits: { holdSeconds: 0.2 } } }, async (stage) => {
      await withSpec(stage, { areas: [area('first'), 'ask: And a second one?', area('second')], tickets: [ticketOf('first'), ticketOf('second')] });
      assert.match(await idle(stage, 7), /areas is parked until Q-0001 is answered/);
      const waiting = await stage.snapshot();
      assert.deepEqual([[...waiting.areas.keys()], waiting.cuts.size], [[], 0]);
      await stage.sanctum('answer', 'Q-0001', 'Yes');
      await stage.command(hold(await stage.add('Held', steps(['submit: x'])), { by, at }, false));
      const engine = stage.start(['run']);
      const { areas } = await stage.planSays('the areas', (plan) => (plan.cuts.has(undefined) ? plan : undefined));
      assert.deepEqual([...areas.keys()], ['first', 'second']);
      await stage.planSays('the tickets of both', ({ cuts }) => (cuts.has('first') && cuts.has('second') ? true : undefined));
      engine.kill('SIGINT');
      await engine.finished;
      await stage.withProject(async ({ folder }) => {
        const left = (await readdir(join(folder.path, 'tickets'))).filter((name) => name.includes('-areas-'));
        const attempts = await Promise.all(left.map((name) => readdir(join(folder.path, 'tickets', name))));
        assert.deepEqual(attempts.flat(), [], 'the worktree of a finished piece of work is cleared away, whichever run it was made for');
      });
    }),

  'in another home, because its own is gone: is told what was asked and answered': () =>
    onStage({ config: { limits: { holdSeconds: 0.2 } } }, async (stage) => {
      const id = await stage.add('Greet', steps(['ask: Whom?', 'write: { path: whom.txt, text: "{{answer}}\\n" }', 'submit: done']));
      await idle(stage, 7);
      const [{ place } = { place: { worktree: '', home: '', temporary: '' } }] = await runsOf(stage, id);
      await stage.repo.ports.files.removeTree(place.home);
      await stage.sanctum('answer', 'Q-0001', 'Ada');
      await idle(stage, 7);
      const [, second] = await runsOf(stage, id);
      assert.deepEqual([second?.resumed, await timesHeard(stage, id, 'The answer:\n\nAda')], [false, [0, 1, 0].slice(0, (await runsOf(stage, id)).length)]);
    }),

  'goes on from the files of an earlier version, and begins anew where they are damaged': () =>
    onStage({ config: { limits: { holdSeconds: 0.2 } } }, async (stage) => {
      const scenario = steps(['ask: Whom?', 'write: { path: FILE, text: "{{answer}}\\n" }', 'submit: done']);
      const [early, damaged] = [await stage.add('Early', scenario.replace('FILE', 'early.txt')), await stage.add('Damaged', scenario.replace('FILE', 'damaged.txt'))];
      await idle(stage, 7);
      const orderOf = async (id: string): Promise<string> => {
        const [{ run } = { run: '' }] = await runsOf(stage, id);
        return stage.withProject(({ folder }) => Promise.resolve(join(folder.run(run), 'order.json')));
      };
      const path = await orderOf(early);
      const { stream: _stream, containment: _containment, before: _before, limits, ...order } = JSON.parse(await readFile(path, 'utf8')) as RunOrder;
      const { totalSeconds, graceSeconds } = limits;
      await writeFile(path, JSON.stringify({ ...order, limits: { totalSeconds, graceSeconds } }));
      await writeFile(await orderOf(damaged), '{"run": ');
      for (const question of ['Q-0001', 'Q-0002']) await stage.sanctum('answer', question, 'Ada');
      // Whoever begins anew plays its scenario again, and asks again.
      assert.match(await idle(stage, 7), /Q-0003/);
      assert.deepEqual([(await stage.ticket(early)).state, (await runsOf(stage, early)).at(-1)?.resumed], ['done', true]);
      const { state, fields } = await stage.ticket(damaged);
      const second = await stage.withProject(({ ports, folder }) => new RunFolder(ports.files, folder.run(fields.resumes ?? '')).order());
      assert.deepEqual([state, second?.attempt, second?.command.args.includes('--resume')], ['open', 2, false]);
    }),

  'is there still after a run that never began: hears of the attempt before that, and the answer that this was to hear': () =>
    onStage({ config: { limits: { attempts: 1, holdSeconds: 0.2 }, setup: { commands: ['case "$PWD" in */tickets/*) ! ls | grep -q unp ;; esac'] } } }, async (stage) => {
      const red = await stage.add('Red', `attempts:\n${[['write: { path: broken, text: x }', 'submit: done'], ['remove: broken', 'write: { path: whole, text: x }', 'submit: done']].map((lines) => `  - ${steps(lines, '    ').trimStart()}`).join('')}`);
      const asks = await stage.add('Asks', steps(['ask: Whom?', 'write: { path: whom.txt, text: "{{answer}}" }', 'submit: done']));
      await idle(stage, 7);
      const sessions = [(await stage.ticket(red)).fields.resumes, (await stage.ticket(asks)).fields.resumes];
      await stage.repo.commit({ unprepared: '' }, 'Master moves on');
      await stage.sanctum('retry', red);
      await idle(stage, 7);
      await stage.sanctum('answer', 'Q-0001', 'Ada');
      await stage.start(['run', '--until-idle'], { event: 'detach', side: 'before', nth: 1, landing: false }).finished;
      await stage.command(hold(asks, { by, at }, true));
      await idle(stage, 7);
      const unbegun = [await stage.ticket(red), await stage.ticket(asks)];
      assert.match(unbegun[0]?.text ?? '', /The set-up of the worktree failed\./);
      assert.match(unbegun[1]?.text ?? '', /The run was stopped before it began\./);
      assert.deepEqual([unbegun.map(({ fields }) => fields.resumes), unbegun[1]?.fields.parked], [sessions, 'Q-0001']);

      await stage.repo.commit({ unprepared: null }, 'Master moves on again');
      await stage.sanctum('retry', red);
      await stage.sanctum('resume', asks);
      await idle(stage, 0);
      const [last, answered] = [(await runsOf(stage, red)).at(-1), (await runsOf(stage, asks)).at(-1)];
      assert.deepEqual([last?.resumed, answered?.resumed], [true, true]);
      assert.match(last?.heard[0] ?? '', /gate[^]*The set-up of the worktree failed\./i);
      assert.match(answered?.heard[0] ?? '', /Whom\?[^]*Ada/);
    }),

  'is not there for an attempt that begins anew after it failed, which is told the answers all the same': () =>
    onStage({ config: { limits: { attempts: 2, holdSeconds: 0.2 } } }, async (stage) => {
      const id = await stage.add('Greet', `attempts:\n${[['ask: Whom?'], ['exit: 3'], ['write: { path: b.txt, text: b }', 'submit: done']].map((lines) => `  - ${steps(lines, '    ').trimStart()}`).join('')}`);
      await idle(stage, 7);
      await stage.sanctum('answer', 'Q-0001', 'Ada');
      await idle(stage, 0);
      const runs = await runsOf(stage, id);
      assert.match(runs.at(-1)?.heard[0] ?? '', /An earlier session asked:\n\nWhom\?\n[^]*\nThe answer:\n\nAda\n/);
    }),
});

inParallel('a run that is stopped', 3, {
  'is asked once, however long it takes to end': () =>
    onStage({}, async (stage) => {
      const id = await stage.add('Deaf', steps(['progress: deaf', 'hang: deaf']));
      const engine = stage.start(['run', '--until-idle']);
      await stage.working(id);
      await stage.command(hold(id, { by, at }, true));
      const { code } = await engine.finished;
      assert.equal(code, 7);
      const { state, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.failures], ['open', 0]);
      const logs = await stage.withProject(async ({ folder }) => Promise.all((await readdir(folder.logs)).map((name) => readFile(join(folder.logs, name), 'utf8'))));
      assert.ok(logs.join('').split(`ending the run of ${id}`).length - 1 < 15, logs.join(''));
    }),

  'before it began: can never begin any more, also by a runner that is on its way': () =>
    onStage({}, async (stage) => {
      const id = await stage.add('Never', steps(['progress: at work', 'hang: true']));
      await stage.start(['run', '--until-idle'], { event: 'detach', side: 'before', nth: 1, landing: false }).finished;
      const { run = '' } = (await stage.ticket(id)).fields;
      assert.notEqual(run, '');
      await stage.command(hold(id, { by, at }, true));
      await idle(stage, 7);
      const { state, text, fields } = await stage.ticket(id);
      assert.deepEqual([state, fields.run, fields.failures], ['open', undefined, 0]);
      assert.match(text, /The run was stopped before it began\./);
      await stage.withProject(async ({ ports, folder }) => {
        const runner = ports.processes.start({ file: process.execPath, args: [stage.programs.runner, folder.run(run)], cwd: stage.root, env: ports.processes.environment() });
        await runner.ended;
        assert.equal(await new RunFolder(ports.files, folder.run(run)).progress(), undefined);
      });
    }),
});
