import { EngineWriter } from '../../src/engine/engineWriter.js';
import { Runs } from '../../src/agents/runs.js';
import type { RunState } from '../../src/agents/runs.js';
import { Repository } from '../../src/git/repository.js';
import { readFields, setFields } from '../../src/plan/frontMatter.js';
import { activePath } from '../../src/plan/paths.js';
import type { Snapshot, Ticket } from '../../src/plan/snapshot.js';
import { PlanStore } from '../../src/plan/store.js';
import type { Writing } from '../../src/plan/store.js';
import type { Plant } from '../../src/sim/world.js';
import type { Install } from './plantedWords.js';
import { documentsBy, inPlaceOf, observedAs, planTakenFor, stepsBy, together } from './plantedWords.js';
import { portPlants } from './plants.js';

/** A bug that Sanctum could have: below its ports, or in its code. Both are put in from here; the product has no place for them. */
export type PlantedBug = { readonly below: Plant } | { readonly within: Install };

const ticketPaths = /^tickets\//;
const anything = /^/;

/** Every ticket in other fields, as the engine takes them. */
function ticketsTakenFor(change: (ticket: Ticket) => Ticket['fields']): Install {
  return planTakenFor((snapshot) => ({ ...snapshot, tickets: new Map([...snapshot.tickets].map(([id, ticket]) => [id, { ...ticket, fields: change(ticket) }])) }));
}

function controlTakenFor(change: (control: Snapshot['control']) => Snapshot['control']): Install {
  return planTakenFor((snapshot) => ({ ...snapshot, control: change(snapshot.control) }));
}

/** Every tree has a verdict, and each is green. */
const alwaysGreen: Install = observedAs((observation) => {
  const verdicts: ReadonlySet<string> = Object.assign(new Set(observation.snapshot.verdicts), { has: () => true });
  return { ...observation, snapshot: { ...observation.snapshot, verdicts }, known: new Map([...observation.known, ...observation.queue.map(({ ticket }) => [ticket, 'green'] as const)]) };
});

/** The name of some green verdict of the plan's. */
function someVerdict({ verdicts }: Snapshot): string {
  return [...verdicts].sort()[0] ?? '';
}

/** The question with its last delivery written down once more. */
function twice(text: string): string {
  const { deliveries = [] } = readFields(text) as { readonly deliveries?: readonly Record<string, string>[] };
  const last = deliveries.at(-1);
  return last === undefined ? text : setFields(text, { deliveries: [...deliveries, last] });
}

function attemptsOf(text: string): number {
  return (readFields(text) as Partial<Ticket['fields']>).attempts ?? 0;
}

function epochOf(text: string): number {
  return (readFields(text) as { readonly epoch?: number }).epoch ?? 1;
}

const code: Readonly<Record<string, Install>> = {
  'a landing is decided without its intent': documentsBy(['intend'], anything, () => undefined),
  'the intent of a landing stays': stepsBy((step) => (step.transition === 'land' ? { ...step, changes: new Map([...step.changes].filter(([path]) => path !== activePath)) } : step)),
  'what is red is written down as green': documentsBy(['verdict', 'reopen', 'stick'], /^verdicts\//, (text) => setFields(text, { result: 'green', 'exit-code': 0, cause: undefined, failing: undefined })),
  'what was not tested lands': alwaysGreen,
  'a landing names the verdict of another tree': together(
    alwaysGreen,
    documentsBy(['intend'], anything, (text, snapshot) => setFields(text, { verdict: someVerdict(snapshot) })),
  ),
  'a landing does not say which verdict it rests on': stepsBy((step, snapshot) => (step.transition === 'land' ? { ...step, changes: new Map([...step.changes].map(([path, text]) => [path, text === undefined ? text : text.replace(/^(\s+verdict:).*$/m, `$1 ${someVerdict(snapshot)}`)])) } : step)),
  'a ticket is done when its agent says so': stepsBy((step) => {
    if (step.transition !== 'submit' || step.ticket === undefined) return step;
    return { ...step, changes: new Map([...step.changes].map(([path, text]) => [path.replace('tickets/in-progress/', 'tickets/done/'), text])) };
  }),
  'an answer is delivered twice': documentsBy(['deliver', 'start', 'begin-work'], /^questions\//, twice),
  'a question is not written down': documentsBy(['ask'], anything, () => undefined),
  'a question is asked in the words of another': documentsBy(['pass-up', 'answer', 'deliver', 'start'], /^questions\//, (text) => text.replace(/What of/, 'What about')),
  'an attempt is counted twice': documentsBy(['start'], ticketPaths, (text) => setFields(text, { attempts: attemptsOf(text) + 1 })),
  'a failure is not counted': documentsBy(['stick'], ticketPaths, (text) => setFields(text, { failures: 9 })),
  'the record of a run is not written': documentsBy(['submit', 'reopen', 'stick', 'park'], /^runs\//, () => undefined),
  'a run does not say what it was told': documentsBy(['submit'], /^runs\//, (text) => setFields(text, { prompt: undefined })),
  'a run is given more time than it may have': documentsBy(['submit'], /^runs\//, (text) => setFields(text, { cap: 999_999 })),
  'a ticket is written so that nobody can read it': documentsBy(['reopen'], ticketPaths, (text) => text.replace(/^title:.*$/m, 'title: [')),
  'a held ticket is started': ticketsTakenFor(({ fields }) => ({ ...fields, hold: undefined })),
  'what is frozen lands': controlTakenFor((control) => ({ ...control, frozen: undefined })),
  'a pause is not heeded': controlTakenFor((control) => ({ ...control, paused: undefined })),
  'a ticket is started before what it depends on': ticketsTakenFor(({ fields }) => ({ ...fields, 'depends-on': [] })),
  'more is built on a red master': observedAs((observation) => (observation.health === 'red' ? { ...observation, health: 'green' } : observation)),
  'a new engine writes in the epoch of the one before': inPlaceOf(EngineWriter.prototype, 'nextAuthor', (original) => ({ ...(original() as object), epoch: 1 })),
  'the numbers of an engine\'s commits do not rise': inPlaceOf(EngineWriter.prototype, 'nextAuthor', (original) => ({ ...(original() as object), sequence: 0 })),
  'the lease is another one\'s': documentsBy(['lease'], anything, (text) => setFields(text, { epoch: epochOf(text) + 1 })),
  'commands are not acknowledged': inPlaceOf(PlanStore.prototype, 'write', (original, [transition, writing]) => original(transition, { ...(writing as Writing), acknowledges: [] })),
  'the plan is written on what it no longer is': inPlaceOf(EngineWriter.prototype, 'checkedTip', rememberedFirst()),
  'a landing that took place is taken for none': inPlaceOf(Repository.prototype, 'isAncestor', () => Promise.resolve(false)),
  'the git of a landing that was cut short works on beside its recovery': observedAs(({ snapshot, ...observation }) => ({
    ...observation,
    snapshot: snapshot.intent === undefined ? snapshot : { ...snapshot, intent: { ...snapshot.intent, child: { pid: 1, 'start-time': '0' } } },
  })),
  'a run that was lost is waited for': inPlaceOf(Runs.prototype, 'observe', async (original, args) => {
    const state = (await original(...args)) as RunState;
    return state.kind === 'lost' ? { ...state, kind: 'live', runner: { pid: 1, startTime: '1' } } : state;
  }),
  'a pending submission is forgotten': documentsBy(['submit'], /^queue\/merge\/pending\//, () => undefined),
  'a ticket is lost with the run that failed': stepsBy((step) => (step.transition === 'reopen' ? { ...step, changes: new Map([...step.changes].filter(([path, text]) => !ticketPaths.test(path) || text === undefined)) } : step)),
};

/** What was checked first is taken for the newest of the plan from then on. */
function rememberedFirst(): (original: (...args: unknown[]) => unknown, args: unknown[], self: object) => Promise<unknown> {
  const tips = new WeakMap<object, unknown>();
  return async (original, args, self) => {
    if (!tips.has(self)) tips.set(self, await original(...args));
    return tips.get(self);
  };
}

/** Those of which no night shows anything, each with why: they are no proof that the simulation looks well, and are not asked of it. */
export const notFound: ReadonlyMap<string, string> = new Map([
  ['more is built on a red master', 'nothing lands of what is begun there, since its tests are red, and no check has a rule for what is only begun'],
  ['the git of a landing that was cut short works on beside its recovery', 'none of the 40 seeds that were played showed a difference; whether a later one does was not tried'],
]);

/** All of them, by what an engine with the bug would do. */
export const plantedBugs: ReadonlyMap<string, PlantedBug> = new Map<string, PlantedBug>([
  ...Object.entries(portPlants).map(([name, below]) => [name, { below }] as const),
  ...Object.entries(code).map(([name, within]) => [name, { within }] as const),
]);
