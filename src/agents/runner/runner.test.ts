import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { RunStage } from '../../../test/support/runStage.js';
import { readEventLine } from '../stream/eventRecord.js';
import type { Connection } from '../../platform/sockets.js';
import type { RunOrder } from '../runOrder.js';

describe('the runner', () => {
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
  });
  afterEach(() => stage.close());

  /** Starts a run and waits until its agent has made the file `started`. */
  async function startUntilStarted(scenario: string, wishes: Parameters<RunStage['order']>[0] = {}): Promise<RunOrder> {
    const order = await stage.order({ ...wishes, scenario });
    await stage.runs.start(order);
    await stage.appeared('started');
    return order;
  }

  async function runnerOf(order: RunOrder): Promise<{ pid: number; startTime: string }> {
    const state = await stage.runs.observe(order.run);
    assert.equal(state.kind, 'live');
    return state.runner;
  }

  async function connect(order: RunOrder): Promise<Connection> {
    const connection = await stage.ports.sockets.connect(order.socket);
    assert.ok(connection, 'the runner listens');
    return connection;
  }

  it('records a submission, the last progress and the exit code', async () => {
    const exit = await stage.play({
      scenario: 'steps: [{progress: Half way.}, {submit: {summary: "First", evidence: "none"}}, {submit: {summary: "Done.\\n\\tTwo lines.", evidence: "npm test: 3 passed"}}]',
    });
    assert.equal(exit.reason, 'exited');
    assert.equal(exit.exitCode, 0);
    assert.equal(exit.progress, 'Half way.');
    assert.equal(exit.submission?.summary, 'Done.\n\tTwo lines.');
    assert.equal(exit.submission.evidence, 'npm test: 3 passed');
  });

  it('tells the agent to end its turn after submit_pr', async () => {
    const order = await stage.order({ scenario: 'steps: [{submit: All of it.}]' });
    await stage.runs.start(order);
    await stage.ended(order);
    assert.match(await stage.stream(order), /Submitted\. End your turn now\./);
  });

  it('records an exit code that is not 0, and no submission where none was made', async () => {
    const exit = await stage.play({ scenario: 'steps: [{say: Oh.}, {exit: 7}]' });
    assert.deepEqual([exit.reason, exit.exitCode, exit.submission], ['exited', 7, undefined]);
  });

  it('removes its socket before it leaves a record', async () => {
    const order = await stage.order({ scenario: 'steps: []' });
    await stage.runs.start(order);
    await stage.ended(order);
    assert.equal(await stage.ports.files.status(order.socket), undefined);
  });

  it('starts no second agent in a folder that another runner has', async () => {
    const order = await startUntilStarted('steps: [{append: {path: starts, text: "x"}}, {write: {path: started, text: ""}}, {wait-for: go}]');
    const first = await runnerOf(order);
    const second = await stage.ports.processes.run({ file: process.execPath, args: [stage.programs.runner, stage.runs.folder(order.run).path], cwd: stage.path, env: {} });
    assert.equal(second.exitCode, 0);
    assert.deepEqual(await runnerOf(order), first);
    assert.ok(await stage.ports.sockets.connect(order.socket), 'the first runner still listens');
    await stage.touch('go');
    assert.equal((await stage.ended(order)).reason, 'exited');
    assert.equal(await stage.text('starts'), 'x');
  });

  it('starts one agent when many start the same run at once', async () => {
    const order = await stage.order({ scenario: 'steps: [{append: {path: starts, text: "x"}}]' });
    await Promise.all([stage.runs.start(order), stage.runs.start(order), stage.runs.start(order)]);
    await stage.ended(order);
    assert.equal(await stage.text('starts'), 'x');
  });

  it('outlives the process that started it', async () => {
    const order = await stage.order({ scenario: 'steps: [{write: {path: started, text: ""}}, {wait-for: go}, {submit: Alone.}]' });
    const host = spawn(process.execPath, ['--import=tsx', join(import.meta.dirname, '../../../test/support/startRun.ts'), JSON.stringify({ runs: join(stage.path, 'runs'), programs: stage.programs, order })], {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    const gone = new Promise((resolve) => host.once('exit', resolve));
    await stage.appeared('started');
    // The whole group, and then what a closing terminal would send to the runner.
    assert.ok(host.pid);
    process.kill(-host.pid, 'SIGKILL');
    await gone;
    process.kill((await runnerOf(order)).pid, 'SIGHUP');
    await stage.touch('go');
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.submission?.summary], ['exited', 'Alone.']);
  });

  it('ends a deaf agent at its time cap, with the daemon that left its group and session', async () => {
    const scenario = `steps:
      - run: 'setsid sh -c "touch started; exec sleep 600" >/dev/null 2>&1 </dev/null &'
      - wait-for: started
      - hang: deaf`;
    const order = await stage.order({ scenario, totalSeconds: 0.8, graceSeconds: 0.1 });
    await stage.runs.start(order);
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.signal], ['time-cap', 'SIGKILL']);
    assert.match(exit.detail ?? '', /0\.8 seconds/);
    assert.ok(exit.survivorsKilled >= 1);
    assert.deepEqual(await stage.tagged(order), []);
  });

  it('kills what an agent leaves behind when it ends by itself, also what holds its output open', async () => {
    const script = 'sleep 600 & setsid sleep 601 & echo here';
    const order = await stage.order();
    await stage.runs.start({ ...order, command: { file: '/bin/sh', args: ['-c', script], cwd: stage.worktree, env: {} } });
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.exitCode], ['exited', 0]);
    assert.equal(await stage.stream(order), 'here\n');
    assert.equal(exit.survivorsKilled, 2);
    assert.deepEqual(await stage.tagged(order), []);
  });

  it('kills what is left of the agent\'s group when the tag was thrown away', async () => {
    const order = await stage.order({ scenario: "steps: [{run: 'env -i sh -c \"echo \\$\\$ > pid; exec sleep 600\" >/dev/null 2>&1 &'}, {wait-for: pid}]" });
    await stage.runs.start(order);
    assert.equal((await stage.ended(order)).reason, 'exited');
    const pid = Number(await stage.text('pid'));
    assert.equal(stage.ports.processes.identify(pid), undefined);
  });

  it('ends a run that is asked to stop, and keeps what was submitted', async () => {
    const order = await startUntilStarted('steps: [{submit: Early.}, {write: {path: started, text: ""}}, {hang: true}]');
    await stage.runs.stop(order.run);
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.signal, exit.submission?.summary], ['stopped', 'SIGINT', 'Early.']);
  });

  it('kills the deaf child of an agent that heard', async () => {
    const order = await startUntilStarted("steps: [{write: {path: started, text: ''}}, {run: 'trap \"\" INT TERM; touch deaf; sleep 600'}]", { graceSeconds: 0.1 });
    await stage.appeared('deaf');
    await stage.runs.stop(order.run);
    const exit = await stage.ended(order);
    assert.equal(exit.reason, 'stopped');
    assert.deepEqual(await stage.tagged(order), []);
  });

  it('ends an agent that has stalled, and says why', async () => {
    const [silent, idle] = await Promise.all([
      stage.play({ scenario: 'steps: [{progress: Here.}, {hang: true}]', silenceSeconds: 0.8, toolSeconds: 10 }),
      stage.play({ scenario: "steps: [{run: 'sleep 600'}]", silenceSeconds: 0.2, toolSeconds: 0.8 }),
    ]);
    assert.deepEqual([silent.reason, silent.progress, idle.reason], ['stalled', 'Here.', 'stalled']);
    assert.match(silent.detail ?? '', /^Nothing was heard of it for 0\.8 seconds, and no tool of its was at work\.$/);
    assert.match(idle.detail ?? '', /^Its tool "run" did nothing that could be seen for 0\.8 seconds\.$/);
  });

  it("ends an agent that goes on without Sanctum's tools, long before it has spent anything, and says so", async () => {
    const recorded = join(import.meta.dirname, '../../../test/streams/claude-without-tools.jsonl');
    const order = await stage.order();
    const run = { ...order, stream: 'claude' as const, command: { ...order.command, file: '/bin/sh', args: ['-c', `head -n 1 ${recorded}; sleep 600`] } };
    await stage.runs.start(run);
    const exit = await stage.ended(run);
    assert.deepEqual([exit.reason, exit.account?.failure?.cause, exit.detail], ['exited', 'tools', "The agent had none of Sanctum's tools, went on without them, and was ended."]);
    assert.deepEqual(await stage.tagged(run), []);
  });

  it('does not take an agent for stalled whose tool works, or whose question is held', async () => {
    const busy = stage.play({ scenario: "steps: [{run: 'timeout 4 sh -c \"while :; do :; done\" || true'}, {submit: Built.}]", silenceSeconds: 1.5, toolSeconds: 1.5 });
    const asking = stage.play({ scenario: 'steps: [{ask: Capitals?}]', silenceSeconds: 1.5, toolSeconds: 1.5, holdSeconds: 4 });
    assert.deepEqual([(await busy).reason, (await busy).submission?.summary, (await asking).reason], ['exited', 'Built.', 'exited']);
  });

  it('keeps what the agent did as events beside what it printed, and what they came to in its record', async () => {
    const order = await stage.order({ scenario: 'steps: [{say: One}, {run: "echo two"}, {progress: Three.}]' });
    await stage.runs.start(order);
    const exit = await stage.ended(order);
    const lines = (await stage.runs.folder(order.run).readEventsEnd(1024 * 1024)).toString('utf8').trimEnd().split('\n');
    const told = lines.map((line) => readEventLine(line)?.event);
    assert.deepEqual(told.map((event) => (event?.kind === 'tool' ? `${event.name} ${event.state}` : event?.kind)), [
      'started', 'say completed', 'message', 'run started', 'run completed', 'progress started', 'report_progress completed', 'end',
    ]);
    assert.match(lines[0] ?? '', /^\{"at":"\d{4}-\d\d-\d\dT[\d:]{8}Z","kind":"started"\}$/);
    assert.deepEqual([exit.badLines, exit.account], [0, { run: {}, whole: {} }]);
  });

  it('records an agent that cannot be started', async () => {
    const command = { file: '/nowhere/agent', args: [], cwd: stage.worktree, env: {} };
    const exit = await stage.play({ command });
    assert.equal(exit.reason, 'not-started');
    assert.match(exit.detail ?? '', /\/nowhere\/agent could not be started: .*ENOENT/);
    const homeless = await stage.play({ command: { ...command, file: '/bin/sh', cwd: join(stage.path, 'gone') } });
    assert.equal(homeless.reason, 'not-started');
    assert.match(homeless.detail ?? '', /The agent's folder .*gone does not exist\./);
  });

  it('records an order that is damaged, naming the file', async () => {
    const order = await stage.order();
    const { path } = stage.runs.folder(order.run);
    await stage.ports.files.write(join(path, 'order.json'), '{"run": 1');
    await stage.ports.processes.run({ file: process.execPath, args: [stage.programs.runner, path], cwd: path, env: {} });
    const exit = await stage.ended(order);
    assert.equal(exit.reason, 'not-started');
    assert.match(exit.detail ?? '', /order\.json is damaged/);
  });

  it('closes a connection that shows a wrong token, and the run goes on', async () => {
    const order = await startUntilStarted('steps: [{write: {path: started, text: ""}}, {wait-for: go}, {submit: Mine.}]');
    for (const message of [{ token: 'f'.repeat(32) }, { id: 1, tool: 'submit_pr', arguments: {} }, 'hello']) {
      const connection = await connect(order);
      const closed = new Promise<void>((resolve) => connection.onClose(resolve));
      connection.send(message);
      await closed;
    }
    await stage.touch('go');
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.submission?.summary, exit.refusedConnections], ['exited', 'Mine.', 3]);
  });

  it('quarantines a run whose token a second connection shows, and refuses its submission', async () => {
    const order = await startUntilStarted('steps: [{submit: Mine.}, {write: {path: started, text: ""}}, {hang: true}]');
    const intruder = await connect(order);
    intruder.send({ token: order.token });
    const exit = await stage.ended(order);
    assert.deepEqual([exit.reason, exit.submission], ['quarantined', undefined]);
    assert.match(exit.detail ?? '', /second connection/);
    assert.deepEqual(await stage.tagged(order), []);
  });

  it('quarantines a run also when the first connection is gone by then', async () => {
    const order = await startUntilStarted('steps: [{write: {path: started, text: ""}}, {hang: true}]');
    const first = await connect(order);
    const answered = new Promise<unknown>((resolve) => first.onMessage(resolve));
    first.send({ token: order.token });
    first.send({ id: 1, tool: 'report_progress', arguments: { text: 'Here.' } });
    assert.deepEqual(await answered, { id: 1, accepted: true, text: 'Noted.' });
    const gone = new Promise<void>((resolve) => first.onClose(resolve));
    first.close();
    await gone;
    (await connect(order)).send({ token: order.token });
    assert.equal((await stage.ended(order)).reason, 'quarantined');
  });

  it('gives the agent the tag, and of the machine only what is allowed', async () => {
    process.env['GIT_DIR'] = '/somewhere';
    process.env['SECRET_TOKEN'] = 'x';
    try {
      const order = await stage.order({ scenario: "steps: [{run: 'env > environment'}]" });
      await stage.runs.start(order);
      await stage.ended(order);
      const names = ((await stage.text('environment')) ?? '').split('\n');
      assert.ok(names.includes(`SANCTUM_TAG=${order.tag}`));
      assert.ok(names.includes(`HOME=${stage.runs.folder(order.run).home}`));
      assert.ok(!names.some((line) => /^(?:GIT_DIR|SECRET_TOKEN)=/.test(line)));
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['SECRET_TOKEN'];
    }
  });
});
