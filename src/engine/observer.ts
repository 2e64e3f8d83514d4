import type { AgentKit } from '../agents/kit.js';
import { providerOf } from '../agents/provider.js';
import { RunFileError } from '../agents/runFolder.js';
import type { Runs, RunState } from '../agents/runs.js';
import { holdersOf } from '../git/checkouts.js';
import { readRef } from '../git/refReader.js';
import { planRef, verdictPath } from '../plan/paths.js';
import { readDocument } from '../plan/readDocument.js';
import type { RunFields, Verdict } from '../plan/schemas.js';
import { verdictSchema } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { ticketsIn } from '../plan/snapshot.js';
import type { QueueContext } from '../queue/context.js';
import { gateFingerprint } from '../queue/gate.js';
import type { Lanes } from '../queue/lanes.js';
import type { Finding } from '../queue/planner/queuePlan.js';
import { criterionCommands } from './criteria.js';
import { Beginnings, learnedFrom, learnsFirstRung } from '../insight/beginnings.js';
import { chargesOf, hasBudgets, unseenModels } from '../insight/budgets.js';
import type { Account } from '../insight/budgets.js';
import type { Action } from './deciding/action.js';
import type { Health, Observation, RedSince } from './deciding/observe.js';
import { lanesFor, placesFor } from './deciding/places.js';
import type { Resting } from './deciding/providers.js';
import { restingProviders, wordOn } from './deciding/providers.js';
import type { Rest } from './deciding/resting.js';
import { queueRests, restGround } from './deciding/resting.js';
import { spendersAtWork } from './deciding/spending.js';
import type { Project } from './project.js';
import { QueueObserver } from './queue/observeQueue.js';
import type { TrustRequest } from './trust.js';
import { trustRequest, TrustStore } from './trust.js';

/** How an engine started. */
export interface Opening {
  /** The plan as it was: a master that was red by then counts as not tested, since what ailed it may have been the machine. */
  readonly plan: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly kit: Pick<AgentKit, 'changedAt'>;
  /** What its runs may cost, in US dollars. */
  readonly budget?: number | undefined;
}

/** So many commits are looked at for the last green one. */
const mostSinceGreen = 200;

/** Reads the world into observations. It remembers only what cannot change: green verdicts, trust by commit, and what was learned from the same plan. */
export class Observer {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly trust: TrustStore;
  private readonly queue = new QueueObserver((snapshot, tree) => this.verdictOn(snapshot, tree));
  private trusted: string | undefined;
  private learned: Beginnings | undefined;

  constructor(
    private readonly project: Project,
    private readonly runs: Pick<Runs, 'observe'>,
    /** The engine's start; undefined for who only looks on. */
    private readonly opening?: Opening,
  ) {
    this.trust = new TrustStore(project.ports, project.home);
  }

  /** The world as it is, seen from a plan commit; `busy` is what the engine that looks is at, `own` are its lanes, `resting` is what it leaves alone. */
  async observe(commit: string, queue: QueueContext | undefined, busy: readonly Action[] = [], own?: Lanes, resting: ReadonlyMap<string, Rest> = new Map()): Promise<Observation> {
    const { ports, repository, place, store } = this.project;
    const snapshot = await store.snapshots.read(commit);
    const { config } = snapshot;
    const master = config === undefined ? undefined : await readRef(ports.files, place.commonDir, `refs/heads/${config.branch}`);
    const masterVerdict = config === undefined || master === undefined ? undefined : await this.verdictOn(snapshot, await repository.treeOf(master));
    const recent = await store.records.recent(snapshot);
    const lanes = lanesFor(config, ports.processes.machineSize());
    const health = await this.healthBy(snapshot, masterVerdict);
    const rests = queueRests(resting, restGround({ master, snapshot }), ports.clock.now());
    const runs = await this.runStates(snapshot);
    const account = await this.account(snapshot, runs);
    const [planHolder] = await holdersOf(ports.files, repository.git, planRef);
    return {
      snapshot,
      master,
      health,
      masterVerdict,
      redSince: health === 'red' && master !== undefined ? await this.redSince(snapshot, master) : undefined,
      runs,
      recent,
      ...(account === undefined ? {} : { account }),
      beginnings: await this.beginnings(snapshot),
      resting: await this.resting(snapshot, recent),
      places: placesFor(config, ports.processes.machineSize()),
      ...(master === undefined || queue === undefined ? { queue: [], known: new Map<string, Finding>(), earlier: [], testing: [] } : await this.queue.observe({ project: this.project, context: queue, snapshot, master, busy, lanes, rests, masterVerdict, isRed: health === 'red' })),
      lanes,
      rests,
      untrusted: master === undefined ? undefined : await this.untrusted(snapshot, master),
      unapproved: master === undefined ? [] : (await criterionCommands(this.project, snapshot, master)).filter(({ approved }) => !approved),
      strayLanes: own !== undefined && (await own.strays()).length > 0,
      planHolder,
    };
  }

  /** Where tickets begin; undefined where that is on the first rung whatever was learned. */
  private async beginnings(snapshot: Snapshot): Promise<Beginnings | undefined> {
    if (!learnsFirstRung(snapshot.config)) return undefined;
    const records = await this.project.store.records.recent(snapshot, learnedFrom);
    if (this.learned?.isOf(snapshot, records) !== true) this.learned = new Beginnings(snapshot, records);
    return this.learned;
  }

  private async healthBy(snapshot: Snapshot, verdict: Verdict | undefined): Promise<Health> {
    if (verdict === undefined || isRetest(snapshot, verdict) || isUnjudged(verdict)) return 'untested';
    if (verdict.result === 'green' || this.opening === undefined) return verdict.result;
    const path = verdictPath(verdict.tree, verdict.fingerprint);
    const [then, now] = [await this.project.store.snapshots.text(this.opening.plan, path), await this.project.store.snapshots.text(snapshot.commit, path)];
    return then === now ? 'untested' : verdict.result;
  }

  /** Which commits of a red master came after the last one that was tested green. */
  private async redSince(snapshot: Snapshot, master: string): Promise<RedSince | undefined> {
    const { reader } = this.project.repository;
    const commits: RedSince['commits'][number][] = [];
    let commit: string | undefined = master;
    while (commit !== undefined && commits.length < mostSinceGreen) {
      // A shallow clone ends somewhere.
      if ((await reader.size(commit)) === undefined) return undefined;
      const { tree, parents, message } = await reader.commit(commit);
      if ((await this.verdictOn(snapshot, tree))?.result === 'green') return commits.length === 0 ? undefined : { green: commit, commits: commits.reverse() };
      const ticket = /^Sanctum-Ticket: (\d{4,9})$/m.exec(message)?.[1];
      const isLanding = ticket !== undefined && snapshot.tickets.get(ticket)?.fields.landed?.commit === commit;
      commits.push({ commit, title: message.split('\n')[0] ?? '', ...(isLanding ? { ticket } : {}) });
      [commit] = parents;
    }
    return undefined;
  }

  /** The verdict on a tree under the plan's present gate. */
  async verdictOn(snapshot: Snapshot, tree: string): Promise<Verdict | undefined> {
    if (snapshot.config === undefined) return undefined;
    const fingerprint = gateFingerprint(snapshot.config, snapshot.tools);
    const name = `${tree}-${fingerprint}`;
    // A tree that is tested again may have another verdict than before.
    const known = snapshot.control.retest?.tree === tree ? undefined : this.verdicts.get(name);
    if (known !== undefined || !snapshot.verdicts.has(name)) return known;
    const text = await this.project.store.snapshots.text(snapshot.commit, verdictPath(tree, fingerprint));
    if (text === undefined) return undefined;
    const verdict = readDocument(verdictSchema, text);
    if (verdict.result === 'green') this.verdicts.set(name, verdict);
    else this.verdicts.delete(name);
    return verdict;
  }

  private async resting({ control }: Snapshot, recent: readonly RunFields[]): Promise<ReadonlyMap<string, Resting>> {
    const wokenAt = (name: string): number | undefined => wordOn(control, name);
    const asFailed = restingProviders(recent, { changed: () => undefined, opened: undefined, woken: wokenAt });
    if (asFailed.size === 0 || this.opening === undefined) return asFailed;
    const changed = new Map<string, number>();
    for (const provider of new Set([...asFailed.keys()].map(providerOf))) {
      const at = await this.opening.kit.changedAt(provider);
      if (at !== undefined) changed.set(provider, at);
    }
    return restingProviders(recent, { changed: (provider) => changed.get(provider), opened: this.opening.at, woken: wokenAt });
  }

  /** What runs cost, those at work as far as they tell. Read only where it matters: it is all that the plan has of runs. */
  private async account(snapshot: Snapshot, runs: ReadonlyMap<string, RunState>): Promise<Account | undefined> {
    const budget = this.opening?.budget;
    if (budget === undefined && !hasBudgets(snapshot)) return undefined;
    const now = this.project.ports.clock.now();
    const records = await this.project.store.records.read(snapshot);
    const ended = chargesOf(snapshot, records);
    const unseen = unseenModels(snapshot, records);
    const live = spendersAtWork(snapshot).flatMap(({ run, ...who }) => {
      const state = runs.get(run);
      // Until its record is written an ended one counts as well, as far as it was metered.
      return state === undefined || state.kind === 'unstarted' ? [] : [{ ...who, run, dollars: state.dollars, at: now }];
    });
    return { charges: [...ended, ...live], now, ...(unseen.length === 0 ? {} : { unseen }), ...(budget === undefined || this.opening === undefined ? {} : { night: { dollars: budget, since: this.opening.at } }) };
  }

  private async runStates(snapshot: Snapshot): Promise<ReadonlyMap<string, RunState>> {
    const states = new Map<string, RunState>();
    for (const { fields } of [...ticketsIn(snapshot, 'in-progress'), ...snapshot.work.values()]) {
      if (fields.run !== undefined) states.set(fields.run, await this.runState(fields.run));
    }
    return states;
  }

  /** A run whose records cannot be read is lost: an agent that is not confined can reach them. */
  private async runState(run: string): Promise<RunState> {
    try {
      return await this.runs.observe(run);
    } catch (error) {
      if (error instanceof RunFileError) return { kind: 'lost', mail: { asked: [], told: new Set(), handed: new Set() } };
      throw error;
    }
  }

  private async untrusted(snapshot: Snapshot, master: string): Promise<TrustRequest | undefined> {
    const key = `${snapshot.commit} ${master}`;
    if (snapshot.config === undefined || this.trusted === key) return undefined;
    const request = await trustRequest(this.project.repository, snapshot.config, master);
    if (!(await this.trust.isTrusted(this.project.place.commonDir, request.hash))) return request;
    this.trusted = key;
    return undefined;
  }
}

/** Whether it is of a red candidate's tree that nobody was blamed for: what such a tree is as master has to be seen. */
function isUnjudged({ cause }: Verdict): boolean {
  return cause === 'unattributed' || cause === 'infrastructure';
}

/** Whether the engineer asked for another verdict than this one. */
function isRetest({ control: { retest } }: Snapshot, { tree, finished }: Verdict): boolean {
  return retest?.tree === tree && retest.finished === finished;
}
