import { dirname, join } from 'node:path';
import type { AgentKit } from '../agents/kit.js';
import { BackendUnavailableError } from '../agents/kit.js';
import { heartbeatRef, planRef } from '../plan/paths.js';
import { NoPlanError } from '../plan/store.js';
import { lease } from '../plan/transitions.js';
import { isoSeconds, pause } from '../platform/clock.js';
import type { QueueContext } from '../queue/context.js';
import { Lanes } from '../queue/lanes.js';
import { holdersOf } from '../git/checkouts.js';
import { readRef } from '../git/refReader.js';
import { RepositoryError } from '../git/repository.js';
import type { Action, Wait } from './deciding/action.js';
import type { Rest } from './deciding/resting.js';
import { actionKey, takesLane } from './deciding/action.js';
import { decide } from './deciding/decide.js';
import { scarceBudgets, scarceWords, unseenSpending } from './deciding/spending.js';
import { restGround, restKey } from './deciding/resting.js';
import { EndedWorktrees } from './endedWorktrees.js';
import { EngineStopped, EngineWriter, lastEngineCommit } from './engineWriter.js';
import { endedAt, heartbeatText, leaseHolder, readHeartbeat } from './leaseRules.js';
import type { EngineLock } from './lock.js';
import { clearLeftOvers, endForgottenRuns } from './leftOvers.js';
import { acquireLock } from './lock.js';
import type { Log } from './log.js';
import type { Observation } from './deciding/observe.js';
import { Observer } from './observer.js';
import { perform } from './perform.js';
import type { AgentRuns } from './performing.js';
import { ActionPostponed } from './performing.js';
import { shortfalls, shortfallWords } from '../insight/shortfalls.js';
import { isTimeForetold, shortTimes, shortTimeWords } from '../insight/shortTime.js';
import { planForecast } from '../insight/ticketForecasts.js';
import { lostLandings, lostWords } from './lostLandings.js';
import type { Project } from './project.js';
import { GateTools } from './queue/gateTools.js';
import { queueContext } from './project.js';
import { abandonedLocks, clearYoungLocks, ownPlaces } from './repairing/abandonedLocks.js';
import { Keeping } from './repairing/keeping.js';
import { tagVersions } from './planning/versionTags.js';

/** Another engine runs this repository; the words say who. */
export class EngineElsewhere extends Error {
  override readonly name = 'EngineElsewhere';
}

export interface EngineOptions {
  readonly project: Project;
  readonly runs: AgentRuns;
  readonly kit: AgentKit;
  readonly log: Log;
  /** Take the lease from an engine on another machine that seems to be alive. */
  readonly takeOver: boolean;
  /** What the runs of this engine may cost, in US dollars. */
  readonly budget?: number | undefined;
}

/** What the engine is doing, for whoever watches. */
export interface EngineView {
  readonly observation: Observation;
  readonly waits: readonly Wait[];
  readonly busy: readonly Action[];
}

export interface Idle {
  readonly waits: readonly Wait[];
}

/** How many faults of one commit the log names. */
const mostNamed = 5;
const pollMilliseconds = 400;
const heartbeatMilliseconds = 5 * 60_000;
/**
 * How long an action that came to nothing is left alone, and twice as long each time it does again. A landing waits for the engineer's
 * git, which is soon done; the rest is dear.
 */
const landingRestMilliseconds = 5000;
const restMilliseconds = 60_000;
const longestRestMilliseconds = 60 * 60_000;
/** So many looks in a row may fail before the engine gives up: git or the disk may be busy for a moment. */
const failedLooks = 5;

/**
 * Observe, decide, perform: actions are started and return at once; their end is seen by looking again. The engine keeps nothing that it
 * could not read again, so that starting it is recovering it.
 */
export class Engine {
  private readonly busy = new Map<string, Action>();
  /** Ends actions before they are done, by their keys. */
  private readonly cancelling = new Map<string, AbortController>();
  private readonly resting = new Map<string, Rest>();
  /** Keys of actions that ended since the present look began: what it saw of them is out of date. */
  private readonly ended = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly observer: Observer;
  private readonly tools = new GateTools();
  private readonly worktrees = new EndedWorktrees();
  private wake: () => void = () => undefined;
  private failure: Error | undefined;
  private context: { readonly branch: string; readonly queue: QueueContext; readonly lanes: Lanes } | undefined;
  private saidLast = '';
  /** The tip on which lost landings were looked for last, and what was said of them. */
  private lookedForLost: string | undefined;
  private saidLost = '';
  /** The budgets of which it was said. */
  private readonly warned = new Set<string>();
  private hasForetold = false;

  private constructor(
    private readonly options: EngineOptions,
    private readonly writer: EngineWriter,
    private readonly lock: EngineLock,
    opening: string,
  ) {
    this.observer = new Observer(options.project, options.runs, { plan: opening, at: options.project.ports.clock.now(), kit: options.kit, budget: options.budget });
    options.runs.onChange(() => {
      this.wake();
    });
  }

  /** Takes lock and lease. Throws EngineElsewhere, NoPlanError, RepositoryError while the plan is checked out. */
  static async open(options: EngineOptions): Promise<Engine> {
    const { project, log } = options;
    const { ports, machine, repository, store } = project;
    const locked = await acquireLock(ports, project.place.commonDir, `process ${String(ports.processes.own().pid)}`);
    if ('holder' in locked) throw new EngineElsewhere(`Another engine runs this repository (${locked.holder}). It goes on; this one can only look: sanctum status`);
    try {
      const tip = await store.tip();
      if (tip === undefined) throw new NoPlanError();
      const [planHolder] = await holdersOf(ports.files, repository.git, planRef);
      if (planHolder !== undefined) {
        throw new RepositoryError(`The plan branch is checked out in ${planHolder.path}, where each step of the engine would look like a change of yours. Switch to another branch there.`);
      }
      const checked = await lastEngineCommit(repository, store, tip);
      // The lease as an engine wrote it: what somebody wrote into it by hand since then is about to be repaired.
      const present = checked === undefined ? undefined : (await store.snapshots.read(checked)).lease;
      const elsewhere = await leaseHolder(project, present);
      if (elsewhere !== undefined && !options.takeOver) throw new EngineElsewhere(elsewhere);
      // A loss of power in the middle of a commit, or a git that was killed, leaves a lock on a ref of Sanctum's, where nobody else could mind it.
      const keeping = new Keeping(project, isoSeconds(ports.clock.now()));
      for (const { repair } of await abandonedLocks(project, ownPlaces)) if (repair !== undefined) log.write('WARN', await repair(keeping));
      await clearYoungLocks(project, log);
      const epoch = (present?.epoch ?? 0) + 1;
      const writer = new EngineWriter(repository, store, machine, epoch, checked, (commit, illegal) => {
        const named = illegal.slice(0, mostNamed).map((one) => one.words);
        const more = illegal.length > mostNamed ? [`and ${String(illegal.length - mostNamed)} more`] : [];
        log.write('WARN', `repaired the plan: ${[...named, ...more].join('; ').replace(/\.$/, '')}. What was written is kept as refs/sanctum/foreign/${commit}`);
      });
      if (present !== undefined && present.machine !== machine.id) await endForgottenRuns(project, options.runs, await store.snapshots.read(tip), options.log);
      const since = isoSeconds(ports.clock.now());
      const taken = await writer.write(lease({ machine: machine.id, host: machine.host, user: machine.user, pid: ports.processes.own().pid, epoch, since }, epoch - 1));
      if ('refused' in taken) throw new EngineElsewhere(taken.refused);
      await tagVersions(project);
      // Nobody else works here now, so what lies there was left by an engine that was killed.
      await clearLeftOvers(project, log);
      return new Engine(options, writer, locked.lock, taken.commit);
    } catch (error) {
      await locked.lock.release();
      throw error;
    }
  }

  /** Works until there is nothing to do and `mayEnd` agrees, or `stop` is called. `onView` is told what is going on after every look. */
  async run(mayEnd: (view: EngineView) => boolean, onView: (view: EngineView) => void): Promise<Idle> {
    const { clock } = this.options.project.ports;
    const endBeats = this.beat();
    const endWatch = this.watchPlan();
    let failures = 0;
    try {
      for (;;) {
        const changed = this.nextChange();
        let view: EngineView;
        try {
          view = await this.tick();
          failures = 0;
        } catch (error) {
          failures += 1;
          if (error instanceof EngineStopped || failures >= failedLooks) throw error;
          this.options.log.write('WARN', `looked in vain, and look again: ${error instanceof Error ? error.message : String(error)}`);
          await pause(clock, pollMilliseconds);
          continue;
        }
        if (this.failure !== undefined) throw this.failure;
        onView(view);
        if (this.stopping.signal.aborted && this.busy.size === 0) return { waits: view.waits };
        if (this.isIdle(view) && mayEnd(view)) return { waits: view.waits };
        const cancel = clock.after(pollMilliseconds, () => {
          this.wake();
        });
        await changed;
        cancel();
      }
    } finally {
      this.stopping.abort();
      while (this.busy.size > 0) await this.nextChange();
      await this.context?.lanes.close();
      endWatch();
      await endBeats();
      await this.lock.release();
    }
  }

  /** Looks as soon as somebody else writes the plan. What is written while an action is at work is seen when that ends, or by the poll. */
  private watchPlan(): () => void {
    const { ports, place } = this.options.project;
    return ports.files.watch(join(place.commonDir, dirname(planRef)), () => {
      if (this.busy.size === 0) this.wake();
    });
  }

  /** Starts nothing more; gates are ended, a landing is finished, agents go on under their runners. */
  stop(): void {
    this.stopping.abort();
    this.wake();
  }

  /** One look at the world, and all that follows from it started. */
  private async tick(): Promise<EngineView> {
    const { project } = this.options;
    this.ended.clear();
    if (!(await this.lock.stillHeld())) throw new EngineStopped('Another engine took the lock. This one has stopped.');
    const commit = await this.writer.inspect();
    const { config } = await project.store.snapshots.read(commit);
    if (config !== undefined && this.context?.branch !== config.branch) {
      const queue = await queueContext(project, config.branch);
      this.context = { branch: config.branch, queue, lanes: this.context?.lanes ?? new Lanes(queue) };
    }
    const seen = await this.observer.observe(commit, this.context?.queue, [...this.busy.values()], this.context?.lanes, this.resting);
    const observation = { ...seen, tools: this.tools.due(config, project.ports.clock.now()), spareWorktrees: this.worktrees.due(seen.snapshot) };
    await this.sayLost(observation);
    const decision = decide(observation, this.resting, project.ports.clock.now());
    for (const key of decision.cancels) this.cancelling.get(key)?.abort();
    if (!this.stopping.signal.aborted) {
      for (const action of decision.actions) if (this.hasRoom(action, observation.lanes)) this.begin(action, observation);
      if (config !== undefined && mayNeedLane(observation)) this.context?.lanes.keepReady(config.setup, observation.master);
    }
    this.warn(observation);
    await this.foretell(observation);
    this.say(decision.waits);
    return { observation, waits: decision.waits, busy: [...this.busy.values()] };
  }

  /** Says once of each budget that it comes to its end, and of each model that no budget sees it. */
  private warn(observation: Observation): void {
    for (const budget of scarceBudgets(observation)) {
      const key = `${budget.of} ${budget.name ?? ''} ${String(budget.limit)} ${String(budget.charged >= budget.limit)}`;
      if (this.warned.has(key)) continue;
      this.warned.add(key);
      this.options.log.write('WARN', scarceWords(budget));
    }
    for (const words of unseenSpending(observation)) {
      if (this.warned.has(words)) continue;
      this.warned.add(words);
      this.options.log.write('WARN', words);
    }
  }

  /** Says once, before much is spent, which budgets and limits of time will hardly do for what is open. */
  private async foretell({ snapshot, account }: Observation): Promise<void> {
    if (this.hasForetold || (account === undefined && !isTimeForetold(snapshot))) return;
    this.hasForetold = true;
    const records = await this.options.project.store.records.read(snapshot);
    const money = account === undefined ? [] : shortfalls(snapshot, account, planForecast(snapshot, records, 'dollars')).map(shortfallWords);
    const time = shortTimes(snapshot, planForecast(snapshot, records, 'minutes')).map(shortTimeWords);
    for (const words of [...money, ...time]) this.options.log.write('WARN', words);
  }

  /** Whether there is a lane for it; one whose test was ended is free when nothing of that lives any more. */
  private hasRoom(action: Action, lanes: number): boolean {
    return !takesLane(action) || [...this.busy.values()].filter(takesLane).length < lanes;
  }

  private begin(action: Action, observation: Observation): void {
    const key = actionKey(action);
    if (this.busy.has(key) || this.ended.has(key) || this.context === undefined) return;
    this.busy.set(key, action);
    const cancelling = new AbortController();
    this.cancelling.set(key, cancelling);
    const { project, runs, kit, log } = this.options;
    const performing = { project, queue: this.context.queue, lanes: this.context.lanes, writer: this.writer, runs, kit, log, tools: this.tools, worktrees: this.worktrees, stopping: AbortSignal.any([this.stopping.signal, cancelling.signal]) };
    perform(performing, action, observation)
      .then(() => {
        // That a run could be started says nothing of how it will end.
        if (action.kind !== 'start' && action.kind !== 'begin') this.resting.delete(restKey(action));
      })
      .catch((error: unknown) => {
        if (cancelling.signal.aborted) this.options.log.write('INFO', error instanceof Error ? error.message : String(error));
        else this.failed(action, observation, error);
      })
      .finally(() => {
        this.busy.delete(key);
        this.cancelling.delete(key);
        this.ended.add(key);
        this.wake();
      });
  }

  private failed(action: Action, observation: Observation, error: unknown): void {
    if (error instanceof EngineStopped) {
      this.failure = error;
      return;
    }
    if (this.stopping.signal.aborted) return;
    const words = error instanceof Error ? error.message : String(error);
    this.options.log.write(error instanceof ActionPostponed ? 'WARN' : 'ERROR', words);
    const key = restKey(action);
    const [ground, before] = [restGround(observation), this.resting.get(key)];
    const times = before?.ground === ground ? before.times + 1 : 1;
    const first = actionKey(action) === 'landing' ? landingRestMilliseconds : restMilliseconds;
    // What the engineer has to mend outside the plan costs little to look for, and is missed the moment it is mended.
    const longest = error instanceof BackendUnavailableError ? restMilliseconds : longestRestMilliseconds;
    const until = this.options.project.ports.clock.now() + Math.min(first * 2 ** (times - 1), longest);
    this.resting.set(key, { until, words, ground, times });
  }

  private isIdle(view: EngineView): boolean {
    const live = [...view.observation.runs.values()].some((run) => run.kind === 'live');
    return this.busy.size === 0 && this.ended.size === 0 && !live;
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Says what it waits for, once for each change; what it waits for while it works on something else is not said anew when that is done. */
  private say(waits: readonly Wait[]): void {
    const words = waits.map((wait) => wait.words).join('; ');
    if (words === this.saidLast) return;
    if (this.busy.size > 0) {
      if (words === '') this.saidLast = '';
      return;
    }
    this.saidLast = words;
    if (words !== '') this.options.log.write('INFO', `WAITING: ${words}`);
  }

  /** A branch that was rewritten by force may have lost landings; the plan says they are done. */
  private async sayLost({ snapshot, master }: Observation): Promise<void> {
    if (master === undefined || master === this.lookedForLost) return;
    this.lookedForLost = master;
    const lost = await lostLandings(this.options.project.repository, snapshot, master);
    const words = lost.length === 0 ? '' : lostWords(snapshot.config?.branch ?? 'master', lost);
    if (words !== '' && words !== this.saidLost) this.options.log.write('WARN', words);
    this.saidLost = words;
  }

  /** The sign of life for machines that cannot see the lock; the returned function says that this engine's has ended. */
  private beat(): () => Promise<void> {
    const { clock } = this.options.project.ports;
    let cancel: () => void = () => undefined;
    let writing: Promise<void> = Promise.resolve();
    const write = (at: number): void => {
      writing = writing
        .then(() => this.writeHeartbeat(at))
        .catch((error: unknown) => {
          this.options.log.write('WARN', `no sign of life could be written: ${String(error)}`);
        });
    };
    const again = (): void => {
      write(clock.now());
      cancel = clock.after(heartbeatMilliseconds, again);
    };
    again();
    return async () => {
      cancel();
      write(endedAt);
      await writing;
    };
  }

  private async writeHeartbeat(at: number): Promise<void> {
    const { repository, ports, place } = this.options.project;
    const present = await readRef(ports.files, place.commonDir, heartbeatRef);
    const last = await readHeartbeat(this.options.project, present);
    if (last !== undefined && last.epoch > this.writer.epoch) return;
    const blob = await repository.objects.blob(heartbeatText({ machine: this.writer.machine, epoch: this.writer.epoch, at }));
    await repository.refs.swap(heartbeatRef, blob, present);
  }
}

/** Whether something is on its way to a lane. */
function mayNeedLane(observation: Observation): observation is Observation & { readonly master: string } {
  const { master, health, runs, queue } = observation;
  return master !== undefined && health === 'green' && (runs.size > 0 || queue.length > 0);
}
