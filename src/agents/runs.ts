import { createHash } from 'node:crypto';
import type { Ports } from '../platform/ports.js';
import type { ProcessIdentity } from '../platform/processes.js';
import { sweep, tagVariable } from '../platform/processes.js';
import type { RunContainment } from '../platform/sandbox.js';
import { socketFolder, socketPath } from '../platform/socketFolder.js';
import type { AgentPrograms } from './agentPrograms.js';
import { RunFolder, undamaged } from './runFolder.js';
import type { Asked, ExitRecord, Message, Progress, RunOrder } from './runOrder.js';

/** What went between an agent and the plan. */
export interface RunMail {
  /** All questions, in the order in which they were asked. */
  readonly asked: readonly Asked[];
  /** The keys of the messages that wait for the agent or were given to it. */
  readonly told: ReadonlySet<string>;
  /** The keys of those that the agent was given. */
  readonly handed: ReadonlySet<string>;
}

/** A run as it can be seen from outside: from its folder and the process table, by any process at any time. */
export type RunState = RunLife & { readonly mail: RunMail };

export type RunLife =
  /** No runner ever had it: it can be started. */
  | { readonly kind: 'unstarted' }
  /** `since` is missing for the moment in which its runner starts. */
  | { readonly kind: 'live'; readonly since?: string; readonly progress?: Progress; /** What it has cost so far, in US dollars, where that is metered. */ readonly dollars?: number; readonly runner: ProcessIdentity; readonly containment?: RunContainment }
  | { readonly kind: 'ended'; readonly exit: ExitRecord; readonly dollars?: number }
  /** Its runner died without a record; what it started may still be at work until `settleLost`. */
  | { readonly kind: 'lost'; readonly progress?: Progress; readonly dollars?: number };

export interface RunsOptions {
  /** The Node that runs the bundles: `process.execPath`, also where that is VS Code. */
  readonly execPath: string;
  readonly programs: Pick<AgentPrograms, 'runner'>;
  /** Where a run's folder is; `ProjectFolder` says it. */
  readonly place: { run(run: string): string };
}

/** Changes come in swarms; listeners hear of a swarm once, after this many milliseconds. */
const swarmMilliseconds = 20;

/** The runs of one project. Holds nothing that cannot be found again: every answer is read anew. */
export class Runs {
  private readonly listeners = new Set<() => void>();
  private readonly watches = new Map<string, () => void>();
  /** Runners started here that may not have claimed their run yet. */
  private readonly starting = new Map<string, ProcessIdentity>();
  /** Questions that were read, by run and number; undefined for a damaged file. Their files never change. */
  private readonly questions = new Map<string, Map<number, Asked | undefined>>();
  private readonly containments = new Map<string, RunContainment | undefined>();
  private cancelNotice: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly ports: Ports,
    private readonly options: RunsOptions,
  ) {}

  /** The folder of a run; nothing needs to be there. */
  folder(run: string): RunFolder {
    return new RunFolder(this.ports.files, this.options.place.run(run));
  }

  /** Where the run's runner listens. Makes the folder for it. */
  async socketPath(run: string): Promise<string> {
    const name = createHash('sha256').update(this.folder(run).path).digest('hex').slice(0, 12);
    return socketPath(await socketFolder(this.ports), `r-${name}`);
  }

  /** Writes the order and starts a runner. Safe to repeat: of several runners one claims the run, and the others leave. */
  async start(order: RunOrder): Promise<void> {
    const { run } = order;
    const folder = this.folder(run);
    await folder.make();
    await folder.writeOrder(order);
    this.watch(run);
    const runner = await this.ports.processes.startDetached(
      { file: this.options.execPath, args: [this.options.programs.runner, folder.path], cwd: folder.path, env: this.runnerEnvironment() },
      folder.runnerLog,
      () => {
        this.starting.delete(run);
        this.announce();
      },
    );
    this.starting.set(run, runner);
  }

  /** What a run has come to. Throws RunFileError for a damaged file of it. */
  async observe(run: string): Promise<RunState> {
    const life = await this.life(run);
    // After the record of its end: what an ended run asked and was given is then complete.
    return { ...life, mail: await this.mail(run) };
  }

  /** Leaves a message for a run, also for one that has ended. Safe to repeat: of several with one key the first stays. */
  async tell(run: string, message: Message): Promise<void> {
    await this.folder(run).tell(message);
  }

  private async mail(run: string): Promise<RunMail> {
    const folder = this.folder(run);
    const { asked, told, handed } = await folder.mailFiles();
    const known = this.questions.get(run) ?? new Map<number, Asked | undefined>();
    for (const number of asked) {
      if (!known.has(number)) known.set(number, await undamaged(folder.asked(number)));
    }
    if (known.size > 0) this.questions.set(run, known);
    const keys = handed ? await undamaged(folder.handed()) : undefined;
    return { asked: asked.flatMap((number) => known.get(number) ?? []), told: new Set(told), handed: new Set(keys) };
  }

  private async life(run: string): Promise<RunLife> {
    const folder = this.folder(run);
    const runner = await folder.runner();
    const isLive = runner !== undefined && this.ports.processes.isAlive(runner);
    // After the look at the process: a runner that was seen dead has written all that it ever will.
    const exit = await folder.exit();
    const dollars = runner === undefined ? undefined : (await undamaged(folder.meter()))?.dollars;
    const cost = dollars === undefined ? {} : { dollars };
    if (exit !== undefined) {
      this.unwatch(run);
      return { kind: 'ended', exit, ...cost };
    }
    if (runner === undefined) {
      const starting = this.starting.get(run);
      return starting !== undefined && this.ports.processes.isAlive(starting) ? { kind: 'live', runner: starting } : { kind: 'unstarted' };
    }
    const progress = await folder.progress();
    const said = progress === undefined ? {} : { progress };
    if (!isLive) {
      this.unwatch(run);
      return { kind: 'lost', ...said, ...cost };
    }
    this.watch(run);
    const containment = await this.containmentOf(run);
    return { kind: 'live', since: runner.since, ...said, ...cost, ...(containment === undefined ? {} : { containment }), runner: { pid: runner.pid, startTime: runner.startTime } };
  }

  /** An order never changes; a damaged one tells nothing. */
  private async containmentOf(run: string): Promise<RunContainment | undefined> {
    if (!this.containments.has(run)) this.containments.set(run, (await undamaged(this.folder(run).order()))?.containment);
    return this.containments.get(run);
  }

  /** Asks a live run to end; its exit record says when it has. */
  async stop(run: string): Promise<void> {
    const state = await this.life(run);
    if (state.kind === 'live') this.ports.processes.signal(state.runner, 'SIGTERM');
  }

  /** Ends what a lost run left running, so that its worktree is quiet. Returns how many processes that were. */
  async settleLost(run: string): Promise<number> {
    const folder = this.folder(run);
    const [order, runner] = [await folder.order(), await folder.runner()];
    // First the whole group: some of it may have thrown the tag away.
    if (runner?.agent !== undefined) this.ports.processes.signalGroup(runner.agent, 'SIGKILL');
    if (order === undefined) return 0;
    await this.ports.files.remove(order.socket);
    return sweep(this.ports.processes, order.tag);
  }

  /** Calls back when it may be worth to look at the runs again. A hint: it can come too often, or not at all. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Stops watching. The runs go on. */
  close(): void {
    this.closed = true;
    this.cancelNotice?.();
    for (const unwatch of this.watches.values()) unwatch();
    this.watches.clear();
    this.listeners.clear();
  }

  /** Little more than PATH. A tag is handed on: where Sanctum itself runs as an agent's work, the outer sweep must find this runner. */
  private runnerEnvironment(): Record<string, string> {
    const environment: Record<string, string> = { ELECTRON_RUN_AS_NODE: '1' };
    const machine = this.ports.processes.environment();
    for (const name of ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'SYSTEMROOT', 'TEMP', tagVariable]) {
      const value = machine[name];
      if (value !== undefined) environment[name] = value;
    }
    return environment;
  }

  private watch(run: string): void {
    if (this.closed || this.watches.has(run)) return;
    this.watches.set(
      run,
      this.ports.files.watch(this.folder(run).path, () => this.announce()),
    );
  }

  private unwatch(run: string): void {
    this.watches.get(run)?.();
    this.watches.delete(run);
  }

  private announce(): void {
    if (this.closed || this.cancelNotice !== undefined) return;
    this.cancelNotice = this.ports.clock.after(swarmMilliseconds, () => {
      this.cancelNotice = undefined;
      for (const listener of this.listeners) listener();
    });
  }
}
