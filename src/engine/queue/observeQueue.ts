import { treeDifferences } from '../../git/diff.js';
import { readRef, readRefsBelow } from '../../git/refReader.js';
import { ticketsFirst } from '../../plan/conflictOrder.js';
import { byHand } from '../../plan/handTransitions.js';
import { candidateRef, planRef, stackRef } from '../../plan/paths.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import type { Pending, Verdict } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Candidate } from '../../queue/candidate.js';
import type { QueueContext } from '../../queue/context.js';
import type { CriteriaPlan } from '../../queue/criteriaPlan.js';
import { criteriaWant } from '../../queue/criteriaPlan.js';
import { changedTests } from '../../queue/baseTests.js';
import { foreseeLanding } from '../../queue/landing.js';
import { engineersReview, queueOrder, unapprovedChanges } from '../../queue/order.js';
import { isProof } from '../../queue/proof.js';
import { findProtected } from '../../queue/protection/findProtected.js';
import type { Stacks } from '../../queue/stacks.js';
import { allowsDrop, testDrop } from '../../queue/testDrop.js';
import type { EarlierTest, Finding } from '../../queue/planner/queuePlan.js';
import { stackKey } from '../../queue/planner/queuePlan.js';
import { criteriaPlanOf } from '../criteria.js';
import type { Action } from '../deciding/action.js';
import { actionKey } from '../deciding/action.js';
import type { Observation, QueuedView } from '../deciding/observe.js';
import { landsOnRed } from '../deciding/redMaster.js';
import type { QueueRests } from '../deciding/resting.js';
import type { GoingFirst } from '../deciding/goingFirst.js';
import { landsAfter } from '../deciding/goingFirst.js';
import { queuePlan } from '../deciding/queueDecision.js';
import type { Project } from '../project.js';
import { Remembered } from './remembered.js';
import { Risks } from './risks.js';
import type { RunningTest } from './runningTest.js';
import { runningTests } from './runningTest.js';

type QueueObservation = Pick<Observation, 'queue' | 'known' | 'earlier' | 'testing' | 'asides' | 'first'>;

/** From where the queue is looked at. */
export interface QueueGround {
  readonly project: Project;
  readonly context: QueueContext;
  readonly snapshot: Snapshot;
  readonly master: string;
  /** What this engine is at. */
  readonly busy: readonly Action[];
  readonly lanes: number;
  readonly rests: QueueRests;
  /** On master as it is. */
  readonly masterVerdict: Verdict | undefined;
  /** Whether master is red, so that only some may land. */
  readonly isRed: boolean;
}

/** A stack on master that was built, with what is known of its topmost tree. */
interface SeenStack {
  readonly tickets: readonly string[];
  readonly candidate: Candidate;
  readonly verdict: Verdict | undefined;
  readonly want: QueuedView['criteria'];
}

/** So many answers are remembered of each kind. */
const mostRemembered = 4000;

/** Looks at the queue. What cannot change is remembered: the paths between two commits, and what of them is protected. */
export class QueueObserver {
  private readonly paths = new Remembered<ReadonlySet<string>>(mostRemembered);
  private readonly risks = new Risks();
  private readonly changesTests = new Remembered<boolean>(mostRemembered);
  private readonly protectedChanges = new Remembered<readonly ProtectedChange[]>(mostRemembered);
  /** Refs that were taken note of, for these stacks. */
  private noted: { readonly stacks: Stacks; readonly refs: Remembered<true> } | undefined;

  constructor(private readonly verdictOn: (snapshot: Snapshot, tree: string) => Promise<Verdict | undefined>) {}

  async observe(ground: QueueGround): Promise<QueueObservation> {
    const { project, context, snapshot, master, busy } = ground;
    const pendings = queueOrder(snapshot);
    await this.noteBuilt(context, pendings);
    const plans = new Map<string, CriteriaPlan>();
    for (const { ticket } of pendings) plans.set(ticket, await criteriaPlanOf(project, snapshot, ticket, master));
    const known = new Map<string, Finding>();
    const seen = await this.stacksOn(ground, pendings, plans, known);
    const first = await this.goingFirst(context, snapshot);
    const found = new Map<string, QueuedView>();
    for (const pending of pendings) {
      const view = viewOf(pending.ticket, seen, known);
      const cars = seen.filter(({ tickets }) => tickets.at(-1) === pending.ticket);
      const unapproved = await this.leastUnapproved(ground, pending, cars);
      const risk = await this.risks.of(ground, pending);
      const paths = await this.pathsOf(context, pending);
      found.set(pending.ticket, { ...view, paths, risk, behind: landsAfter({ snapshot, first }, pending.ticket, paths), passed: context.stacks.passedBy(pending.commit), unapproved, baseTests: await this.baseTestsOf(ground, pending, seen), waits: undefined });
    }
    const unseen = new Set([...found.values()].filter(({ unapproved = [], behind }) => unapproved.length > 0 || behind !== undefined).map(({ ticket }) => ticket));
    const views = queueOrder(snapshot, unseen).flatMap(({ ticket }) => found.get(ticket) ?? []);
    const testing = runningTests(busy, context.stacks, master, new Map(pendings.map((pending) => [pending.ticket, pending])));
    const earlier = await this.earlierTests(ground, pendings, plans, testing);
    return { queue: await this.withObstacles(ground, seen, { queue: views, known, earlier, testing }), known, earlier, testing, asides: asidesOf(busy, snapshot), first };
  }

  /** The green candidate of a submission that changes existing tests, as long as it was not tested with these as they were. */
  private async baseTestsOf({ context, snapshot }: QueueGround, { ticket, commit, model }: Pending, seen: readonly SeenStack[]): Promise<Candidate | undefined> {
    const isDue = model !== byHand && snapshot.config?.gate.baseTests !== false && snapshot.baseTests?.get(ticket)?.commit !== commit;
    const green = isDue ? seen.find(({ tickets, verdict }) => tickets.at(-1) === ticket && verdict?.result === 'green')?.candidate : undefined;
    if (green === undefined) return undefined;
    const key = `${green.base} ${green.commit}`;
    const changes = await this.changesTests.of(key, async () => changedTests(await treeDifferences(context.repository.reader, green.base, green.commit)).length > 0);
    return changes ? green : undefined;
  }

  /** What another engine built of these submissions: stacks by their refs, and single candidates by their tickets'. */
  private async noteBuilt({ ports, repository, stacks }: QueueContext, order: readonly Pending[]): Promise<void> {
    if (order.length === 0) return;
    const refs = await readRefsBelow(ports.files, repository.commonDir, stackRef([]));
    for (const { ticket } of order) {
      const commit = await readRef(ports.files, repository.commonDir, candidateRef(ticket));
      if (commit !== undefined) refs.set(candidateRef(ticket), commit);
    }
    const waiting = new Map(order.map((pending) => [pending.ticket, pending]));
    const noted = this.noted?.stacks === stacks ? this.noted.refs : new Remembered<true>(mostRemembered);
    this.noted = { stacks, refs: noted };
    for (const [ref, top] of refs) {
      const tickets = (ref.split('/').at(-1) ?? '').split('+');
      const runs = tickets.map((ticket) => waiting.get(ticket)?.run ?? '');
      await noted.of(`${ref} ${top} ${runs.join(' ')}`, async () => {
        let commit: string | undefined = top;
        for (const ticket of tickets.reverse()) {
          // A cache alone: what is gone is built again.
          if (commit === undefined || (await repository.reader.size(commit)) === undefined) break;
          const { parents, tree, message } = await repository.reader.commit(commit);
          const [pending, base]: readonly [Pending | undefined, string | undefined] = [waiting.get(ticket), parents[0]];
          if (base !== undefined && pending !== undefined && message.includes(`\nSanctum-Run: ${pending.run}\n`)) stacks.seen(pending.commit, { commit, tree, base });
          commit = base;
        }
        return true;
      });
    }
  }

  /** What was found on masters of before, and what is still being tested there. */
  private async earlierTests(ground: QueueGround, order: readonly Pending[], plans: ReadonlyMap<string, CriteriaPlan>, testing: readonly RunningTest[]): Promise<readonly EarlierTest[]> {
    const { context, master } = ground;
    const found: EarlierTest[] = [];
    for (const base of context.stacks.before(master)) {
      const known = new Map<string, Finding>();
      await this.stacksOn({ ...ground, master: base, masterVerdict: undefined }, order, plans, known);
      if (known.size === 0) continue;
      const changedSince = await this.changedBetween(context, base, master);
      for (const [key, finding] of known) found.push({ stack: key.split('+'), finding, changedSince });
    }
    for (const { earlier, base } of testing) {
      if (earlier !== undefined && base !== undefined) found.push({ stack: earlier, changedSince: await this.changedBetween(context, base, master) });
    }
    return found;
  }

  private changedBetween({ repository }: QueueContext, before: string, after: string): Promise<ReadonlySet<string>> {
    return this.paths.of(`${before} ${after}`, async () => new Set((await treeDifferences(repository.reader, before, after)).map(({ path }) => path)));
  }

  /** Of a submission's protected changes what the engineer has not approved, as it would land on top of a stack. */
  private async unapprovedOf(ground: QueueGround, pending: Pending, stack: SeenStack | undefined): Promise<readonly ProtectedChange[]> {
    const { snapshot, masterVerdict } = ground;
    const isItsLoss = stack !== undefined && (stack.tickets.length === 1 || losesTests(snapshot, stack.tickets, stack.verdict, masterVerdict));
    const drop = isItsLoss ? testDrop(stack.verdict, masterVerdict) : [];
    return unapprovedChanges(snapshot, pending, [...(await this.protectedOf(ground, pending, stack?.candidate)), ...drop, ...engineersReview(snapshot, pending)]);
  }

  /** The same of the stack on top of which it needs the least: the others are looked at when they are to land. */
  private async leastUnapproved(ground: QueueGround, pending: Pending, stacks: readonly SeenStack[]): Promise<readonly ProtectedChange[]> {
    const [first, ...others] = stacks;
    let least = await this.unapprovedOf(ground, pending, first);
    for (const stack of least.length === 0 ? [] : others) {
      const changes = await this.unapprovedOf(ground, pending, stack);
      if (changes.length < least.length) least = changes;
    }
    return least;
  }

  /**
   * Says of those that could land what is in their way: protected changes, as they would land on what lies below them; and what is found by looking into the
   * checkout, from the topmost down, until what is left can land. While a landing is going on nothing of ours may look there: its recovery asks whether a git
   * is at work.
   */
  private async withObstacles(ground: QueueGround, seen: readonly SeenStack[], found: QueueObservation): Promise<readonly QueuedView[]> {
    const { context, snapshot, master, lanes, rests, isRed } = ground;
    const onRed = isRed ? landsOnRed(snapshot) : undefined;
    const seenAs = (stack: readonly string[]): SeenStack | undefined => seen.find(({ tickets }) => stackKey(tickets) === stackKey(stack));
    let { queue } = found;
    if (snapshot.intent !== undefined) return queue;
    for (;;) {
      const { land } = queuePlan({ ...found, snapshot, lanes, rests, queue: queue.filter(({ ticket }) => onRed?.has(ticket) !== false) });
      const top = land?.at(-1);
      const candidate = land === undefined ? undefined : seenAs(land)?.candidate;
      if (land === undefined || top === undefined || candidate === undefined) return queue;
      let isSeen = true;
      for (const [at, ticket] of land.entries()) {
        const pending = snapshot.pending.get(ticket);
        const unapproved = pending === undefined ? [] : await this.unapprovedOf(ground, pending, seenAs(land.slice(0, at + 1)));
        if (unapproved.length === 0) continue;
        isSeen = false;
        queue = queue.map((one) => (one.ticket === ticket ? { ...one, unapproved } : one));
      }
      if (!isSeen) continue;
      const waits = await foreseeLanding(context, master, candidate.commit);
      // A landing that began behind this look's back changes the very files that it would find changed.
      const isStill = (await readRef(context.ports.files, context.repository.commonDir, planRef)) === snapshot.commit;
      if (waits === undefined || !isStill) return queue;
      queue = queue.map((view) => (view.ticket === top ? { ...view, waits } : view));
    }
  }

  /** What of a submission is protected: of the change as it is to land, where that is known already. */
  private async protectedOf({ project, snapshot: { config } }: QueueGround, pending: Pending, candidate: Candidate | undefined): Promise<readonly ProtectedChange[]> {
    if (config === undefined) return [];
    const [before, after] = candidate === undefined ? [pending.base, pending.commit] : [candidate.base, candidate.commit];
    const { gate, setup, protected: rules } = config;
    const key = JSON.stringify([before, after, gate, setup, rules]);
    return this.protectedChanges.of(key, () => findProtected(project.repository.reader, config, before, after));
  }

  /** All stacks of waiting submissions that were built on master, the shorter ones first; what is known of them goes into `known`. */
  private async stacksOn({ context, snapshot, master, masterVerdict }: QueueGround, order: readonly Pending[], plans: ReadonlyMap<string, CriteriaPlan>, known: Map<string, Finding>): Promise<readonly SeenStack[]> {
    const ofSubmission = new Map(order.map(({ commit, ticket }) => [commit, ticket]));
    for (const submissions of context.stacks.unmergedOn(master)) {
      const tickets = submissions.map((submission) => ofSubmission.get(submission)).filter((ticket) => ticket !== undefined);
      if (tickets.length === submissions.length) known.set(stackKey(tickets), 'conflict');
    }
    const seen: SeenStack[] = [];
    const next: { readonly base: string; readonly tickets: readonly string[] }[] = [{ base: master, tickets: [] }];
    for (let below = next.shift(); below !== undefined; below = next.shift()) {
      for (const [submission, built] of context.stacks.on(below.base)) {
        const ticket = ofSubmission.get(submission);
        if (ticket === undefined) continue;
        const tickets = [...below.tickets, ticket];
        if (!('commit' in built)) {
          known.set(stackKey(tickets), 'conflict');
          continue;
        }
        const verdict = await this.verdictOn(snapshot, built.tree);
        const want = verdict === undefined ? undefined : wantOf(snapshot, plans, tickets, built.tree);
        const isLosing = tickets.length > 1 && losesTests(snapshot, tickets, verdict, masterVerdict);
        const finding = isLosing ? 'red' : findingOf(verdict, want);
        if (finding !== undefined) known.set(stackKey(tickets), finding);
        seen.push({ tickets, candidate: built, verdict, want });
        next.push({ base: built.commit, tickets });
      }
    }
    return seen;
  }

  /** Those that a manager put first, with what they changed when they were snapshotted last. */
  private async goingFirst(context: QueueContext, snapshot: Snapshot): Promise<readonly GoingFirst[]> {
    const { reader } = context.repository;
    const found: GoingFirst[] = [];
    for (const ticket of ticketsFirst(snapshot)) {
      const commit = snapshot.pending.get(ticket)?.commit ?? snapshot.tickets.get(ticket)?.fields.snapshot;
      if (commit === undefined || (await reader.size(commit)) === undefined) continue;
      const [base] = (await reader.commit(commit)).parents;
      if (base !== undefined) found.push({ ticket, paths: await this.changedBetween(context, base, commit) });
    }
    return found;
  }

  private pathsOf(context: QueueContext, { base, commit }: Pending): Promise<ReadonlySet<string>> {
    return this.changedBetween(context, base, commit);
  }
}

function asidesOf(busy: readonly Action[], snapshot: Snapshot): NonNullable<Observation['asides']> {
  return busy.flatMap((action) => (action.kind === 'base-tests' ? [{ key: actionKey(action), ticket: action.ticket, isOfUse: snapshot.pending.get(action.ticket)?.commit === action.submission }] : []));
}

/**
 * Whether a stack of several runs far fewer tests than master, which the engineer has allowed to none of them. Whose loss that is nobody can tell by it, so it counts as red: each is then
 * tested apart, and the one whose loss it is waits for the engineer.
 */
function losesTests({ approvedChanges }: Snapshot, tickets: readonly string[], verdict: Verdict | undefined, master: Verdict | undefined): boolean {
  return testDrop(verdict, master).some((drop) => !tickets.some((ticket) => allowsDrop(approvedChanges.get(ticket)?.changes ?? [], drop)));
}

function findingOf(verdict: Verdict | undefined, want: QueuedView['criteria']): Finding | undefined {
  if (verdict === undefined) return undefined;
  if (!isProof(verdict)) return 'red';
  return want === undefined ? 'green' : want === 'failed' ? 'red' : undefined;
}

/** What the criteria of a stack's tickets still want on its tree. */
export function wantOf(snapshot: Snapshot, plans: ReadonlyMap<string, CriteriaPlan>, tickets: readonly string[], tree: string): QueuedView['criteria'] {
  const wants = tickets.map((ticket) => {
    const plan = plans.get(ticket);
    return plan === undefined ? undefined : criteriaWant(plan, snapshot.criteria.get(ticket), tree);
  });
  return wants.includes('test') ? 'test' : wants.find((want) => want !== undefined);
}

function viewOf(ticket: string, seen: readonly SeenStack[], known: ReadonlyMap<string, Finding>): Omit<QueuedView, 'baseTests' | 'paths' | 'risk' | 'passed' | 'unapproved' | 'waits' | 'behind'> {
  const green = seen.find(({ tickets }) => tickets.includes(ticket) && known.get(stackKey(tickets)) === 'green');
  const own = seen.find(({ tickets }) => tickets.at(-1) === ticket);
  if (green !== undefined) return { ticket, candidate: own?.candidate, verdict: green.verdict };
  return { ticket, candidate: own?.candidate, verdict: own?.verdict, criteria: own?.want };
}
