import type { HostView } from '../../engine/hosting/engineHost.js';
import type { TicketStatus } from '../../engine/status/status.js';
import { stackInLane } from '../../engine/status/status.js';
import type { WorkStatus } from '../../engine/status/workStatus.js';
import type { WindowState } from '../hosting/sessions.js';
import { waitWords } from '../views/needs.js';
import { spokenAge, timeOfDay } from '../views/times.js';
import { counted } from '../views/viewNode.js';

/** What is known of one repository of the window. */
export interface RepositoryLook {
  readonly name: string;
  readonly view: HostView | undefined;
  readonly hasNoPlan: boolean;
  /** Why the project could not be seen. */
  readonly trouble: string | undefined;
}

/** How a line is to be taken: something goes on, something waits for somebody, or nothing goes on at all until the engineer does something. */
export type WhyKind = 'busy' | 'waiting' | 'halted';

export interface Why {
  readonly kind: WhyKind;
  /** One line, and true. */
  readonly line: string;
}

const stateLines: Readonly<Record<Exclude<WindowState, 'ready'>, string>> = {
  starting: 'Sanctum is starting',
  'no-folder': 'no folder is open',
  untrusted: 'this folder is not trusted: Sanctum runs no git and reads no file of it',
  'no-repository': 'this folder is no git repository',
  'partial-clone': 'this repository is a partial clone: some of its objects are not here',
  unusable: 'this repository cannot be used',
  'no-plan': 'WAITING: no plan',
};

/** Why nothing goes on in a window that shows no plan. `words` is what was found, where something was. */
export function windowLine(state: Exclude<WindowState, 'ready'>, words: string | undefined): Why {
  const isWaiting = state === 'starting' || state === 'no-plan' || state === 'no-folder';
  return { kind: isWaiting ? 'waiting' : 'halted', line: words ?? stateLines[state] };
}

/** What the engine itself is at; coding goes on without it. */
const engineMoves: ReadonlySet<TicketStatus['phase']> = new Set<TicketStatus['phase']>(['starting', 'collecting', 'landing']);

function workLine({ words, phase, since }: WorkStatus, now: number): string {
  return `${words}${phase === 'starting' ? ' (starting)' : ''}${since === undefined ? '' : ` for ${spokenAge(since, now)}`}`;
}

function ticketLine({ id, phase, since }: TicketStatus, now: number): string {
  return `${id} ${phase}${since === undefined ? '' : ` for ${spokenAge(since, now)}`}`;
}

/** What is being done, each in a few words. */
export function atWork({ look, observation }: HostView, now: number): readonly string[] {
  const isRunning = look.engine !== undefined;
  const runs = look.work.filter(({ phase }) => phase === 'starting' || phase === 'working').filter(({ name }) => observation.snapshot.work.get(name)?.fields.run !== undefined);
  const tickets = look.tickets.filter(({ id, phase }) => phase === 'coding' || (isRunning && (engineMoves.has(phase) || isInLane(look, observation, id))));
  const master = isTestingMaster({ look, observation }) ? [`testing ${look.branch ?? 'master'}`] : [];
  return [...master, ...tickets.map((ticket) => ticketLine(ticket, now)), ...runs.map((work) => workLine(work, now))];
}

/** As this window's engine says; where it runs elsewhere, the first of the queue. */
function isInLane(look: HostView['look'], observation: HostView['observation'], ticket: string): boolean {
  if (observation.testing.length > 0) return stackInLane(observation, ticket) !== undefined;
  const [head] = observation.queue;
  return head?.ticket === ticket && head.verdict?.result !== 'green' && look.paused === undefined && observation.health === 'green' && look.waits.every(({ words }) => !words.includes(ticket));
}

/** Whether the lane holds master: it was moved by somebody, or this is the engine's start. */
export function isTestingMaster({ look, observation }: Pick<HostView, 'look' | 'observation'>): boolean {
  return observation.health === 'untested' && look.engine !== undefined && haltOf(look, observation) === undefined && look.master !== undefined;
}

/** Why nothing at all may go on, or undefined; `red` is told apart, since master is then what needs the engineer. */
export function haltOf(look: HostView['look'], observation: HostView['observation']): 'red' | 'other' | undefined {
  const { planHolder, snapshot, master, untrusted, health } = observation;
  if (planHolder !== undefined || snapshot.config === undefined || master === undefined || untrusted !== undefined) return 'other';
  return health === 'red' ? 'red' : undefined;
}

function haltLine({ look, observation }: HostView, now: number): string | undefined {
  const { planHolder, snapshot, master, untrusted, health, masterVerdict } = observation;
  const branch = look.branch ?? 'master';
  if (planHolder !== undefined) return `halted: the plan branch is checked out in ${planHolder.path}; switch to another branch there`;
  if (snapshot.config === undefined) return 'halted: sanctum.json of the plan cannot be used; mend it';
  if (master === undefined) return `halted: the branch ${branch} does not exist`;
  if (untrusted !== undefined) return 'halted: the commands of this plan are not approved on this machine';
  if (health === 'red') return `halted: ${branch} red${masterVerdict === undefined ? '' : ` since ${timeOfDay(masterVerdict.finished, now)}`}`;
  return undefined;
}

function pausedLine({ look: { paused } }: HostView, now: number): string | undefined {
  if (paused === undefined) return undefined;
  return `paused by ${paused.by} since ${timeOfDay(paused.at, now)}${paused.why === undefined ? '' : ` (${paused.why})`}`;
}

/** Who runs the engine, from this window's place. */
export function engineWords({ look: { engine }, isHere }: HostView): string {
  if (isHere) return 'this window runs the engine';
  return engine === undefined ? 'no engine runs' : `another window runs the engine (${engine})`;
}

function planLine(view: HostView, now: number): Why {
  const halted = haltLine(view, now);
  const busy = atWork(view, now);
  const beside = busy.length === 0 ? '' : `; still at work: ${busy.join(', ')}`;
  if (halted !== undefined) return { kind: 'halted', line: `${halted}${beside}` };
  const paused = pausedLine(view, now);
  if (paused !== undefined) return { kind: 'waiting', line: `${paused}${beside}` };
  if (view.look.engine === undefined) return { kind: 'halted', line: `no engine runs${beside}` };
  if (busy.length > 0) return { kind: 'busy', line: busy.length > 3 ? `${counted(busy.length, 'thing')} at work: ${busy.slice(0, 3).join(', ')} …` : busy.join(', ') };
  const words = view.look.waits.map((wait) => waitWords(wait.words, (iso) => timeOfDay(iso, now)));
  if (words.length > 0) return { kind: 'waiting', line: `WAITING: ${words.join('; ')}` };
  return view.isHere ? { kind: 'busy', line: 'the engine is about to go on' } : { kind: 'waiting', line: engineWords(view) };
}

/** Why nothing is happening in a repository, or what is: always one true line. */
export function whyLine({ view, hasNoPlan, trouble }: RepositoryLook, now: number): Why {
  if (trouble !== undefined) return { kind: 'halted', line: `Sanctum cannot see the plan: ${trouble}` };
  if (view !== undefined) return planLine(view, now);
  return windowLine(hasNoPlan ? 'no-plan' : 'starting', undefined);
}
