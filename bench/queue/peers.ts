import type { Entry, Finding, QueueLook, QueuePlan, Stack } from '../../src/queue/planner/queuePlan.js';
import { stackKey } from '../../src/queue/planner/queuePlan.js';

/** What all peers share: tests that are not wanted end, wanted ones begin in the order given while there are lanes. */
function planOf({ known, testing, lanes }: QueueLook, wanted: readonly Stack[], land: Stack | undefined, settle: readonly string[]): QueuePlan {
  const keys = new Set(wanted.map(stackKey));
  const running = new Set(testing.map(stackKey));
  const cancel = testing.filter((stack) => !keys.has(stackKey(stack)));
  const fresh = wanted.filter((stack, place) => !known.has(stackKey(stack)) && !running.has(stackKey(stack)) && wanted.findIndex((other) => stackKey(other) === stackKey(stack)) === place);
  return { land, settle, test: fresh.slice(0, Math.max(0, lanes - testing.length + cancel.length)), cancel };
}

const ticketsOf = ({ entries }: QueueLook): Stack => entries.map(({ ticket }) => ticket);
const findingOf = ({ known }: QueueLook, stack: Stack): Finding | undefined => known.get(stackKey(stack));

function longestGreenPrefix(look: QueueLook): Stack | undefined {
  const tickets = ticketsOf(look);
  for (let length = tickets.length; length > 0; length -= 1) if (findingOf(look, tickets.slice(0, length)) === 'green') return tickets.slice(0, length);
  return undefined;
}

function shortestRedPrefix(look: QueueLook): Stack | undefined {
  const tickets = ticketsOf(look);
  for (let length = 1; length <= tickets.length; length += 1) if (findingOf(look, tickets.slice(0, length)) === 'red') return tickets.slice(0, length);
  return undefined;
}

const redHead = (look: QueueLook): readonly string[] => ticketsOf(look).slice(0, 1).filter((head) => look.known.get(head) === 'red');

/** One candidate at a time. */
export function serial(look: QueueLook): QueuePlan {
  return planOf(look, [ticketsOf(look).slice(0, 1)].filter(({ length }) => length > 0), longestGreenPrefix(look), redHead(look));
}

/** The places where a stack that failed is cut: as many at once as there are lanes. */
function cuts(length: number, lanes: number): readonly number[] {
  const pieces = Math.min(lanes + 1, length);
  return Array.from({ length: pieces - 1 }, (_, index) => Math.round(((index + 1) * length) / pieces));
}

/** Batches of eight, one after the other; one that fails is cut by all lanes at once. */
export function batchAndBisect(look: QueueLook): QueuePlan {
  const tickets = ticketsOf(look);
  const red = shortestRedPrefix(look);
  const running = look.testing[0];
  const isOneBatch = running !== undefined && red === undefined && stackKey(tickets.slice(0, running.length)) === stackKey(running);
  const batch = isOneBatch ? running : tickets.slice(0, 8);
  const wanted = red === undefined ? [batch].filter(({ length }) => length > 0) : cuts(red.length, look.lanes).map((length) => red.slice(0, length));
  return planOf(look, wanted, longestGreenPrefix(look), redHead(look));
}

/** Zuul's gate with a window as wide as there are lanes: each on all ahead of it that have not failed; what failed behind others is tried again when those have landed. */
export function zuul(look: QueueLook): QueuePlan {
  const chain: string[] = [];
  const wanted: Stack[] = [];
  for (const ticket of ticketsOf(look).slice(0, look.lanes)) {
    const stack = [...chain, ticket];
    wanted.push(stack);
    if (findingOf(look, stack) !== 'red') chain.push(ticket);
  }
  const [head] = ticketsOf(look);
  return planOf(look, wanted, head !== undefined && findingOf(look, [head]) === 'green' ? [head] : undefined, redHead(look));
}

interface Branch {
  readonly place: number;
  readonly below: readonly Entry[];
  readonly probability: number;
}

/** SubmitQueue's speculation tree: of all builds that may be needed, those likeliest to be, and a change lands when the build for what really landed ahead of it is green. */
export function submitQueue(look: QueueLook): QueuePlan {
  const { entries, lanes, conflictRisk = 0 } = look;
  const wanted: Stack[] = [];
  const open: Branch[] = [{ place: 0, below: [], probability: 1 }];
  while (wanted.length < lanes && open.length > 0) {
    const likeliest = open.reduce((best, branch, index) => (branch.probability > (open[best]?.probability ?? 0) ? index : best), 0);
    const [branch] = open.splice(likeliest, 1);
    const entry = branch === undefined ? undefined : entries[branch.place];
    if (branch === undefined || entry === undefined) continue;
    const { below, probability, place } = branch;
    const stack = [...below, entry];
    const finding = findingOf(look, stack.map(({ ticket }) => ticket));
    const overlaps = below.filter(({ paths }) => [...paths].some((path) => entry.paths.has(path))).length;
    const green = finding === undefined ? (1 - entry.risk) * (1 - conflictRisk) ** overlaps : finding === 'green' ? 1 : 0;
    if (finding === undefined) wanted.push(stack.map(({ ticket }) => ticket));
    if (green > 0) open.push({ place: place + 1, below: stack, probability: probability * green });
    if (green < 1) open.push({ place: place + 1, below, probability: probability * (1 - green) });
  }
  const [head] = ticketsOf(look);
  return planOf(look, wanted, head !== undefined && findingOf(look, [head]) === 'green' ? [head] : undefined, redHead(look));
}

/** The train that fits the risk: as many cars as lanes, each as long as keeps it green six times in ten; one that fails is cut by all lanes at once. */
export function adaptiveTrain(look: QueueLook): QueuePlan {
  const tickets = ticketsOf(look);
  const red = shortestRedPrefix(look);
  const mean = look.entries.reduce((sum, { risk }) => sum + risk, 0) / Math.max(1, look.entries.length);
  const length = mean <= 0 ? 16 : Math.max(1, Math.min(16, Math.floor(Math.log(0.6) / Math.log(1 - mean))));
  const wanted: Stack[] = [];
  if (red === undefined) {
    for (const stack of look.testing) if (stackKey(tickets.slice(0, stack.length)) === stackKey(stack)) wanted.push(stack);
    let end = Math.max(0, ...wanted.map((stack) => stack.length));
    while (wanted.length < look.lanes && end < tickets.length) {
      end = Math.min(tickets.length, end + length);
      wanted.push(tickets.slice(0, end));
    }
  } else wanted.push(...cuts(red.length, look.lanes).map((cut) => red.slice(0, cut)));
  return planOf(look, wanted, longestGreenPrefix(look), redHead(look));
}
