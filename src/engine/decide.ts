import type { Intent } from '../plan/schemas.js';
import { priorities } from '../plan/schemas.js';
import type { Ticket } from '../plan/snapshot.js';
import { ticketsIn } from '../plan/snapshot.js';
import type { Observation } from './observe.js';

/** Something to be done; safe to be decided again, and to be done again. */
export type Action =
  | { readonly kind: 'sweep' }
  | { readonly kind: 'recover'; readonly intent: Intent }
  | { readonly kind: 'launch'; readonly ticket: string }
  | { readonly kind: 'collect'; readonly ticket: string }
  | { readonly kind: 'test-master' }
  | { readonly kind: 'test'; readonly ticket: string }
  | { readonly kind: 'land'; readonly ticket: string }
  | { readonly kind: 'start'; readonly ticket: string };

/** What an action needs for itself: two with one key never run at once. There is one lane, and one landing. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case 'sweep':
    case 'test-master':
    case 'test':
      return 'lane';
    case 'recover':
    case 'land':
      return 'landing';
    case 'launch':
    case 'collect':
    case 'start':
      return `ticket ${action.ticket}`;
  }
}

/** Why nothing more is being done, and whether only the engineer can change that. */
export interface Wait {
  readonly words: string;
  readonly engineer: boolean;
}

export interface Decision {
  readonly actions: readonly Action[];
  readonly waits: readonly Wait[];
}

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
  return 'ticket' in action ? `${action.kind} ${action.ticket}` : action.kind;
}

/** What an action's fortune may depend on beside the machine. */
export function restGround({ master, snapshot }: Pick<Observation, 'master' | 'snapshot'>): string {
  return `${master ?? ''} ${JSON.stringify(snapshot.config)}`;
}

function runActions(observation: Observation): readonly Action[] {
  return ticketsIn(observation.snapshot, 'in-progress').flatMap((ticket): readonly Action[] => {
    const { id, run } = ticket.fields;
    const state = run === undefined ? undefined : observation.runs.get(run);
    if (state === undefined || state.kind === 'live') return [];
    return [{ kind: state.kind === 'unstarted' ? 'launch' : 'collect', ticket: id }];
  });
}

function queueDecision(observation: Observation): Decision {
  const [head] = observation.queue;
  if (head === undefined) return { actions: [], waits: [] };
  if (head.verdict?.result !== 'green') return { actions: [{ kind: 'test', ticket: head.ticket }], waits: [] };
  if (head.waits !== undefined) return { actions: [], waits: [{ words: `ticket ${head.ticket} cannot land: ${head.waits}`, engineer: true }] };
  return { actions: [{ kind: 'land', ticket: head.ticket }], waits: [] };
}

function unmetDependency(observation: Observation, ticket: Ticket): string | undefined {
  return ticket.fields['depends-on'].find((id) => observation.snapshot.tickets.get(id)?.state !== 'done');
}

function byUrgency(a: Ticket, b: Ticket): number {
  const rank = (ticket: Ticket) => priorities.indexOf(ticket.fields.priority);
  return rank(a) - rank(b) || a.fields.id.localeCompare(b.fields.id);
}

/** One ticket at a time: the most urgent open one whose dependencies are done. */
function startDecision(observation: Observation): Decision {
  const { snapshot } = observation;
  if (ticketsIn(snapshot, 'in-progress').length > 0) return { actions: [], waits: [] };
  const open = [...ticketsIn(snapshot, 'open')].sort(byUrgency);
  const ready = open.find((ticket) => unmetDependency(observation, ticket) === undefined);
  if (ready !== undefined) return { actions: [{ kind: 'start', ticket: ready.fields.id }], waits: [] };
  const stuck = ticketsIn(snapshot, 'stuck').map((ticket) => ticket.fields.id);
  const waits: Wait[] = open.map((ticket) => ({
    words: `ticket ${ticket.fields.id} waits for ${unmetDependency(observation, ticket) ?? ''}`,
    engineer: true,
  }));
  if (stuck.length > 0) waits.push({ words: `stuck: ${stuck.join(', ')} — read it with 'sanctum show ${stuck[0] ?? ''}', then 'sanctum retry ${stuck[0] ?? ''}'`, engineer: true });
  if (waits.length === 0) waits.push({ words: "no open ticket — add one with 'sanctum add \"<what to build>\"'", engineer: false });
  return { actions: [], waits };
}

/** Why nothing may be started or landed at all, or undefined. */
function halt(observation: Observation): Wait | undefined {
  const { snapshot, master, planHolder, untrusted, health, masterVerdict } = observation;
  const engineer = true;
  if (planHolder !== undefined) return { words: `the plan branch is checked out in ${planHolder.path}; switch to another branch there`, engineer };
  const broken = snapshot.problems.find((problem) => problem.path === 'sanctum.json');
  if (snapshot.config === undefined) return { words: `sanctum.json cannot be used: ${broken?.words ?? ''}`, engineer };
  if (master === undefined) return { words: `the branch ${snapshot.config.branch} does not exist; make it, or name another in sanctum.json`, engineer };
  if (untrusted !== undefined) {
    return { words: `the commands of this plan are not approved on this machine — look at them and approve them with 'sanctum trust --hash ${untrusted.hash}'`, engineer };
  }
  if (health === 'red') {
    return { words: `halted: ${snapshot.config.branch} is red since ${masterVerdict?.finished ?? 'now'} at ${master.slice(0, 10)} — mend it and commit; it is tested again by itself, and at the next start of the engine`, engineer };
  }
  return undefined;
}

/** Leaves out what rests, and says why it does. */
function withoutResting(decision: Decision, observation: Observation, resting: ReadonlyMap<string, Rest>, now: number): Decision {
  const ground = restGround(observation);
  const restOf = (action: Action): Rest | undefined => {
    const rest = resting.get(restKey(action));
    return rest !== undefined && rest.until > now && rest.ground === ground ? rest : undefined;
  };
  const rests = decision.actions.map(restOf).filter((rest) => rest !== undefined);
  return {
    actions: decision.actions.filter((action) => restOf(action) === undefined),
    waits: [...decision.waits, ...rests.map(({ words }) => ({ words, engineer: true }))],
  };
}

function decideAnew(observation: Observation): Decision {
  const { snapshot, planHolder, health } = observation;
  const sweep: readonly Action[] = observation.strayLanes ? [{ kind: 'sweep' }] : [];
  const canWrite = planHolder === undefined && snapshot.config !== undefined;
  if (canWrite && snapshot.intent !== undefined) return { actions: [...sweep, { kind: 'recover', intent: snapshot.intent }], waits: [] };
  const halted = halt(observation);
  if (halted !== undefined) return { actions: canWrite ? runActions(observation).filter((action) => action.kind === 'collect') : [], waits: [halted] };
  const parts: readonly Decision[] =
    health === 'untested'
      ? [{ actions: [...runActions(observation), { kind: 'test-master' }], waits: [] }]
      : [{ actions: runActions(observation), waits: [] }, queueDecision(observation), startDecision(observation)];
  return { actions: [...sweep, ...parts.flatMap((part) => part.actions)], waits: parts.flatMap((part) => part.waits) };
}

/** What to do now. Pure: the same observation and time give the same decision. */
export function decide(observation: Observation, resting: ReadonlyMap<string, Rest>, now: number): Decision {
  const problems: readonly Wait[] = observation.snapshot.problems
    .filter((problem) => problem.path !== 'sanctum.json')
    .map((problem) => ({ words: `${problem.path} cannot be used: ${problem.words}`, engineer: true }));
  const { actions, waits } = withoutResting(decideAnew(observation), observation, resting, now);
  return { actions, waits: [...problems, ...waits] };
}
