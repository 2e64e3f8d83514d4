import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { RunningCommand, Terminal } from '../support/command.js';
import { sanctum, sanctumJson, startSanctum } from '../support/command.js';
import { eventually } from '../support/eventually.js';
import type { TemporaryRepository } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';
import { sampleProject } from '../support/sampleProject.js';

const statusSchema = z.object({
  tickets: z.array(z.object({ id: z.string(), phase: z.string(), attempt: z.number(), landed: z.object({ commit: z.string() }).optional() })),
  engine: z.string().optional(),
});

const worktreesSchema = z.array(z.object({ path: z.string() }));

/** Begins, and goes on when it is told to. */
const patientScenario = `steps:
  - write: { path: began, text: "" }
  - wait-for: go
  - remove: began
  - remove: go
  - write: { path: news.txt, text: "news\\n" }
  - submit: News
`;

describe('run', () => {
  let repository: TemporaryRepository;
  let terminal: Terminal;
  let engines: RunningCommand[];

  function startRun(...args: string[]): RunningCommand {
    const engine = startSanctum(terminal, 'run', ...args);
    engines.push(engine);
    return engine;
  }

  const status = () => sanctumJson(terminal, statusSchema, 'status');

  beforeEach(async () => {
    engines = [];
    repository = await temporaryRepository({ files: sampleProject });
    terminal = { folder: repository.path, environment: repository.ports.processes.environment() };
    const { code, stderr } = await sanctum(terminal, 'init', '--gate', 'make test');
    assert.equal(code, 0, stderr);
  });

  afterEach(async () => {
    for (const engine of engines) engine.signal('SIGKILL');
    await Promise.all(engines.map((engine) => engine.ended()));
    await repository.dispose();
  });

  it('--until-idle without a ticket says what it waits for and ends with 0', async () => {
    const { code, stdout, stderr } = await sanctum(terminal, 'run', '--until-idle');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /\[INFO\] WAITING: no spec — run 'sanctum plan'\n.*the engine has stopped\n$/);
  });

  it('writes every line to a log of its own as [time] [LEVEL] words, and says where that is', async () => {
    await sanctum(terminal, 'add', 'Rehearse');
    const { stdout } = await sanctum(terminal, 'run', '--until-idle');
    const path = /the engine runs for .*; log: (.*)$/m.exec(stdout)?.[1] ?? '';
    assert.match(path, /\/logs\/run_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.log$/);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\] \[(?:DEBUG|INFO|WARN|ERROR)\] \S/);
    assert.deepEqual(lines.filter((line) => !line.includes('[DEBUG]')), stdout.trimEnd().split('\n'));
    for (const words of ['0001 started, attempt 1: Rehearse', '0001 handed in', 'testing 0001 on master', '0001 landed: master is ']) {
      assert.ok(stdout.includes(`[INFO] ${words}`), `${words} is not in:\n${stdout}`);
    }
  });

  it('--json prints nothing but the last status', async () => {
    await sanctum(terminal, 'add', 'Rehearse');
    const last = await sanctumJson(terminal, statusSchema, 'run', '--until-idle');
    assert.deepEqual(last.tickets.map((ticket) => [ticket.id, ticket.phase]), [['0001', 'done']]);
  });

  it('without approval waits, names the command that approves, and goes on by itself when that was given', async () => {
    await sanctum(terminal, 'add', 'Rehearse');
    terminal = { ...terminal, environment: { ...terminal.environment, SANCTUM_HOME: join(repository.scratch, 'another user') } };
    const idle = await sanctum(terminal, 'run', '--until-idle');
    assert.equal(idle.code, 7);
    const engine = startRun();
    const waiting = await engine.line(/WAITING: the commands of this plan are not approved on this machine/);
    const [, command = ''] = /'sanctum (trust --hash [0-9a-f]{12})'/.exec(waiting) ?? [];
    assert.equal((await sanctum(terminal, ...command.split(' '))).code, 0);
    await engine.line(/0001 landed/);
  });

  it('a second one exits with 4, says who runs, and status says so too', async () => {
    const engine = startRun();
    await engine.line(/WAITING: no spec/);
    const second = await sanctum(terminal, 'run');
    assert.deepEqual(second, { code: 4, stdout: '', stderr: `sanctum: Another engine runs this repository (process ${String(engine.pid)}). It goes on; this one can only look: sanctum status\n` });
    assert.equal((await status()).engine, `process ${String(engine.pid)}`);
    await sanctum(terminal, 'add', 'It goes on');
    await engine.line(/0001 landed/);
  });

  it('Ctrl-C stops it with 0 and leaves the agent alive, and the next one takes the agent over', async () => {
    await repository.write('patient.yaml', patientScenario);
    await sanctum(terminal, 'add', 'Bring news', '--scenario', 'patient.yaml');
    const engine = startRun();
    await engine.line(/0001 started, attempt 1/);
    const worktree = await eventually('the agent at work', async () => {
      const [first] = await sanctumJson(terminal, worktreesSchema, 'worktrees');
      return first !== undefined && (await repository.ports.files.status(join(first.path, 'began'))) !== undefined ? first.path : undefined;
    });
    engine.signal('SIGINT');
    const { code, stdout } = await engine.ended();
    assert.equal(code, 0);
    assert.match(stdout, /stopping: agents go on, and the next engine takes them over; once more to stop at once\n[^]*the engine has stopped\n$/);
    assert.deepEqual([(await status()).engine, (await status()).tickets[0]?.phase], [undefined, 'coding']);
    await writeFile(join(worktree, 'go'), '');
    assert.equal((await sanctum(terminal, 'run', '--until-idle')).code, 0);
    const [ticket] = (await status()).tickets;
    assert.deepEqual([ticket?.phase, ticket?.attempt], ['done', 1]);
    assert.equal(await repository.git('show', 'master:news.txt'), 'news');
  });

  it('Ctrl-C waits for a landing; twice stops at once, and the next one brings the landing to its end', async () => {
    // The engineer's own filter holds git back in the middle of the landing.
    const [began, pipe] = [join(repository.scratch, 'began'), join(repository.scratch, 'pipe')];
    await repository.ports.processes.run({ file: 'mkfifo', args: [pipe], cwd: repository.scratch, env: terminal.environment });
    await repository.commit({ '.gitattributes': 'REHEARSAL.md filter=slow\n' }, 'A slow file');
    await repository.git('config', 'filter.slow.smudge', `echo > "${began}"; cat "${pipe}" > /dev/null; cat`);
    try {
      await sanctum(terminal, 'add', 'Rehearse');
      const engine = startRun();
      await eventually('the landing', async () => (await repository.ports.files.status(began)) !== undefined || undefined);
      engine.signal('SIGINT');
      await engine.line(/stopping: agents go on/);
      engine.signal('SIGINT');
      assert.equal((await engine.ended()).code, 130);
      await repository.git('config', '--unset', 'filter.slow.smudge');
      const { code, stdout } = await sanctum(terminal, 'run', '--until-idle');
      assert.equal(code, 0, stdout);
      assert.match(stdout, /landing of 0001 that was cut short/);
      assert.equal((await status()).tickets[0]?.landed?.commit, await repository.git('rev-parse', 'master'));
      assert.equal(await repository.git('status', '--porcelain'), '');
      assert.equal((await sanctum(terminal, 'audit')).code, 0);
    } finally {
      // What still reads there is let go.
      await writeFile(pipe, 'on\n', { flag: 'r+' });
    }
  });
});
