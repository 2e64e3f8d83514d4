import type { RunState } from '../../src/agents/runs.js';
import type { Observation, QueuedView } from '../../src/engine/deciding/observe.js';
import { printDocument } from '../../src/plan/frontMatter.js';
import type { TicketState } from '../../src/plan/paths.js';
import { proposalPath, questionPath, ticketPath, workPath } from '../../src/plan/paths.js';
import type { QuestionFields, WorkFields } from '../../src/plan/planningSchemas.js';
import { questionSchema, workSchema } from '../../src/plan/planningSchemas.js';
import type { ProposalFields } from '../../src/plan/proposalSchemas.js';
import { proposalSchema } from '../../src/plan/proposalSchemas.js';
import { readDocument } from '../../src/plan/readDocument.js';
import type { Intent, TicketFields, Verdict } from '../../src/plan/schemas.js';
import { configSchema } from '../../src/plan/schemas.js';
import type { Document, Snapshot, Ticket } from '../../src/plan/snapshot.js';
import { parseTicket } from '../../src/plan/snapshotReader.js';
import type { Finding } from '../../src/queue/planner/queuePlan.js';
import { emptySnapshot } from './emptySnapshot.js';

export const at = '2026-11-21T04:30:00Z';
export const [master, commit, tree] = ['a'.repeat(40), 'c'.repeat(40), 'd'.repeat(40)];
export const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] } });

/** A ticket as its document says it. */
export function ticket(id: string, state: TicketState = 'open', fields: Partial<TicketFields> = {}): Ticket {
  const path = ticketPath(state, id, 'x');
  const made = parseTicket(path, printDocument({ id, title: `Ticket ${id}`, created: at, ...fields } as Parameters<typeof printDocument>[0], ''));
  if ('words' in made) throw new Error(made.words);
  return made;
}

export function verdict(result: Verdict['result']): Verdict {
  return { tree, commit, fingerprint: 'f', result, purpose: 'candidate', 'exit-code': 0, tests: 1, seconds: 1, pristine: true, containment: 'none', finished: at };
}

export interface World {
  readonly tickets?: readonly Ticket[];
  readonly intent?: Intent;
  readonly runs?: Readonly<Record<string, RunState>>;
  readonly queue?: readonly (Omit<QueuedView, 'paths' | 'risk' | 'passed'> & Partial<QueuedView>)[];
  readonly snapshot?: Partial<Snapshot>;
  readonly observation?: Partial<Observation>;
}

/** A world in which nothing is amiss but what is told. */
export function observed(world: World = {}): Observation {
  const snapshot: Snapshot = {
    ...emptySnapshot,
    config,
    tickets: new Map((world.tickets ?? []).map((one) => [one.fields.id, one])),
    intent: world.intent,
    ...world.snapshot,
  };
  return {
    snapshot,
    master,
    health: 'green',
    masterVerdict: verdict('green'),
    runs: new Map(Object.entries(world.runs ?? {})),
    recent: [],
    resting: new Map(),
    places: 1,
    queue: (world.queue ?? []).map((view) => ({ paths: new Set<string>(), risk: 0.1, passed: 0, ...view })),
    known: new Map((world.queue ?? []).flatMap(({ ticket: id, verdict: found, criteria }): [string, Finding][] => (found === undefined || criteria === 'test' ? [] : [[id, criteria === 'failed' ? 'red' : found.result]]))),
    earlier: [],
    testing: [],
    lanes: 1,
    untrusted: undefined,
    strayLanes: false,
    planHolder: undefined,
    ...world.observation,
  };
}

/** A question that a coding run of ticket 0001 asked, and that lies with its manager. */
export function question(id: string, fields: Partial<QuestionFields> = {}): Document<QuestionFields> {
  const asker = { role: 'coding', run: 'R-1', number: Number(id.slice(2)), ticket: '0001' };
  const text = printDocument({ id, state: 'open', asker, blocking: true, asked: at, path: [{ level: 'manager', at }], ...fields } as Parameters<typeof printDocument>[0], 'Which one?');
  return { path: questionPath(id), blob: '9'.repeat(40), text, fields: readDocument(questionSchema, text) };
}

/** An open proposal. */
export function proposal(id: string, title: string, fields: Partial<ProposalFields> = {}): Document<ProposalFields> {
  const given = { id, title, goal: `There is ${title}.`, state: 'open', prediction: { minutes: [20, 60], dollars: [1, 3] }, of: tree, run: 'R-pitch', pitched: at, ...fields };
  const text = printDocument(given as Parameters<typeof printDocument>[0], `## Scope\n\n- ${title}\n`);
  return { path: proposalPath(id, title), blob: '7'.repeat(40), text, fields: readDocument(proposalSchema, text) };
}

/** A piece of work that was begun. */
export function work(fields: Pick<WorkFields, 'name' | 'kind' | 'role' | 'of'> & Partial<WorkFields>): Document<WorkFields> {
  const text = printDocument({ attempts: 1, ...fields }, '');
  return { path: workPath(fields.name), blob: '8'.repeat(40), text, fields: readDocument(workSchema, text) };
}

/** Documents by their keys. */
export function keyed<Value>(entries: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}

/** A run of which nothing was heard. */
export const noMail = { asked: [], told: new Set<string>(), handed: new Set<string>() };
