import { dirname, join } from 'node:path';
import type { KitOptions } from '../../agents/kit.js';
import { AgentKit } from '../../agents/kit.js';
import { Runs } from '../../agents/runs.js';
import { readRef } from '../../git/refReader.js';
import { draftRef, planRef } from '../../plan/paths.js';
import { NoPlanError } from '../../plan/store.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Action } from '../deciding/action.js';
import { actionKey } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { EngineView } from '../engine.js';
import { Engine, EngineElsewhere } from '../engine.js';
import { lockHolder } from '../lock.js';
import type { Log } from '../log.js';
import type { Project } from '../project.js';
import type { Look } from '../status/look.js';
import { Onlooker } from '../status/look.js';
import { statusOf } from '../status/status.js';

/** What a window shows of a project. */
export interface HostView {
  readonly look: Look;
  /** What it was seen from: the plan as data, the runs, the queue. */
  readonly observation: Observation;
  /** The commit on which a draft of the spec waits for the engineer. */
  readonly draft: string | undefined;
  /** Whether the engine runs in this process. */
  readonly isHere: boolean;
}

export interface EngineHostOptions {
  readonly project: Project;
  readonly kit: KitOptions;
  readonly log: Log;
  /** Told of every change; of `undefined` while the repository has no plan. */
  readonly onView: (view: HostView | undefined) => void;
  /** Told in words why the engine does not run here or the project cannot be seen, and of `undefined` when that is over; the host goes on trying. */
  readonly onTrouble: (words: string | undefined) => void;
}

/** A watch alone was seen to die, so that the refs are looked at all the same. */
const lookMilliseconds = 2000;
/** An engine that ended by itself soon after its start is left alone for so long, and twice as long each time: each start is a commit. */
const restMilliseconds = 5000;
const longestRestMilliseconds = 5 * 60_000;
/** One that worked for so long did not end because of how it was started. */
const steadyMilliseconds = 60_000;

/** What a host does in turn; each can fail without the others. */
type Duty = 'run' | 'look';

/**
 * Keeps one project in view for as long as its window lives, and runs its engine when nobody else does: the window that comes second
 * looks on, and takes over when the first has gone. Holds nothing that is not read again.
 */
export class EngineHost {
  private engine: Engine | undefined;
  private isStopped = false;
  private wake: () => void = () => undefined;
  private isAwake = false;
  private seen: string | undefined;
  private saidElsewhere: string | undefined;
  private readonly troubles = new Map<Duty, string>();
  private saidTrouble: string | undefined;
  private watched: { readonly folder: bigint; readonly end: () => void } | undefined;
  /** How often in a row the engine ended by itself, and until when it is left alone. */
  private rest = { times: 0, until: 0 };
  private readonly ended: Promise<void>;

  /** `wanted`: whether the engine may run here; it can be changed later. */
  constructor(
    private readonly options: EngineHostOptions,
    private wanted: boolean,
  ) {
    this.ended = this.live();
  }

  /** Lets the engine run here, or ends it here: agents go on under their runners, and whoever runs the engine next takes them over. */
  want(wanted: boolean): void {
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    this.rest = { times: 0, until: 0 };
    if (!wanted) this.engine?.stop();
    this.look();
  }

  /** Looks again now. */
  look(): void {
    this.isAwake = true;
    this.wake();
  }

  /** Resolves when the engine, if it ran here, has come to its end. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.engine?.stop();
    this.look();
    await this.ended;
  }

  private async live(): Promise<void> {
    const onlooker = new Onlooker(this.options.project);
    try {
      while (!this.isStopped) {
        this.isAwake = false;
        if (this.rest.until <= this.options.project.ports.clock.now()) await this.settled('run', () => this.runIfFree());
        await this.settled('look', async () => {
          await this.watchPlan();
          await this.lookOn(onlooker);
        });
        await this.nextLook();
      }
    } finally {
      this.watched?.end();
      onlooker.close();
    }
  }

  /** Watches the folder of the plan's ref, and watches anew when git has made that folder anew. */
  private async watchPlan(): Promise<void> {
    const { ports, place } = this.options.project;
    const folder = join(place.commonDir, dirname(planRef));
    const present = await ports.files.status(folder);
    if (present?.inode === this.watched?.folder) return;
    this.watched?.end();
    this.watched = undefined;
    if (present === undefined) return;
    const end = ports.files.watch(folder, () => {
      this.look();
    });
    this.watched = { folder: present.inode, end };
  }

  /** What goes wrong is told, and the host goes on. */
  private async settled(duty: Duty, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.troubles.delete(duty);
    } catch (error) {
      this.trouble(duty, error);
    }
    this.tellTrouble();
  }

  private async runIfFree(): Promise<void> {
    const { store, ports, place } = this.options.project;
    if (!this.wanted || (await store.tip()) === undefined || (await lockHolder(ports, place.commonDir)) !== undefined) return;
    await this.runEngine();
  }

  private async runEngine(): Promise<void> {
    const { project, kit, log } = this.options;
    const runs = new Runs(project.ports, { execPath: kit.execPath, programs: kit.programs, place: project.folder });
    try {
      const engine = await Engine.open({ project, runs, kit: new AgentKit(project.ports, kit), log, takeOver: false });
      this.saidElsewhere = undefined;
      await this.work(engine);
    } catch (error) {
      if (!(error instanceof EngineElsewhere)) throw error;
      if (this.saidElsewhere !== error.message) log.write('INFO', error.message);
      this.saidElsewhere = error.message;
    } finally {
      runs.close();
    }
  }

  /** Lets an engine work to its end. */
  private async work(engine: Engine): Promise<void> {
    const { project, log } = this.options;
    const { clock } = project.ports;
    const started = clock.now();
    this.engine = engine;
    this.troubles.delete('run');
    this.tellTrouble();
    log.write('INFO', `the engine runs for ${project.place.topFolder}`);
    if (this.isEnding()) engine.stop();
    try {
      await engine.run(
        () => this.isEnding(),
        (view) => void this.settled('look', () => this.showOwn(view)),
      );
      log.write('INFO', 'the engine has stopped');
    } catch (error) {
      const times = clock.now() - started > steadyMilliseconds ? 1 : this.rest.times + 1;
      this.rest = { times, until: clock.now() + Math.min(restMilliseconds * 2 ** (times - 1), longestRestMilliseconds) };
      throw error;
    } finally {
      this.engine = undefined;
      this.seen = undefined;
    }
  }

  private isEnding(): boolean {
    return this.isStopped || !this.wanted;
  }

  private async showOwn({ observation, waits, busy }: EngineView): Promise<void> {
    const { ports } = this.options.project;
    const draft = await this.draft();
    if (!this.isNew(observation, draft, waits.map(({ words }) => words), busy, true)) return;
    const look = { ...statusOf(observation, waits, busy), engine: `process ${String(ports.processes.own().pid)}`, at: isoSeconds(ports.clock.now()) };
    this.options.onView({ look, observation, draft, isHere: true });
  }

  private async lookOn(onlooker: Onlooker): Promise<void> {
    try {
      const { look, observation } = await onlooker.look();
      const draft = await this.draft();
      if (!this.isNew(observation, draft, [...look.waits.map(({ words }) => words), look.engine ?? ''], [], false)) return;
      this.options.onView({ look, observation, draft, isHere: false });
    } catch (error) {
      if (!(error instanceof NoPlanError)) throw error;
      if (this.seen === 'no plan') return;
      this.seen = 'no plan';
      this.options.onView(undefined);
    }
  }

  private draft(): Promise<string | undefined> {
    const { ports, place } = this.options.project;
    return readRef(ports.files, place.commonDir, draftRef);
  }

  /** Whether a window would show anything else than before. */
  private isNew({ snapshot, master, health, runs, queue, testing, untrusted, unapproved }: Observation, draft: string | undefined, words: readonly string[], busy: readonly Action[], isHere: boolean): boolean {
    const life = [...runs].map(([run, state]) => [run, state.kind, 'progress' in state ? state.progress : undefined, state.kind === 'live' ? state.since : undefined]);
    const queued = queue.map(({ ticket, candidate, verdict, criteria, waits }) => [ticket, candidate?.commit, verdict?.result, criteria, waits]);
    const seen = JSON.stringify([snapshot.commit, master, health, untrusted?.hash, unapproved?.map(({ request }) => request.hash), draft, words, busy.map(actionKey), isHere, life, queued, testing]);
    if (seen === this.seen) return false;
    this.seen = seen;
    return true;
  }

  /** Notes what went wrong, and logs it once for as long as it is the same. */
  private trouble(duty: Duty, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    if (this.troubles.get(duty) === words) return;
    this.troubles.set(duty, words);
    this.options.log.write('ERROR', error instanceof Error ? (error.stack ?? words) : words);
  }

  private tellTrouble(): void {
    // What ails the engine often ails the look too, in the same words.
    const words = this.troubles.size === 0 ? undefined : [...new Set(this.troubles.values())].join(' ');
    if (words === this.saidTrouble) return;
    this.saidTrouble = words;
    this.options.onTrouble(words);
  }

  /** Resolves at the next reason to look: somebody wrote the plan, something was asked of this host, or two seconds went by. */
  private nextLook(): Promise<void> {
    if (this.isAwake || this.isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.options.project.ports.clock.after(lookMilliseconds, resolve);
      this.wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
