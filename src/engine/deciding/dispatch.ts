import { chainMinutes } from '../../insight/criticalPath.js';
import { openProposals } from '../../plan/proposalTransitions.js';
import { mayGoOn } from '../../plan/questionTransitions.js';
import { priorities } from '../../plan/schemas.js';
import type { Ticket } from '../../plan/snapshot.js';
import { awaitsAreas, awaitsManager } from '../../plan/staleness.js';
import { ticketsIn } from '../../plan/snapshot.js';
import type { Action, Decision, Starting, Wait } from './action.js';
import type { Observation } from './observe.js';
import { apart } from './overlaps.js';
import { begunAfter } from './goingFirst.js';
import { EndpointSlots } from './endpointSlots.js';
import { pitchDue } from './schedules.js';
import { admitted, timeOfDay } from './serving.js';
import { affordable } from './spending.js';
import { neededWork } from './workNeeded.js';

/** So many more agents than the limit may be at work to answer questions: those who wait for the answers hold the places. */
const answeringPlaces = 1;

function unmetDependency({ snapshot }: Observation, ticket: Ticket): string | undefined {
  return ticket.fields['depends-on'].find((id) => snapshot.tickets.get(id)?.state !== 'done');
}

/** A session that waited for its answer goes on before a new one begins; then by priority, then by how long all that waits for it will take, then by age. */
function byUrgency(chains: ReadonlyMap<string, number>): (a: Ticket, b: Ticket) => number {
  const rank = ({ fields }: Ticket) => (fields.parked === undefined ? 1 : 0) * 10 + priorities.indexOf(fields.priority);
  const chain = ({ fields }: Ticket) => chains.get(fields.id) ?? 0;
  return (a, b) => rank(a) - rank(b) || chain(b) - chain(a) || a.fields.id.localeCompare(b.fields.id);
}

/** How many agents are at work, or about to be. */
function placesTaken({ snapshot }: Observation): number {
  const tickets = ticketsIn(snapshot, 'in-progress').filter(({ fields }) => fields.run !== undefined);
  const work = [...snapshot.work.values()].filter(({ fields }) => fields.run !== undefined);
  return tickets.length + work.length;
}

/** Pieces of work that can be begun now, the most pressing first. */
function workToBegin(observation: Observation, now: number): readonly (Action & { readonly kind: 'begin' })[] {
  const { snapshot } = observation;
  return [...neededWork(snapshot), ...pitchDue(observation, now)].flatMap((seed) => {
    const begun = snapshot.work.get(seed.name)?.fields;
    const isStuck = begun?.stuck !== undefined && begun.of === seed.of;
    const isFree = begun === undefined || (begun.run === undefined && !isStuck && mayGoOn(snapshot, begun.parked));
    return isFree ? [{ kind: 'begin' as const, work: seed.name, seed }] : [];
  });
}

/** Open tickets that nothing of their own keeps from being started. */
function readyTickets(observation: Observation): readonly Ticket[] {
  const { snapshot } = observation;
  return ticketsIn(snapshot, 'open').filter(
    (ticket) => ticket.fields.hold === undefined && !awaitsManager(snapshot, ticket) && mayGoOn(snapshot, ticket.fields.parked) && unmetDependency(observation, ticket) === undefined,
  );
}

function starting(ticket: Ticket, beginnings: Observation['beginnings']): Action & { readonly kind: 'start' } {
  const beginning = beginnings?.of(ticket);
  return { kind: 'start', ticket: ticket.fields.id, ...(beginning === undefined ? {} : { beginning }) };
}

/** Where they begin is asked only when one of them `hasPlace`. */
function ticketsToStart(observation: Observation, hasPlace: boolean): readonly (Action & { readonly kind: 'start' })[] {
  const ready = readyTickets(observation).filter((ticket) => !awaitsAreas(observation.snapshot, ticket) && begunAfter(observation, ticket) === undefined);
  const sorted = ready.length < 2 ? ready : [...ready].sort(byUrgency(chainMinutes(observation.snapshot.tickets)));
  // A session that has its answer, and what is critical, waits for nobody.
  const isFirst = ({ fields }: Ticket): boolean => fields.parked !== undefined || fields.priority === 'critical';
  return [...sorted.filter(isFirst), ...apart(sorted.filter((ticket) => !isFirst(ticket)), observation)].map((ticket) => starting(ticket, hasPlace ? observation.beginnings : undefined));
}

/** What only the engineer can move. */
function engineerWaits({ snapshot }: Observation, now: number): readonly Wait[] {
  const waits: Wait[] = [];
  const { paused } = snapshot.control;
  if (paused !== undefined) waits.push({ words: `paused by ${paused.by} since ${paused.at}${paused.why === undefined ? '' : ` (${paused.why})`} — go on with 'sanctum resume'`, engineer: true });
  for (const { fields } of snapshot.questions.values()) {
    if (fields.state !== 'open' || fields.path.at(-1)?.level !== 'engineer') continue;
    const way = fields.change?.draft === undefined ? `waits for your answer${fields.deadline === undefined ? '' : ` until ${timeOfDay(Date.parse(fields.deadline), now)}`} — give it with 'sanctum answer ${fields.id} "…"'` : "waits for what becomes of the draft — read it with 'sanctum diff', then 'sanctum approve' or 'sanctum reject'";
    waits.push({ words: `${fields.id} ${way}`, engineer: true });
  }
  for (const { fields } of snapshot.work.values()) {
    if (fields.stuck !== undefined) waits.push({ words: `${fields.name} is stuck: ${fields.stuck} — read it with 'sanctum show ${fields.name}', then 'sanctum retry ${fields.name}'`, engineer: true });
  }
  const stuck = ticketsIn(snapshot, 'stuck').map(({ fields }) => fields.id);
  if (stuck.length > 0) waits.push({ words: `stuck: ${stuck.join(', ')} — read it with 'sanctum show ${stuck[0] ?? ''}', then 'sanctum retry ${stuck[0] ?? ''}'`, engineer: true });
  // One that landed while the engineer held it, or that was cancelled, is out of reach.
  const living = [...snapshot.tickets.values()].filter(({ state }) => state !== 'done' && state !== 'cancelled');
  const held = living.filter(({ fields }) => fields.hold !== undefined).map(({ fields }) => fields.id);
  if (held.length > 0) waits.push({ words: `held: ${held.join(', ')} — let go with 'sanctum resume ${held[0] ?? ''}'`, engineer: true });
  return waits;
}

/** The tickets that could be started if the spec were not another one than its areas were cut from. */
function areaWaits(observation: Observation): readonly Wait[] {
  const { snapshot } = observation;
  const held = readyTickets(observation).filter((ticket) => awaitsAreas(snapshot, ticket)).map(({ fields }) => fields.id);
  return held.length === 0 ? [] : [{ words: `${held.join(', ')} ${held.length === 1 ? 'waits' : 'wait'} until the architect has cut the new spec into areas`, engineer: false }];
}

/** Why nothing at all is to be done, when the engineer need not answer for it. */
function restingWaits(observation: Observation): readonly Wait[] {
  const { snapshot } = observation;
  const blocked = ticketsIn(snapshot, 'open').flatMap((ticket): readonly Wait[] => {
    const other = unmetDependency(observation, ticket);
    return other === undefined ? [] : [{ words: `ticket ${ticket.fields.id} waits for ${other} — read it with 'sanctum show ${other}'`, engineer: true }];
  });
  if (blocked.length > 0) return blocked;
  const open = openProposals(snapshot).map(({ fields }) => fields.id);
  const [first] = open;
  if (first !== undefined) return [{ words: `${open.join(', ')} ${open.length === 1 ? 'waits' : 'wait'} for your word — read it with 'sanctum show ${first}', then 'sanctum accept ${first}' or 'sanctum reject ${first}'`, engineer: true }];
  if (snapshot.spec === undefined) return [{ words: "no spec — run 'sanctum plan'", engineer: false }];
  return [{ words: "no open ticket — revise the spec with 'sanctum plan', or add one with 'sanctum add \"<what to build>\"'", engineer: false }];
}

/** The first so many of those that can have what they need. */
function chosen(wanted: readonly Starting[], most: number, claim: (action: Starting) => boolean): readonly Starting[] {
  const found: Starting[] = [];
  for (const action of wanted) {
    if (found.length >= most) break;
    if (claim(action)) found.push(action);
  }
  return found;
}

/**
 * Whom to set to work, as many as there are places: first those who answer, then reviews, then planning, then tickets, whose dependencies must be
 * done, by priority. Nobody is set to work with a provider that rests. A model at an endpoint whose slots are taken waits, and lets others go first.
 */
export function dispatch(observation: Observation, now: number): Pick<Decision, 'actions' | 'waits'> {
  const { snapshot, places } = observation;
  const asked = engineerWaits(observation, now);
  if (snapshot.control.paused !== undefined) return { actions: [], waits: asked };
  const taken = placesTaken(observation);
  const wanted: readonly Starting[] = [...workToBegin(observation, now), ...ticketsToStart(observation, taken < places)];
  const paid = affordable(wanted, observation);
  const served = admitted(paid.actions, observation, now);
  const waits = [...asked, ...areaWaits(observation), ...paid.waits, ...served.waits];
  const answers = served.actions.filter((action) => action.kind === 'begin' && (action.seed.kind === 'answer' || action.seed.kind === 'change'));
  const others = served.actions.filter((action) => !answers.includes(action));
  const slots = new EndpointSlots(snapshot);
  const answering = chosen(answers, places + answeringPlaces - taken, (action) => slots.claim(action, answeringPlaces));
  const actions = [...answering, ...chosen(others, places - taken - answering.length, (action) => slots.claim(action, 0))];
  const isResting = wanted.length === 0 && taken === 0 && observation.queue.length === 0 && waits.length === 0;
  return { actions, waits: isResting ? restingWaits(observation) : [...waits, ...slots.waits()] };
}
