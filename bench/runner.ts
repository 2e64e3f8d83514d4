import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { shippedAgentPrograms } from '../test/support/agentPrograms.js';
import { eventually } from '../test/support/eventually.js';
import { RunStage } from '../test/support/runStage.js';
import { askedMilliseconds, endSurvivors } from '../test/support/survivors.js';
import { callSchema, greetingSchema } from '../src/agents/runnerProtocol.js';
import type { RunOrder } from '../src/agents/runOrder.js';
import type { Ports } from '../src/platform/ports.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { spanOf } from './stopwatch.js';

const benchmark = 'runner';
const rounds = 3;

/** Twenty commands of a second each, with words and a call of Sanctum's tools after each. */
const scenario = `steps:\n${Array.from({ length: 20 }, (_, n) => `  - run: sleep 1\n  - say: Step ${String(n)} is done\n  - progress: ${String(n)} of 20\n`).join('')}`;

/** Resident memory in megabytes, now and at most. */
function memoryOf(pid: number): { readonly now: number; readonly peak: number } | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    return { now: kilobytes('VmRSS') / 1024, peak: kilobytes('VmHWM') / 1024 };
  } catch {
    return undefined;
  }
}

/** A Node that has nothing to do. */
async function emptyNode(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("here"); setInterval(() => undefined, 60_000)'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return memoryOf(child.pid ?? 0)?.now ?? Number.NaN;
  } finally {
    child.kill('SIGKILL');
  }
}

/** The agent's command alone, with its MCP server and somebody who answers that at once. */
async function bare(stage: RunStage, order: RunOrder): Promise<void> {
  const listener = await stage.ports.sockets.listen(order.socket, (connection) => {
    connection.onMessage((message) => {
      if (greetingSchema.safeParse(message).success) return;
      connection.send({ id: callSchema.parse(message).id, accepted: true, text: 'Noted.' });
    });
  });
  try {
    const { file, args, cwd, env } = order.command;
    const child = spawn(file, [...args], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.resume();
    child.stdin.end(order.prompt);
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`The bare agent ended with ${String(code)}.`);
  } finally {
    await listener.close();
  }
}

interface Watched {
  readonly milliseconds: number;
  readonly memory: number;
  readonly peak: number;
}

/** The same run by the runner, whose memory is looked at meanwhile. */
async function run(stage: RunStage, order: RunOrder): Promise<Watched> {
  let [memory, peak] = [0, 0];
  const milliseconds = await spanOf(async () => {
    await stage.runs.start(order);
    const exit = await eventually('the end of the run', async () => {
      const state = await stage.runs.observe(order.run);
      if (state.kind === 'ended') return state.exit;
      const found = state.kind === 'live' ? memoryOf(state.runner.pid) : undefined;
      if (found !== undefined) [memory, peak] = [found.now, found.peak];
      return undefined;
    }, 120_000);
    if (exit.exitCode !== 0) throw new Error(`The agent ended with ${String(exit.exitCode)}.`);
  });
  return { milliseconds, memory, peak };
}

/** What the runner costs each run, and how fast it ends what will not end. */
export async function runner(_ports: Ports, _folder: string, report: (figure: Figure) => void): Promise<void> {
  const stage = await RunStage.make(shippedAgentPrograms());
  const [times, memory, peaks]: [Round[], Round[], Round[]] = [[], [], []];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const ours = await run(stage, await stage.order({ scenario, totalSeconds: 300 }));
      const limit = await spanOf(async () => bare(stage, await stage.order({ scenario })));
      const empty = await emptyNode();
      times.push({ ours: ours.milliseconds, limit });
      memory.push({ ours: ours.memory, limit: empty });
      peaks.push({ ours: ours.peak, limit: empty });
    }
  } finally {
    await stage.close();
  }
  report(figureOf(times, { benchmark, name: 'a run of 20 s, from its order to its record', unit: 'ratio', goal: 1.15, against: 'the same agent with the same MCP server, without the runner' }));
  const against = 'an empty Node process, in MB';
  report(figureOf(memory, { benchmark, name: "the runner's memory at the end of that run", unit: 'ratio', goal: 1.4, against }));
  report(figureOf(peaks, { benchmark, name: "the runner's memory at its highest", unit: 'ratio', goal: undefined, against }));
  const ends = await endSurvivors(20, 1);
  const spans = ends.map(({ milliseconds }) => ({ ours: milliseconds - askedMilliseconds, limit: askedMilliseconds }));
  report(figureOf(spans, { benchmark, name: 'from the last polite signal to the record, with a daemon that hears none and starts further ones', unit: 'ms', goal: undefined, against: 'the time that it was asked politely' }));
}
