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
 * the one that failed where there is another, and serves all again when that run shows that it does. Pure.
 */
export function admitted(wanted: readonly Starting[], { snapshot, resting, recent, places }: Observation, now: number): Admitted {
  const live = liveRuns(snapshot);
  const most = Math.max(leastStarts, 2 * places);
  const unproven = [...recent.filter(({ submitted, outcome }) => !submitted && !outcome.startsWith('waits for ')), ...live].map(({ run }) => begunAt(run)).filter((at) => at > now - minute);
  const room = most - unproven.length;
  const spinning = wanted.length > 0 && room <= 0;
  const [actions, held, trials] = [[] as Starting[], new Map<string, Resting>(), new Map<string, Starting>()];
  const restsOf = (action: Starting) => namesOf(modelToStart(snapshot, action)).flatMap((name) => resting.get(name) ?? []);
  const blocks = ({ until }: Resting) => until === undefined || until > now;
  for (const [name, rest] of resting) {
    const isTried = live.some(({ run, names }) => names.includes(name) && begunAt(run) >= rest.since);
    const fit = wanted.filter((action) => restsOf(action).includes(rest) && !restsOf(action).some(blocks));
    const trial = fit.find((action) => startingName(action) !== rest.failed) ?? fit[0];
    if (!blocks(rest) && !isTried && trial !== undefined) trials.set(name, trial);
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
