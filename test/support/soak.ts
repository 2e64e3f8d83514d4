import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { RunningSanctum } from './engineStage.js';
import { EngineStage } from './engineStage.js';
import type { Chances } from './seeded.js';
import { seededChances } from './seeded.js';

/** What was seen at one moment of a soak. */
export interface SoakSample {
  /** Since the soak began. */
  readonly seconds: number;
  /** Which engine it was, from 0: each that is killed has a successor. */
  readonly engine: number;
  readonly megabytes: number;
  readonly descriptors: number;
  /** Of the engine's repository and of Sanctum's folder together. */
  readonly diskMegabytes: number;
  readonly processes: number;
}

export interface Soak {
  readonly samples: readonly SoakSample[];
  readonly tickets: number;
  readonly landed: number;
  readonly runs: number;
  /** Of one ticket, by its own fault. */
  readonly mostFailures: number;
  /** How often each was killed. */
  readonly killed: Readonly<Record<Fault, number>>;
}

type Fault = 'agents' | 'runners' | 'engines';

const agents = 4;

/** More would only wait. */
const openAtOnce = 2 * agents;

/** Between two faults on average, and between two looks. In seconds. */
const [faultEvery, lookEvery] = [6, 5];

/** So long the last tickets may take when nothing is killed any more. In milliseconds. */
const longestEnd = 240_000;

/** So often the engine is killed, once in each part of the soak: each has time to show whether its memory grows. */
const enginesKilled = 3;

/** Of ten tickets two hang first, until their run's time is over, and one is red first. */
function scenarioOf(chances: Chances, ticket: number): string {
  const path = `files/${String(ticket % 50)}/${String(ticket)}.txt`;
  const good = [{ write: { path, text: `${path}\n`.repeat(1 + chances.below(2000)) } }, { run: `sleep 0.${String(chances.below(10))}` }, { progress: 'At work.' }, { submit: 'Done.' }];
  const kind = chances.below(10);
  if (kind < 2) return JSON.stringify({ attempts: [{ steps: [{ progress: 'Here.' }, { hang: kind === 0 ? 'deaf' : true }] }, { steps: good }] });
  if (kind < 3) return JSON.stringify({ attempts: [{ steps: [{ write: { path: 'broken', text: 'red\n' } }, { submit: 'Done.' }] }, { steps: [{ run: 'rm -f broken' }, ...good] }] });
  return JSON.stringify({ steps: good });
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${String(pid)}/fd`).length;
}

/** Where an agent works tells for which ticket; undefined once it has ended. */
function ticketOf(pid: number): string | undefined {
  try {
    return /\/tickets\/(\d+)\//.exec(`${readlinkSync(`/proc/${String(pid)}/cwd`)}/`)?.[1];
  } catch {
    return undefined;
  }
}

function megabytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;
}

/** Four agents at work for as long, while agents, their runners and the engine are killed at random, agents hang and bring what is red. */
class Soaking {
  private readonly samples: SoakSample[] = [];
  private readonly killed = { agents: 0, runners: 0, engines: 0 };
  private readonly began = performance.now();
  /** The tickets of which an agent was killed. That counts as a failure of its own: of a ticket that is red first as well, a second kill could be the third failure, and leave it stuck, as it should. */
  private readonly struck = new Set<string>();
  private tickets = 0;
  private engine: RunningSanctum;

  constructor(
    private readonly stage: EngineStage,
    private readonly chances: Chances,
  ) {
    this.engine = stage.start(['run']);
  }

  private get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  async play(seconds: number): Promise<void> {
    let [nextFault, nextLook] = [10, 0];
    const ends = Array.from({ length: enginesKilled }, (_, part) => (seconds * (part + this.chances.below(100) / 100)) / enginesKilled);
    while (this.seconds < seconds) {
      await this.feed();
      if (this.seconds >= (ends[this.killed.engines] ?? Infinity)) await this.killEngine();
      if (this.seconds >= nextFault) {
        this.fault();
        nextFault = this.seconds + (2 * faultEvery * this.chances.below(100)) / 100;
      }
      if (this.seconds >= nextLook) {
        await this.look();
        nextLook = this.seconds + lookEvery;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Lets all that was begun come to its end, without faults. */
  async end(): Promise<Soak> {
    const deadline = performance.now() + longestEnd;
    while ((await this.open()) > 0) {
      if (performance.now() > deadline) throw new Error(`Tickets have not landed: ${this.engine.output().slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    this.engine.kill('SIGTERM');
    const { code, output } = await this.engine.finished;
    assert.ok(code === 0 || code === 130, output);
    const idle = await this.stage.untilIdle();
    assert.equal(idle.code, 0, idle.output);
    await this.stage.quiet();
    const { snapshot, transitions, broken } = await this.stage.look();
    assert.deepEqual(broken, []);
    const tickets = [...snapshot.tickets.values()];
    const landed = tickets.filter(({ state }) => state === 'done').length;
    assert.equal(landed, this.tickets);
    assert.equal(await this.stage.repo.git('status', '--porcelain'), '?? notes.md');
    const runs = transitions.filter((name) => name.startsWith('start ')).length;
    return { samples: this.samples, tickets: this.tickets, landed, runs, mostFailures: Math.max(...tickets.map(({ fields }) => fields.failures)), killed: this.killed };
  }

  /** How many tickets have not landed. Throws where one of them will not without the engineer. */
  private async open(): Promise<number> {
    const tickets = [...(await this.stage.snapshot()).tickets.values()];
    const stuck = tickets.filter(({ state }) => state === 'stuck');
    assert.deepEqual(stuck.map(({ text }) => text), [], this.engine.output().slice(-3000));
    return tickets.filter(({ state }) => state !== 'done').length;
  }

  private async feed(): Promise<void> {
    for (let at = await this.open(); at < openAtOnce; at += 1) {
      this.tickets += 1;
      await this.stage.add(`Write file ${String(this.tickets)}`, scenarioOf(this.chances, this.tickets));
    }
  }

  private async killEngine(): Promise<void> {
    this.engine.kill('SIGKILL');
    await this.engine.finished;
    this.killed.engines += 1;
    this.engine = this.stage.start(['run']);
  }

  private fault(): void {
    if (this.chances.below(2) === 0) this.killAgent();
    else this.killOne('runners', this.named('runner.cjs'));
  }

  private killAgent(): void {
    const found = this.named('rehearsal.cjs').flatMap((pid) => {
      const ticket = ticketOf(pid);
      return ticket === undefined || this.struck.has(ticket) ? [] : [{ pid, ticket }];
    });
    const victim = found[this.chances.below(Math.max(1, found.length))];
    if (victim !== undefined && this.killOne('agents', [victim.pid])) this.struck.add(victim.ticket);
  }

  private named(program: string): readonly number[] {
    return this.stage.processes().filter(({ command }) => command.includes(program)).map(({ pid }) => pid);
  }

  private killOne(kind: 'agents' | 'runners', pids: readonly number[]): boolean {
    const { processes } = this.stage.repo.ports;
    const pid = pids[this.chances.below(Math.max(1, pids.length))];
    const identity = pid === undefined ? undefined : processes.identify(pid);
    if (identity === undefined || !processes.signal(identity, 'SIGKILL')) return false;
    this.killed[kind] += 1;
    return true;
  }

  private async look(): Promise<void> {
    const { pid } = this.engine;
    if (this.stage.repo.ports.processes.identify(pid) === undefined) throw new Error(`The engine ended: ${this.engine.output()}`);
    const diskMegabytes = await this.diskMegabytes();
    this.samples.push({ seconds: this.seconds, engine: this.killed.engines, megabytes: megabytesOf(pid), descriptors: descriptorsOf(pid), diskMegabytes, processes: this.stage.processes().length });
  }

  /** What is used now. Where a folder goes while it is looked at, a part of it may not be counted: then by another look, and by the last of three as it is. Throws where `du` tells no sum. */
  private async diskMegabytes(): Promise<number> {
    const { repo, home } = this.stage;
    const { processes } = repo.ports;
    for (let look = 1; ; look += 1) {
      const { stdout, stderr, exitCode } = await processes.run({ file: 'du', args: ['-skc', repo.path, home], cwd: repo.path, env: processes.environment() });
      if (exitCode !== 0 && look < 3) continue;
      const [, kilobytes] = /^(\d+)\s+total$/m.exec(stdout.toString('utf8')) ?? [];
      assert.ok(kilobytes !== undefined, `du: ${stderr.toString('utf8')}`);
      return Number(kilobytes) / 1024;
    }
  }
}

/** Plays a soak. Throws where in the end a ticket has not landed, the audit finds something, the engineer's files are other ones, or a process lives. */
export async function soak(seconds: number, seed: number): Promise<Soak> {
  const limits = { agents, worktrees: 2 * agents, runMinutes: 0.25, silenceSeconds: 15 };
  const stage = await EngineStage.make({ config: { limits } });
  try {
    await stage.repo.write('notes.md', 'notes\n');
    const soaking = new Soaking(stage, seededChances(seed));
    await soaking.play(seconds);
    return await soaking.end();
  } finally {
    await stage.close();
  }
}

/** What was seen of the engine that lived longest. */
export function longestLife(samples: readonly SoakSample[]): readonly SoakSample[] {
  const lives = [...new Set(samples.map(({ engine }) => engine))].map((engine) => samples.filter((one) => one.engine === engine));
  return lives.reduce((one, other) => (other.length > one.length ? other : one), []);
}

/** By how many megabytes an hour the memory of an engine grew, the first fifth of its life left out. */
export function memorySlope(life: readonly SoakSample[]): number {
  const settled = life.slice(Math.ceil(life.length / 5));
  const mean = (of: (one: SoakSample) => number): number => settled.reduce((sum, one) => sum + of(one), 0) / settled.length;
  const [time, size] = [mean(({ seconds }) => seconds), mean(({ megabytes }) => megabytes)];
  const spread = settled.reduce((sum, { seconds }) => sum + (seconds - time) ** 2, 0);
  const together = settled.reduce((sum, { seconds, megabytes }) => sum + (seconds - time) * (megabytes - size), 0);
  return spread === 0 ? 0 : (3600 * together) / spread;
}
