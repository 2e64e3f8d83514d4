import { providerOf } from '../../agents/provider.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { begunAt } from '../runs/runId.js';
import type { Starting, Wait } from './action.js';
import { modelsAtWork, modelToStart } from './modelOf.js';
import type { Observation } from './observe.js';
import type { Resting } from './providers.js';

const minute = 60_000;
/** So many runs a minute may be begun that have come to nothing yet, or twice as many as there are places: whatever fails at once must not spin. */
const leastStarts = 20;
/** A run that was not served would have failed by then; others need not wait for the end of one that may take an hour. */
const provenAfter = 10 * minute;

export interface Admitted {
  readonly actions: readonly Starting[];
  /** What is held up, and until when; one for each provider. */
  readonly waits: readonly Wait[];
}

function startingName(action: Starting): string {
  return action.kind === 'start' ? action.ticket : action.work;
}

function namesOf(model: string): readonly string[] {
  return [...new Set([providerOf(model), model])];
}

interface Live {
  readonly run: string;
  readonly names: readonly string[];
}

function liveRuns(snapshot: Snapshot): readonly Live[] {
  return modelsAtWork(snapshot).map(({ run, model }) => ({ run, names: namesOf(model) }));
}

/** When those runs at work were begun that try whether what rested serves again. */
function trialsOf(live: readonly Live[], name: string, { since }: Resting): readonly number[] {
  return live.flatMap(({ run, names }) => (names.includes(name) && begunAt(run) >= since ? [begunAt(run)] : []));
}

/** The time of day on this machine; with the day where that is another one. */
export function timeOfDay(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = [then.getHours(), then.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const day = [then.getFullYear(), then.getMonth() + 1, then.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return then.toDateString() === today.toDateString() ? time : `${day} ${time}`;
}

/** What is said of a provider that rests, in one line. */
export function restWords({ name, until, words }: Resting, now: number): string {
  // The words are those of the backend, which knows nothing of where its model is.
  const backend = providerOf(name).replace(/@.*/s, '');
  const said = words.startsWith(`${backend}: `) ? words.slice(backend.length + 2) : words;
  // What was said in the program's own words stands in the ticket.
  const clause = said.replace(/\.? It said: .*$/s, '').replace(/\.$/, '');
  return until === undefined ? `${name} rests: ${clause} — then 'sanctum retry ${name}'` : `${name} rests until ${timeOfDay(until, now)}: ${clause}`;
}

/**
 * Leaves out what would be begun with a provider that rests. One that has rested long enough is tried by one run first, of another ticket than
 * the one that failed where there is another, and serves all again when that run shows that it does, by its end or by how long it is at work. Pure.
 */
export function admitted(wanted: readonly Starting[], { snapshot, resting, recent, places }: Observation, now: number): Admitted {
  const live = liveRuns(snapshot);
  const most = Math.max(leastStarts, 2 * places);
  const unproven = [...recent.filter(({ submitted, outcome }) => !submitted && !outcome.startsWith('waits for ')), ...live].map(({ run }) => begunAt(run)).filter((at) => at > now - minute);
  const room = most - unproven.length;
  const spinning = wanted.length > 0 && room <= 0;
  const [actions, held, trials] = [[] as Starting[], new Map<string, Resting>(), new Map<string, Starting>()];
  const present = new Map([...resting].filter(([name, rest]) => !trialsOf(live, name, rest).some((at) => at <= now - provenAfter)));
  const restsOf = (action: Starting) => namesOf(modelToStart(snapshot, action)).flatMap((name) => present.get(name) ?? []);
  const blocks = ({ until }: Resting) => until === undefined || until > now;
  const isTried = (rest: Resting) => trialsOf(live, rest.name, rest).length > 0;
  const failedLast = (action: Starting) => restsOf(action).some(({ failed }) => failed === startingName(action));
  // One run may have to try a provider and its model at once.
  for (const action of [...wanted.filter((one) => !failedLast(one)), ...wanted.filter(failedLast)]) {
    const rests = restsOf(action);
    if (rests.some((rest) => blocks(rest) || isTried(rest) || trials.has(rest.name))) continue;
    for (const { name } of rests) trials.set(name, action);
  }
  for (const action of wanted) {
    const rests = restsOf(action);
    for (const rest of rests.filter(blocks)) held.set(rest.name, rest);
    if (rests.every(({ name }) => trials.get(name) === action) && actions.length < room) actions.push(action);
  }
  const waits = [...held.values()].map((rest): Wait => ({ words: restWords(rest, now), engineer: true }));
  if (spinning) waits.push({ words: `no run is started until ${timeOfDay(Math.min(...unproven) + minute, now)}: ${String(unproven.length)} were within a minute, and none came to anything — 'sanctum status' says what failed`, engineer: true });
  return { actions, waits };
}
