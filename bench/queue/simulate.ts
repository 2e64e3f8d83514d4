import type { EarlierTest, Entry, Finding, QueueLook, QueuePlan, Stack } from '../../src/queue/planner/queuePlan.js';
import { stackKey } from '../../src/queue/planner/queuePlan.js';
import type { PastVerdict } from '../../src/queue/planner/risk.js';
import { riskModelOf, riskOnMaster } from '../../src/queue/planner/risk.js';
import type { Change } from './arrivals.js';
import { conflictChance, randomOf, testTimeOf } from './arrivals.js';

/** A policy decides from the look alone, or from what it remembers itself. */
export type Policy = (look: QueueLook) => QueuePlan;

/** What became of one change. */
export interface Outcome {
  readonly ticket: string;
  /** From arrival to its landing, or until it was settled; in test times. */
  readonly turnaround: number;
  readonly landed: boolean;
}

export interface Simulation {
  readonly outcomes: readonly Outcome[];
  /** Until the last change was decided, in test times. */
  readonly span: number;
  /** Tests that were begun. */
  readonly tests: number;
  /** The most that landed before one change that came earlier. */
  readonly mostPassed: number;
  /** How long each decision took, in milliseconds; none without a stopwatch. */
  readonly decisionTimes: readonly number[];
}

export interface Conditions {
  readonly lanes: number;
  /** For the times of tests. */
  readonly seed: number;
  /** Whether the policy is told what was found on earlier masters. */
  readonly tellsEarlier?: boolean;
  /** Whether the policy is told the true risk of each kind of change, or learns it from what became of those before. */
  readonly risk?: 'told' | 'learned';
  /** Milliseconds, to measure decisions. */
  readonly stopwatch?: () => number;
}

interface Running {
  stack: Stack;
  readonly finding: Finding;
  readonly ends: number;
  /** Whether it is a test of a tree on today's master. */
  current: boolean;
  changedSince: Set<string>;
}

/** A policy did what the law of the queue forbids. */
export class UnlawfulPlan extends Error {}

/** Plays a policy on a virtual clock: the same arrivals and seed always go the same way. Throws UnlawfulPlan, also where nothing is tested and nothing more can happen. */
export function simulate(changes: readonly Change[], policy: Policy, { lanes, seed, tellsEarlier = true, risk = 'told', stopwatch }: Conditions): Simulation {
  const random = randomOf(seed * 104729 + 5);
  const byTicket = new Map(changes.map((change) => [change.ticket, change]));
  const conflictsOf = new Map(changes.map(({ ticket, conflicts }) => [ticket, [...conflicts]]));
  for (const { ticket, conflicts } of changes) for (const other of conflicts) conflictsOf.get(other)?.push(ticket);
  const unmergeableWith = new Map(changes.map(({ ticket, unmergeable = [] }) => [ticket, [...unmergeable]]));
  for (const { ticket, unmergeable = [] } of changes) for (const other of unmergeable) unmergeableWith.get(other)?.push(ticket);
  const history: PastVerdict[] = [];
  const landed = new Set<string>();
  /** How many of the landed ones share a path with a change: each of them may conflict with it. */
  const landedOverlaps = new Map<string, number>();
  const outcomes: Outcome[] = [];
  let queue: (Entry & { passed: number })[] = [];
  let known = new Map<string, { readonly stack: Stack; readonly finding: Finding }>();
  let earlier: EarlierTest[] = [];
  let running: Running[] = [];
  let now = 0;
  let next = 0;
  let tests = 0;
  let mostPassed = 0;
  const decisionTimes: number[] = [];

  const findingOf = (stack: Stack): Finding => {
    const isThere = (ticket: string): boolean => landed.has(ticket) || stack.includes(ticket);
    if (stack.some((ticket) => unmergeableWith.get(ticket)?.some(isThere) === true)) return 'conflict';
    return stack.some((ticket) => byTicket.get(ticket)?.bad === true || conflictsOf.get(ticket)?.some(isThere) === true) ? 'red' : 'green';
  };
  const without = (stack: Stack, gone: ReadonlySet<string>): Stack => stack.filter((ticket) => !gone.has(ticket));

  const leave = (tickets: Stack, isLanded: boolean): void => {
    const gone = new Set(tickets);
    for (const ticket of tickets) {
      const change = byTicket.get(ticket);
      if (change === undefined || !queue.some((entry) => entry.ticket === ticket)) throw new UnlawfulPlan(`${ticket} is not in the queue`);
      outcomes.push({ ticket, turnaround: now - change.at, landed: isLanded });
      history.push({ labels: [change.kind], red: !isLanded });
      mostPassed = Math.max(mostPassed, queue.find((entry) => entry.ticket === ticket)?.passed ?? 0);
    }
    const last = Math.max(...tickets.map((ticket) => queue.findIndex((entry) => entry.ticket === ticket)));
    if (isLanded) queue.forEach((entry, place) => (entry.passed += place < last && !gone.has(entry.ticket) ? tickets.length : 0));
    queue = queue.filter(({ ticket }) => !gone.has(ticket));
    const changed = tickets.flatMap((ticket) => [...(byTicket.get(ticket)?.paths ?? [])]);
    const before = known;
    known = new Map();
    if (isLanded) {
      tickets.forEach((ticket) => landed.add(ticket));
      earlier = earlier.map((test) => ({ ...test, changedSince: new Set([...test.changedSince, ...changed]) }));
      for (const { stack, finding } of before.values()) {
        if (tickets.every((ticket) => stack.includes(ticket))) {
          const rest = without(stack, gone);
          if (rest.length > 0) known.set(stackKey(rest), { stack: rest, finding });
        } else earlier.push({ stack, finding, changedSince: new Set(changed) });
      }
      if (!tellsEarlier) running = running.filter(({ current, stack }) => current && stackKey(stack.slice(0, tickets.length)) === stackKey(tickets));
      for (const test of running) {
        // A running test is carried over along its chain of commits; what has ended is known by its tree, whatever the order.
        if (test.current && stackKey(test.stack.slice(0, tickets.length)) === stackKey(tickets)) test.stack = without(test.stack, gone);
        else {
          test.current = false;
          changed.forEach((path) => test.changedSince.add(path));
        }
      }
    } else {
      for (const { stack, finding } of before.values()) if (!stack.some((ticket) => gone.has(ticket))) known.set(stackKey(stack), { stack, finding });
    }
    if (isLanded) for (const change of changes) {
      const overlaps = tickets.filter((ticket) => ticket !== change.ticket && byTicket.get(ticket)?.paths.some((path) => change.paths.includes(path)) === true).length;
      if (overlaps > 0) landedOverlaps.set(change.ticket, (landedOverlaps.get(change.ticket) ?? 0) + overlaps);
    }
    const waiting = new Set(queue.map(({ ticket }) => ticket));
    const isOpen = ({ stack }: { readonly stack: Stack }): boolean => stack.some((ticket) => waiting.has(ticket)) && stack.every((ticket) => waiting.has(ticket) || landed.has(ticket));
    earlier = earlier.filter(isOpen);
    running = running.filter(isOpen);
  };

  const drop = (stacks: readonly Stack[], current: boolean): void => {
    const keys = new Set(stacks.map(stackKey));
    running = running.filter((test) => test.current !== current || !keys.has(stackKey(test.stack)));
  };

  const look = (): QueueLook => {
    const model = risk === 'learned' ? riskModelOf(history) : undefined;
    const entries = queue.map((entry): Entry => {
      const change = byTicket.get(entry.ticket);
      const overlaps = landedOverlaps.get(entry.ticket) ?? 0;
      return {
        ...entry,
        risk: model === undefined ? riskOnMaster(change?.risk ?? 0, overlaps, conflictChance) : model.riskOf([change?.kind ?? 'safe'], overlaps),
        mayLand: now >= (change?.at ?? 0) + (change?.reviewed ?? 0),
      };
    });
    const runningEarlier = running.filter(({ current }) => !current).map(({ stack, changedSince }) => ({ stack, changedSince }));
    return {
      entries,
      known: new Map([...known].map(([key, { finding }]) => [key, finding])),
      testing: running.filter(({ current }) => current).map(({ stack }) => stack),
      lanes,
      ...(tellsEarlier ? { earlier: [...earlier, ...runningEarlier] } : {}),
      conflictRisk: model?.pairRisk ?? conflictChance,
    };
  };

  const decide = (): void => {
    for (;;) {
      const seen = look();
      const before = stopwatch?.();
      const plan = policy(seen);
      if (stopwatch !== undefined && before !== undefined) decisionTimes.push(stopwatch() - before);
      drop(plan.cancel, true);
      drop(plan.cancelEarlier ?? [], false);
      if (plan.land !== undefined && known.get(stackKey(plan.land))?.finding !== 'green') throw new UnlawfulPlan(`${stackKey(plan.land)} lands untested`);
      for (const ticket of plan.land ?? []) if (seen.entries.find((entry) => entry.ticket === ticket)?.mayLand !== true) throw new UnlawfulPlan(`${ticket} lands, and may not`);
      for (const ticket of plan.settle) {
        const alone = known.get(ticket)?.finding ?? earlier.find(({ stack, finding }) => finding !== 'green' && stackKey(stack) === ticket)?.finding;
        if (alone === undefined || alone === 'green') throw new UnlawfulPlan(`${ticket} is settled without a red test of its own`);
      }
      if (plan.land !== undefined || plan.settle.length > 0) {
        for (const ticket of plan.settle) leave([ticket], false);
        if (plan.land !== undefined) leave(plan.land, true);
        continue;
      }
      let isAnythingNew = false;
      for (const stack of plan.test) {
        if (running.length >= lanes) throw new UnlawfulPlan('more tests than lanes');
        if (known.has(stackKey(stack)) || running.some((test) => test.current && stackKey(test.stack) === stackKey(stack))) throw new UnlawfulPlan(`${stackKey(stack)} is tested twice`);
        const finding = findingOf(stack);
        if (finding === 'conflict') {
          known.set(stackKey(stack), { stack, finding });
          isAnythingNew = true;
          continue;
        }
        tests += 1;
        running.push({ stack, finding, ends: now + testTimeOf(random), current: true, changedSince: new Set() });
      }
      if (!isAnythingNew) return;
    }
  };

  while (outcomes.length < changes.length) {
    const arrival = changes[next];
    const first = running.reduce<Running | undefined>((a, b) => (a === undefined || b.ends < a.ends ? b : a), undefined);
    const review = Math.min(...queue.map(({ ticket }) => (byTicket.get(ticket)?.at ?? 0) + (byTicket.get(ticket)?.reviewed ?? 0)).filter((at) => at > now));
    if (review < Math.min(first?.ends ?? Infinity, arrival?.at ?? Infinity)) now = review;
    else if (first !== undefined && (arrival === undefined || first.ends <= arrival.at)) {
      now = first.ends;
      running = running.filter((test) => test !== first);
      if (first.current) known.set(stackKey(first.stack), { stack: first.stack, finding: first.finding });
      else earlier.push({ stack: first.stack, finding: first.finding, changedSince: first.changedSince });
    } else if (arrival !== undefined) {
      now = arrival.at;
      next += 1;
      queue.push({ ticket: arrival.ticket, risk: arrival.risk, paths: new Set(arrival.paths), mayLand: true, passed: 0 });
      if (changes[next]?.at === now) continue;
    } else throw new UnlawfulPlan('nothing is tested, and nothing will ever happen');
    decide();
  }
  return { outcomes, span: now, tests, mostPassed, decisionTimes };
}
