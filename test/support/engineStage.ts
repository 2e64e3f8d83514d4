import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunFolder } from '../../src/agents/runFolder.js';
import type { Project } from '../../src/engine/project.js';
import { openProject, queueContext } from '../../src/engine/project.js';
import { EngineWriter } from '../../src/engine/engineWriter.js';
import { trustRequest, TrustStore } from '../../src/engine/trust.js';
import { audit } from '../../src/engine/auditing/audit.js';
import { readHistory } from '../../src/plan/history.js';
import { fenced, printDocument } from '../../src/plan/frontMatter.js';
import { verdictPath } from '../../src/plan/paths.js';
import { printConfig } from '../../src/plan/readDocument.js';
import type { Config, Pending, Verdict } from '../../src/plan/schemas.js';
import { configSchema } from '../../src/plan/schemas.js';
import type { Snapshot, Ticket } from '../../src/plan/snapshot.js';
import type { Transition } from '../../src/plan/transition.js';
import type { NewTicket } from '../../src/plan/transitions.js';
import { add, configure, lease, recordVerdict, start, submit } from '../../src/plan/transitions.js';
import type { Child } from '../../src/platform/processes.js';
import { buildCandidate } from '../../src/queue/candidate.js';
import { gateFingerprint } from '../../src/queue/gate.js';
import { eventually } from './eventually.js';
import type { Fault } from './faultyPorts.js';
import type { TemporaryRepository } from './repository.js';
import { temporaryRepository } from './repository.js';
import type { Programs } from './sanctumPrograms.js';
import { sanctumPrograms } from './sanctumPrograms.js';

const at = '2026-11-21T04:30:00Z';

export interface StageOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** What differs from a plan whose gate is `sh check.sh <scratch folder>`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Without a verdict on master the engine tests it first. */
  readonly masterTested?: boolean;
  /** More variables for all that runs. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly output: string;
}

/** A `sanctum` that was started and goes on. */
export interface RunningSanctum {
  readonly pid: number;
  output(): string;
  readonly finished: Promise<Finished>;
  kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): void;
}

/** A process that has to do with a stage: its folder stands in the environment, or it works there. */
export interface StageProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export interface PlanLook {
  readonly snapshot: Snapshot;
  /** The names of the transitions with their tickets, oldest first; `(foreign)` for commits without one. */
  readonly transitions: readonly string[];
  /** What the audit finds broken, a line each. */
  readonly broken: readonly string[];
}

export interface Landable {
  readonly ticket: string;
  readonly candidate: string;
}

/** A repository with a plan made of objects alone (no gate was run), and the real programs to be let loose on it. */
export class EngineStage {
  private readonly started: Child[] = [];

  private constructor(
    readonly repo: TemporaryRepository,
    readonly programs: Programs,
  ) {}

  static async make(options: StageOptions = {}): Promise<EngineStage> {
    const files = { 'check.sh': 'test ! -e broken\n', 'a.txt': 'a\n', ...options.files };
    const stage = await EngineStage.bare(files, options.environment);
    await stage.withProject((project) => makePlan(project, configOf(stage, options), options.masterTested !== false));
    return stage;
  }

  /** A repository without a plan. */
  static async bare(files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}): Promise<EngineStage> {
    const repo = await temporaryRepository({ files: { 'README.md': '# A repository\n' }, environment });
    await repo.commit(files, 'The files');
    return new EngineStage(repo, await sanctumPrograms());
  }

  /** A copy with a path of its own, as if it had always been there; with more variables for all that runs. */
  async copy(environment: Readonly<Record<string, string>> = {}): Promise<EngineStage> {
    const copy = new EngineStage(await temporaryRepository({ copyOf: this.repo.path, environment }), this.programs);
    await mkdir(copy.home, { recursive: true });
    const { files } = copy.repo.ports;
    for (const name of ['machine', 'trust.json']) {
      const text = (await files.readIfThere(join(this.home, name)))?.toString('utf8');
      if (text !== undefined) await files.write(join(copy.home, name), text.replaceAll(this.repo.path, copy.repo.path));
    }
    // What a checkout that was not copied has: an index that knows its files.
    await copy.repo.git('status', '--porcelain');
    return copy;
  }

  /** The folder that all of this stage's processes can be known by. */
  get root(): string {
    return dirname(this.repo.path);
  }

  get home(): string {
    return join(this.root, 'sanctum');
  }

  /** Opens the project in this process, for as long as `work` needs it. */
  async withProject<Value>(work: (project: Project) => Promise<Value>): Promise<Value> {
    const project = await openProject(this.repo.ports, this.repo.path);
    try {
      return await work(project);
    } finally {
      await project.close();
    }
  }

  /** An engineer's command. */
  command(transition: Transition): Promise<string> {
    return this.withProject(async ({ store, ports }) => {
      const written = await store.write(transition, { author: { kind: 'command', writer: 'engineer@test', nonce: ports.random.hex(16) } });
      if ('refused' in written) throw new Error(written.refused);
      return written.step.ticket ?? '';
    });
  }

  /** Adds a ticket whose rehearsal agent plays a scenario (YAML). */
  add(title: string, scenario: string, more: Partial<NewTicket> = {}): Promise<string> {
    return this.command(add({ title, body: `Do it.\n\n${fenced(scenario, 'rehearsal')}`, at, ...more }));
  }

  /** Takes a new ticket as far as a green candidate, by transitions alone. */
  landable(changes: Readonly<Record<string, string | null>>): Promise<Landable> {
    return this.withProject(async (project) => {
      const { trees } = project.repository;
      const master = await this.repo.git('rev-parse', 'refs/heads/master^{tree}');
      const tree = await trees.edit(master, new Map(Object.entries(changes).map(([path, text]) => [path, text ?? undefined])));
      return makeLandable(this.repo, project, tree);
    });
  }

  /** The same for two tickets at once, of which the second's candidate stands on the first's; both trees are green. The last one's candidate holds both. */
  async landableStack(first: Readonly<Record<string, string | null>>, second: Readonly<Record<string, string | null>>): Promise<readonly [Landable, Landable]> {
    const below = await this.landable(first);
    return this.withProject(async (project) => {
      const { trees } = project.repository;
      const master = await this.repo.git('rev-parse', 'refs/heads/master^{tree}');
      const tree = await trees.edit(master, new Map(Object.entries(second).map(([path, text]) => [path, text ?? undefined])));
      return [below, await makeLandable(this.repo, project, tree, below.candidate)];
    });
  }

  /** The same for a whole tree, whose files may be links or programs. */
  landableTree(tree: string): Promise<Landable> {
    return this.withProject((project) => makeLandable(this.repo, project, tree));
  }

  snapshot(): Promise<Snapshot> {
    return this.withProject((project) => project.store.read());
  }

  async ticket(id: string): Promise<Ticket> {
    const ticket = (await this.snapshot()).tickets.get(id);
    if (ticket === undefined) throw new Error(`There is no ticket ${id}.`);
    return ticket;
  }

  /** The plan, its history, and what the audit says of it. */
  look(): Promise<PlanLook> {
    return this.withProject(async (project) => {
      const { store, repository } = project;
      const snapshot = await store.read();
      const steps = await readHistory(repository.reader, store.snapshots.trees, snapshot.commit);
      const transitions = steps.map(({ message }) => `${message.transition ?? '(foreign)'}${message.ticket === undefined ? '' : ` ${message.ticket}`}`);
      const broken = (await audit(project)).violations.map((one) => `${String(one.invariant)}: ${one.words}`);
      return { snapshot, transitions, broken };
    });
  }

  /** Starts the command; with a fault it dies at that moment. */
  start(args: readonly string[], fault?: Fault): RunningSanctum {
    const { processes } = this.repo.ports;
    const env = { ...processes.environment(), LC_ALL: 'C', ...(fault === undefined ? {} : { SANCTUM_TEST_FAULT: JSON.stringify(fault) }) };
    const program = fault === undefined ? this.programs.cli : this.programs.faulty;
    const child = processes.start({ file: process.execPath, args: [program, ...args], cwd: this.repo.path, env });
    this.started.push(child);
    child.endInput();
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.onOutput(take);
    child.onErrorOutput(take);
    return {
      pid: child.identity?.pid ?? 0,
      output: () => output,
      finished: child.ended.then(({ exitCode, signal }) => ({ code: exitCode, signal, output })),
      kill: (signal = 'SIGKILL') => child.kill(signal),
    };
  }

  sanctum(...args: string[]): Promise<Finished> {
    return this.start(args).finished;
  }

  /** Lets the engine work until it has nothing more to do. */
  untilIdle(): Promise<Finished> {
    return this.sanctum('run', '--until-idle');
  }

  /** Waits for words in the output of an engine that runs. */
  async said(engine: RunningSanctum, words: string | RegExp): Promise<void> {
    let ended: Finished | undefined;
    void engine.finished.then((finished) => (ended = finished));
    await eventually(`"${String(words)}" in: ${engine.output()}`, () => {
      const output = engine.output();
      if (typeof words === 'string' ? output.includes(words) : words.test(output)) return true;
      if (ended !== undefined) throw new Error(`The engine ended without saying "${String(words)}": ${output}`);
      return undefined;
    });
  }

  /** A file below the stage's scratch folder, for scenarios and gates to wait for or to leave. */
  mark(name: string): string {
    return join(this.repo.scratch, name);
  }

  async setMark(name: string, text = ''): Promise<void> {
    await this.repo.ports.files.write(this.mark(name), text);
  }

  /** Waits for something of this name, made by a gate or an agent. */
  async appeared(name: string): Promise<void> {
    await eventually(`the mark ${name}`, async () => ((await this.repo.ports.files.status(this.mark(name))) === undefined ? undefined : true));
  }

  /** Waits until the agent of a ticket reports progress. */
  async working(id: string): Promise<void> {
    await this.withProject(({ store, ports, folder }) =>
      eventually(`progress on ${id}`, async () => {
        const run = (await store.read()).tickets.get(id)?.fields.run;
        return run === undefined ? undefined : new RunFolder(ports.files, folder.run(run)).progress();
      }),
    );
  }

  /** Waits until the plan says something; what it says. */
  planSays<Value>(what: string, look: (snapshot: Snapshot) => Value | undefined): Promise<Value> {
    return this.withProject(({ store }) => eventually(`on the plan, ${what}`, async () => look(await store.read()), 60_000));
  }

  /** Changes the configuration, as an engineer's command. */
  async configure(change: (config: Config) => unknown): Promise<void> {
    const { config } = await this.snapshot();
    if (config === undefined) throw new Error('There is no configuration.');
    await this.command(configure(configSchema.parse(change(config))));
  }

  markText(name: string): Promise<string> {
    return eventually(`the file ${name}`, async () => (await this.repo.ports.files.readIfThere(this.mark(name)))?.toString('utf8'));
  }

  /** Every live process that this stage is to blame for. */
  processes(): readonly StageProcess[] {
    const found: StageProcess[] = [];
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
      const [environment, folder] = [procText(() => readFileSync(`/proc/${name}/environ`, 'latin1')), procText(() => readlinkSync(`/proc/${name}/cwd`))];
      const isOurs = environment.includes(`${this.root}/`) || `${folder}/`.startsWith(`${this.root}/`);
      if (!isOurs || this.repo.ports.processes.identify(Number(name)) === undefined) continue;
      // The second word after the command's name, which stands in parentheses and may hold anything.
      const parent = Number(procText(() => readFileSync(`/proc/${name}/stat`, 'latin1')).split(')').at(-1)?.split(' ')[2]);
      found.push({ pid: Number(name), parent, command: procText(() => readFileSync(`/proc/${name}/cmdline`, 'latin1')).split('\0').join(' ').trim() });
    }
    return found;
  }

  /** The rehearsal agents at work. What one of them starts is, until it has become its own program, a second one by name: it does not count. */
  agents(): readonly number[] {
    const named = this.processes().filter(({ command }) => command.includes('rehearsal.cjs'));
    const pids = new Set(named.map(({ pid }) => pid));
    return named.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid).sort((a, b) => a - b);
  }

  /** Resolves when no process of this stage lives any more; those that are about to end have a moment. */
  async quiet(): Promise<void> {
    let left: readonly StageProcess[] = [];
    await eventually('the end of all processes', () => {
      left = this.processes();
      return left.length === 0 ? true : undefined;
    }, 10_000).catch(() => {
      throw new Error(`Still there: ${left.map(({ pid, command }) => `${String(pid)} ${command}`).join('; ')}`);
    });
  }

  /** Ends what a test left, and removes all. */
  async close(): Promise<void> {
    for (const child of this.started) child.kill('SIGKILL');
    for (let looks = 0; looks < 50; looks += 1) {
      const left = this.processes();
      if (left.length === 0) break;
      for (const { pid } of left) {
        const identity = this.repo.ports.processes.identify(pid);
        if (identity !== undefined) this.repo.ports.processes.signal(identity, 'SIGKILL');
      }
    }
    await this.repo.dispose();
  }
}

/** What /proc says, or nothing for a process that is gone or somebody else's. */
function procText(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

async function must(writing: Promise<object>): Promise<void> {
  const written = await writing;
  if ('refused' in written) throw new Error(String(written.refused));
}

function configOf(stage: EngineStage, options: StageOptions): Config {
  return configSchema.parse({ version: 1, branch: 'master', gate: { commands: [`sh check.sh ${stage.repo.scratch}`] }, sandbox: 'off', ...options.config });
}

function verdictOn(config: Config, commit: string, tree: string, purpose: Verdict['purpose'], ticket?: string): Verdict {
  const more = ticket === undefined ? {} : { ticket };
  const fingerprint = gateFingerprint(config);
  return { tree, commit, fingerprint, result: 'green', purpose, ...more, 'exit-code': 0, tests: 'unknown', seconds: 0.1, pristine: true, containment: 'none', finished: at };
}

async function makePlan(project: Project, config: Config, masterTested: boolean): Promise<void> {
  const { repository, store, ports, place, home } = project;
  const master = (await repository.refs.read('refs/heads/master')) ?? '';
  const trust = await trustRequest(repository, config, master);
  await new TrustStore(ports, home).approve(place.commonDir, trust, at);
  const changes = new Map([['sanctum.json', printConfig(config)]]);
  if (masterTested) {
    const verdict = verdictOn(config, master, await repository.treeOf(master), 'init');
    changes.set(verdictPath(verdict.tree, verdict.fingerprint), printDocument({ ...verdict }, 'The gate passed.'));
  }
  await store.create(changes, { kind: 'command', writer: 'engineer@test', nonce: ports.random.hex(16) });
}

async function makeLandable(repo: TemporaryRepository, project: Project, tree: string, on?: string): Promise<Landable> {
  const { repository, store, machine } = project;
  const present = await store.read();
  const epoch = (present.lease?.epoch ?? 0) + 1;
  const writer = new EngineWriter(repository, store, machine, epoch, undefined, (commit) => {
    throw new Error(`${commit} is not legal.`);
  });
  await must(store.write(add({ title: 'Change the files', body: 'Do it.', at }), { author: { kind: 'command', writer: 'engineer@test', nonce: project.ports.random.hex(16) } }));
  await must(writer.write(lease({ machine: machine.id, host: machine.host, user: machine.user, pid: 1, epoch, since: at }, epoch - 1)));
  const [id = ''] = [...(await store.read()).tickets.keys()].sort().reverse();
  const base = (await repository.refs.read('refs/heads/master')) ?? '';
  const run = `R-20261121T043000-${id}-1-abcd`;
  await must(writer.write(start(id, run, base, '2026-11-21T04:30:00Z')));
  const commit = await repo.git('commit-tree', tree, '-p', base, '-m', 'Snapshot');
  await repo.git('update-ref', `refs/sanctum/wip/${id}/1`, commit);
  const pending: Pending = { ticket: id, run, attempt: 1, base, commit, tree, summary: 'It is done.', model: 'rehearsal', submitted: at };
  await must(writer.write(submit({ run, ticket: id, attempt: 1, role: 'coding', model: 'rehearsal', base, snapshot: commit, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' }, pending)));
  const ticket = (await store.read()).tickets.get(id);
  const config = (await store.read()).config;
  if (ticket === undefined || config === undefined) throw new Error('The ticket was not written.');
  const candidate = await buildCandidate(await queueContext(project, 'master'), ticket, pending, on ?? base);
  if (!('commit' in candidate)) throw new Error('There is no candidate.');
  await must(writer.write(recordVerdict(verdictOn(config, candidate.commit, candidate.tree, 'candidate', id), 'The gate passed.')));
  return { ticket: id, candidate: candidate.commit };
}
