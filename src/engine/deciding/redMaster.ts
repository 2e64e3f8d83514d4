import { byHand } from '../../plan/handTransitions.js';
import { mendingTickets } from '../../plan/mendTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { namesInWords } from '../../queue/testNames.js';
import type { Action, Wait } from './action.js';
import type { Observation } from './observe.js';

/** What goes on while master is red. */
export interface RedDecision {
  readonly wait: Wait;
  /** For the runs that were begun. */
  readonly actions: readonly Action[];
  /** What alone may be tested and landed; undefined for nothing. */
  readonly landable: Observation | undefined;
  /** What alone somebody may be set to work on; undefined for nothing. */
  readonly dispatchable: Observation | undefined;
}

/** Since when, in a clause: `since 1234567890 "Break it"`; '' where it is not known. */
export function sinceWords({ redSince }: Pick<Observation, 'redSince'>): string {
  const [first, ...others] = redSince?.commits ?? [];
  if (redSince === undefined || first === undefined) return '';
  if (others.length === 0) return `since ${first.commit.slice(0, 10)} "${first.title}"`;
  return `since one of the ${String(others.length + 1)} commits after ${redSince.green.slice(0, 10)}`;
}

/** What is wrong with a red master, in a clause. */
export function redWords({ snapshot, master = '', masterVerdict, redSince }: Pick<Observation, 'snapshot' | 'master' | 'masterVerdict' | 'redSince'>): string {
  const failing = masterVerdict?.failing;
  const tests = failing === undefined ? '' : `: ${String(failing.length)} ${failing.length === 1 ? 'test fails' : 'tests fail'} (${namesInWords(failing)})`;
  const since = sinceWords({ redSince });
  return `${snapshot.config?.branch ?? 'master'} is red since ${masterVerdict?.finished ?? 'now'} at ${master.slice(0, 10)}${tests}${since === '' ? '' : `, ${since}`}`;
}

/** The landing that broke master, where it is known to be one. */
export function culpritTicket({ redSince }: Pick<Observation, 'redSince'>): string | undefined {
  return redSince?.commits.length === 1 ? redSince.commits[0]?.ticket : undefined;
}

/** Whether agents go on beside this red master, by the engineer's word. */
export function isTolerated({ snapshot, masterVerdict }: Pick<Observation, 'snapshot' | 'masterVerdict'>): boolean {
  return masterVerdict !== undefined && snapshot.control.tolerated?.tree === masterVerdict.tree;
}

function keep<Value>(all: ReadonlyMap<string, Value>, isKept: (value: Value, key: string) => boolean): ReadonlyMap<string, Value> {
  return new Map([...all].filter(([key, value]) => isKept(value, key)));
}

/** The plan as if there were nothing in it to begin but what some tickets need. What is at work stays: it takes places. */
function onlyFor(snapshot: Snapshot, tickets: ReadonlySet<string>): Snapshot {
  const questions = keep(snapshot.questions, ({ fields }) => fields.asker.ticket !== undefined && tickets.has(fields.asker.ticket));
  const isOf = (subject: string | undefined): boolean => subject !== undefined && (tickets.has(subject) || questions.has(subject));
  const { config } = snapshot;
  return {
    ...snapshot,
    config: config === undefined ? undefined : { ...config, pitch: undefined },
    tickets: keep(snapshot.tickets, ({ state, fields }) => tickets.has(fields.id) || (state !== 'open' && state !== 'stuck')),
    pending: keep(snapshot.pending, ({ ticket }) => tickets.has(ticket)),
    work: keep(snapshot.work, ({ fields }) => fields.run !== undefined || isOf(fields.subject)),
    questions,
    spec: undefined,
    areas: new Map(),
    proposals: new Map(),
  };
}

/** Of a red master what is mended, and who mends it, or what the engineer can do. */
function waitOf(observation: Observation): Wait {
  const words = redWords(observation);
  const living = mendingTickets(observation.snapshot);
  const [at] = living.filter(({ state }) => state !== 'stuck');
  if (at !== undefined) return { words: `halted: ${words}; ticket ${at.fields.id} is to mend it`, engineer: false };
  const ticket = culpritTicket(observation);
  const others = [...(living.length > 0 ? [] : ["an agent can mend it: 'sanctum mend'"]), ...(ticket === undefined ? [] : [`or take it back: 'sanctum revert ${ticket}'`])];
  if (isTolerated(observation)) return { words: `nothing lands: ${words} — mend it and commit; ${others.join(', ')}`, engineer: true };
  return { words: `halted: ${words} — mend it and commit; it is tested again by itself, and at the next start of the engine; ${[...others, "or let agents go on beside it: 'sanctum resume --red'"].join(', ')}`, engineer: true };
}

/**
 * While master is red nothing is begun, tested or landed but what mends it: tickets for that, and what the engineer hands in. Where the engineer said
 * so, agents go on beside it, and their work waits in the queue.
 */
export function onRedMaster(observation: Observation, ofRuns: readonly Action[]): RedDecision {
  const { snapshot } = observation;
  const mending = new Set(mendingTickets(snapshot).map(({ fields }) => fields.id));
  const landing = landsOnRed(snapshot);
  const goesOn = isTolerated(observation);
  const focused = onlyFor(snapshot, mending);
  const isLaunched = (action: Action): boolean => goesOn || ('ticket' in action ? mending.has(action.ticket) : 'work' in action && focused.work.has(action.work));
  const queue = observation.queue.filter(({ ticket }) => landing.has(ticket));
  return {
    wait: waitOf(observation),
    actions: ofRuns.filter((action) => action.kind !== 'launch' || isLaunched(action)),
    landable: queue.length === 0 ? undefined : { ...observation, queue },
    dispatchable: goesOn ? observation : mending.size === 0 ? undefined : { ...observation, snapshot: focused },
  };
}

/** The tickets that alone may land on a red master: those that are to mend it, and what the engineer handed in. */
export function landsOnRed(snapshot: Snapshot): ReadonlySet<string> {
  const byEngineer = [...snapshot.pending.values()].filter(({ model }) => model === byHand);
  return new Set([...mendingTickets(snapshot).map(({ fields }) => fields.id), ...byEngineer.map(({ ticket }) => ticket)]);
}

/** Tickets that were to mend a master that is green again by other hands. */
export function mendDrops({ snapshot }: Observation): readonly Action[] {
  return mendingTickets(snapshot).flatMap(({ state, fields }): readonly Action[] => (state === 'open' || state === 'stuck' ? [{ kind: 'drop-mend', ticket: fields.id }] : []));
}
