import { posix } from 'node:path';
import { RunFolder } from '../agents/runFolder.js';
import type { ExitRecord, RunOrder } from '../agents/runOrder.js';
import { isoSeconds } from '../platform/clock.js';
import { tagVariable } from '../platform/processes.js';
import { Dice } from './dice.js';
import type { Program, ProgramTable, Running } from './simProcesses.js';
import { simPorts } from './simPorts.js';

/** What a simulated coding agent does, and how often of a hundred. */
const manners = {
  works: 56,
  weak: 8,
  clashing: 8,
  flaky: 6,
  idle: 5,
  asking: 7,
  crashing: 5,
  lost: 5,
} as const;
type Manner = keyof typeof manners;

function mannerOf(dice: Dice): Manner {
  let throwOf = dice.below(Object.values(manners).reduce((sum: number, one) => sum + one, 0));
  for (const [manner, weight] of Object.entries(manners)) {
    throwOf -= weight;
    if (throwOf < 0) return manner as Manner;
  }
  return 'works';
}

/** One of so many agents starts something in a group of its own, which nothing but its tag leads to. */
const leavesDaemon = 2;

/** A number that a text always gives. */
export function numberOf(text: string): number {
  let number = 7;
  for (const letter of text) number = (Math.imul(number, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return number;
}

/** The runner and its agent in one: claims the run, works in the worktree, leaves the record. */
export function agentProgram(seed: number, programs: () => ProgramTable): Program {
  return async (running) => {
    const { machine, process } = running;
    const ports = simPorts(machine, process, programs());
    const folder = new RunFolder(ports.files, running.command.args[1] ?? '');
    const order = await folder.order();
    if (order === undefined) return 1;
    const startedAt = isoSeconds(ports.clock.now());
    if (!(await folder.claim({ pid: process.pid, startTime: process.startTime, since: startedAt }))) return 0;
    let reason: ExitRecord['reason'] = 'exited';
    const tagged = { cwd: order.place.worktree, env: { [tagVariable]: order.tag } };
    const agent = machine.spawn('agent', tagged);
    if (numberOf(order.run) % leavesDaemon === 0) machine.spawn('daemon', tagged);
    await folder.writeRunner({ pid: process.pid, startTime: process.startTime, since: startedAt, agent: { pid: agent.pid, startTime: agent.startTime } });
    const end = async (more: Partial<ExitRecord>): Promise<number> => {
      process.onTerminate = undefined;
      for (const one of [...machine.processes.values()]) if (one.env[tagVariable] === order.tag) machine.kill(one, 'its runner ends it');
      await folder.writeExit({ reason, exitCode: 0, startedAt, endedAt: isoSeconds(ports.clock.now()), streamBytes: 0, survivorsKilled: 0, ...more });
      return 0;
    };
    const stopped = new Promise<'stopped'>((resolve) => {
      process.onTerminate = () => resolve('stopped');
    });
    const killed = new Promise<'nothing'>((resolve) => {
      agent.life.onEnd(() => void machine.scheduler.turn(process.life, `${String(process.pid)} hears of ${String(agent.pid)}`).then(() => resolve('nothing')));
    });
    const work = workOf(running, order, new Dice(seed ^ numberOf(order.run)), agentHand(running, agent.pid), folder);
    const result = await Promise.race([work.catch(() => 'nothing' as const), stopped, killed]);
    if (result === 'lost') {
      machine.kill(process, 'the runner is lost');
      return 1;
    }
    if (result === 'stopped') reason = 'stopped';
    return end(result === 'stopped' || result === 'nothing' ? {} : result);
  };
}

/** What the agent itself does falls with it. */
function agentHand({ machine }: Running, pid: number): <T>(what: string, action: () => T) => Promise<T> {
  const agent = machine.processes.get(pid);
  return (what, action) => (agent === undefined ? new Promise(() => undefined) : machine.call(agent, 'agent: write', what, action));
}

type Result = Partial<ExitRecord> | 'lost' | 'nothing';

async function workOf(running: Running, order: RunOrder, dice: Dice, hand: ReturnType<typeof agentHand>, folder: RunFolder): Promise<Result> {
  const { machine } = running;
  const { worktree } = order.place;
  const ticket = order.subject.ticket ?? '0000';
  const at = (): string => isoSeconds(machine.wallTime());
  const manner = mannerOf(dice);
  machine.saw(`agent: ${manner}`);
  const put = (path: string, text: string): Promise<void> =>
    hand(path, () => {
      const full = posix.join(worktree, path);
      const there = machine.disk.find(full);
      if (there?.kind === 'folder' || machine.disk.find(worktree) === undefined) return;
      machine.disk.write(full, text);
    });
  await running.pause(20 + dice.below(300));
  if (manner === 'idle') return 'nothing';
  if (manner === 'lost') {
    await put(`src/part-${ticket}.txt`, 'ok\nhalf');
    return 'lost';
  }
  const extra = manner === 'weak' ? '\nbad' : manner === 'clashing' ? `\nclash ${String(dice.below(2))}` : manner === 'flaky' ? '\nflaky' : '';
  await put(`src/part-${ticket}.txt`, `ok\nthis is ticket ${ticket}, attempt ${String(order.attempt)}${extra}\n`);
  if (manner === 'asking') {
    const asked = (await folder.mailFiles()).asked.length;
    await folder.writeAsked({ number: asked + 1, question: `What of ${ticket}?`, options: [], blocking: true, at: at() });
    return {};
  }
  // A file that every ticket writes a line of: merges, and conflicts.
  const shared = posix.join(worktree, 'shared.txt');
  const lines = machine.disk.text(shared)?.split('\n') ?? [];
  const line = 1 + (Number(ticket) % 7) * 3;
  if (dice.chance(0.6) && lines.length > line) {
    lines[line] = `line of ${ticket}`;
    await put('shared.txt', lines.join('\n'));
  }
  if (dice.chance(0.15)) await put(`docs/note-${ticket}.txt`, 'ok\n');
  if (manner === 'crashing') return { exitCode: 1 };
  await running.pause(dice.below(200));
  return { submission: { summary: `Built ${ticket}.`, evidence: 'It was seen.', at: at() } };
}
