import type { AgentKit } from '../agents/kit.js';
import { providerOf } from '../agents/provider.js';
import { RunFileError } from '../agents/runFolder.js';
import type { Runs, RunState } from '../agents/runs.js';
import { holdersOf } from '../git/checkouts.js';
import { readRef } from '../git/refReader.js';
import { candidateRef, planRef, verdictPath } from '../plan/paths.js';
import { readDocument } from '../plan/readDocument.js';
import type { Pending, RunFields, Verdict } from '../plan/schemas.js';
import { verdictSchema } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { ticketsIn } from '../plan/snapshot.js';
import type { Candidate } from '../queue/candidate.js';
import type { QueueContext } from '../queue/context.js';
import { gateFingerprint } from '../queue/gate.js';
import { foreseeLanding } from '../queue/landing.js';
import { queueOrder } from '../queue/order.js';
import { criteriaWant } from '../queue/criteriaPlan.js';
import { criteriaPlanOf, criterionCommands } from './criteria.js';
import type { Health, Observation, QueuedView } from './deciding/observe.js';
import { placesFor } from './deciding/places.js';
import type { Resting } from './deciding/providers.js';
import { restingProviders, wordOn } from './deciding/providers.js';
import type { Project } from './project.js';
import type { TrustRequest } from './trust.js';
import { trustRequest, TrustStore } from './trust.js';

/** How an engine started. */
export interface Opening {
  /** The plan as it was: a master that was red by then counts as not tested, since what ailed it may have been the machine. */
  readonly plan: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly kit: Pick<AgentKit, 'changedAt'>;
}

/** Reads the world into observations. It remembers only what cannot change: green verdicts, and trust by commit. */
export class Observer {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly trust: TrustStore;
  private trusted: string | undefined;

  constructor(
    private readonly project: Project,
    private readonly runs: Pick<Runs, 'observe'>,
    /** The engine's start; undefined for who only looks on. */
    private readonly opening?: Opening,
  ) {
    this.trust = new TrustStore(project.ports, project.home);
  }

  /** The world as it is, seen from a plan commit. */
  async observe(commit: string, queue: QueueContext | undefined): Promise<Observation> {
    const { ports, repository, place, store } = this.project;
    const snapshot = await store.snapshots.read(commit);
    const { config } = snapshot;
    const master = config === undefined ? undefined : await readRef(ports.files, place.commonDir, `refs/heads/${config.branch}`);
    const masterVerdict = config === undefined || master === undefined ? undefined : await this.verdictOn(snapshot, await repository.treeOf(master));
    const recent = await store.records.recent(snapshot);
    const [planHolder] = await holdersOf(ports.files, repository.git, planRef);
    return {
      snapshot,
      master,
      health: await this.healthBy(snapshot, masterVerdict),
      masterVerdict,
      runs: await this.runStates(snapshot),
      recent,
      resting: await this.resting(snapshot, recent),
      places: placesFor(config, ports.processes.machineSize()),
      queue: master === undefined || queue === undefined ? [] : await this.queued(snapshot, master, queue),
      untrusted: master === undefined ? undefined : await this.untrusted(snapshot, master),
      unapproved: master === undefined ? [] : (await criterionCommands(this.project, snapshot, master)).filter(({ approved }) => !approved),
      strayLanes: (await ports.files.list(this.project.folder.lanes)).length > 0,
      planHolder,
    };
  }

  private async healthBy(snapshot: Snapshot, verdict: Verdict | undefined): Promise<Health> {
    if (verdict === undefined || isRetest(snapshot, verdict)) return 'untested';
    if (verdict.result === 'green' || this.opening === undefined) return verdict.result;
    const path = verdictPath(verdict.tree, verdict.fingerprint);
    const [then, now] = [await this.project.store.snapshots.text(this.opening.plan, path), await this.project.store.snapshots.text(snapshot.commit, path)];
    return then === now ? 'untested' : verdict.result;
  }

  /** The verdict on a tree under the plan's present gate. */
  async verdictOn(snapshot: Snapshot, tree: string): Promise<Verdict | undefined> {
    if (snapshot.config === undefined) return undefined;
    const fingerprint = gateFingerprint(snapshot.config);
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

  private async queued(snapshot: Snapshot, master: string, queue: QueueContext): Promise<readonly QueuedView[]> {
    const views: QueuedView[] = [];
    for (const pending of queueOrder(snapshot)) {
      const candidate = await this.candidateOf(pending, master);
      const verdict = candidate === undefined ? undefined : await this.verdictOn(snapshot, candidate.tree);
      // While a landing is going on nothing of ours may look into the checkout: its recovery asks whether a git is at work there.
      const isNext = views.length === 0 && snapshot.intent === undefined;
      const criteria = candidate === undefined ? undefined : await this.criteriaWantOf(snapshot, pending.ticket, candidate);
      const waits = isNext && candidate !== undefined && verdict?.result === 'green' && criteria === undefined ? await foreseeLanding(queue, master, candidate.commit) : undefined;
      views.push({ ticket: pending.ticket, candidate, verdict, criteria, waits });
    }
    return views;
  }

  private async criteriaWantOf(snapshot: Snapshot, ticket: string, { tree, base }: Candidate): Promise<QueuedView['criteria']> {
    return criteriaWant(await criteriaPlanOf(this.project, snapshot, ticket, base), snapshot.criteria.get(ticket), tree);
  }

  /** The candidate that stands under the ticket's ref, if it was built of this submission on this master. */
  private async candidateOf(pending: Pending, master: string): Promise<Candidate | undefined> {
    const { ports, place, repository } = this.project;
    const commit = await readRef(ports.files, place.commonDir, candidateRef(pending.ticket));
    if (commit === undefined) return undefined;
    const { parents, tree, message } = await repository.reader.commit(commit);
    const isOfThis = parents[0] === master && message.includes(`\nSanctum-Run: ${pending.run}\n`);
    return isOfThis ? { commit, tree, base: master } : undefined;
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

/** Whether the engineer asked for another verdict than this one. */
function isRetest({ control: { retest } }: Snapshot, { tree, finished }: Verdict): boolean {
  return retest?.tree === tree && retest.finished === finished;
}
