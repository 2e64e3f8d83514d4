import { stackKey } from '../../queue/planner/queuePlan.js';
import type { Action, Decision } from './action.js';
import type { Observation } from './observe.js';

/** An action that came to nothing by the machine's fault, and is left alone until `until` (milliseconds since the epoch). */
export interface Rest {
  readonly until: number;
  readonly words: string;
  /** What it failed on, as `restGround` says it: on other ground it is tried at once. */
  readonly ground: string;
  /** How often it failed on this ground, one time after the other. */
  readonly times: number;
}

/** The name under which an action rests. */
export function restKey(action: Action): string {
  if ('stack' in action) return `${action.kind} ${stackKey(action.stack)}`;
  if ('ticket' in action) return `${action.kind} ${action.ticket}`;
  if ('question' in action) return `${action.kind} ${action.question}`;
  return 'work' in action ? `${action.kind} ${action.work}` : action.kind;
}

/** What an action's fortune may depend on beside the machine. */
export function restGround({ master, snapshot }: Pick<Observation, 'master' | 'snapshot'>): string {
  return `${master ?? ''} ${JSON.stringify(snapshot.config)}`;
}

/** What of the queue rests, by `stackKey`, with the words that say why. */
export interface QueueRests {
  readonly tests: ReadonlyMap<string, string>;
  readonly landings: ReadonlyMap<string, string>;
}

/** What of the queue rests now. */
export function queueRests(resting: ReadonlyMap<string, Rest>, ground: string, now: number): QueueRests {
  const present = [...resting].filter(([, rest]) => rest.until > now && rest.ground === ground);
  const of = (kind: Action['kind']): ReadonlyMap<string, string> =>
    new Map(present.filter(([key]) => key.startsWith(`${kind} `)).map(([key, { words }]) => [key.slice(kind.length + 1), words]));
  return { tests: of('test'), landings: of('land') };
}

/** Leaves out what rests, and says why it does. */
export function withoutResting(decision: Decision, observation: Observation, resting: ReadonlyMap<string, Rest>, now: number): Decision {
  const ground = restGround(observation);
  const restOf = (action: Action): Rest | undefined => {
    const rest = resting.get(restKey(action));
    return rest !== undefined && rest.until > now && rest.ground === ground ? rest : undefined;
  };
  const rests = decision.actions.map(restOf).filter((rest) => rest !== undefined);
  return {
    ...decision,
    actions: decision.actions.filter((action) => restOf(action) === undefined),
    // Several may have failed on one thing.
    waits: [...decision.waits, ...[...new Set(rests.map(({ words }) => words))].map((words) => ({ words, engineer: true }))],
  };
}
