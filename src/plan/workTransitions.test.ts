import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import type { TransitionName } from './lifecycle.js';
import { illegalChanges } from './lifecycle.js';
import { areaPath, cutPath, decisionPath, pendingPath, questionPath, reviewPath, runPath, ticketPath, workPath } from './paths.js';
import { emptyDraft } from './draft.js';
import type { Draft, TicketDraft } from './draft.js';
import type { QuestionFields, WorkFields } from './planningSchemas.js';
import { cutSchema, questionSchema, reviewSchema, workSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';
import { configSchema, runSchema } from './schemas.js';
import type { Pending } from './schemas.js';
import type { Document, Snapshot, Ticket } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import type { Step, Transition } from './transition.js';
import { document } from './transition.js';
import * as work from './workTransitions.js';

const at = '2026-02-28T14:30:00Z';
const [base, spec, submission] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const run = 'R-20260228T143000-w-1';
const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] } });

type Made = Pick<WorkFields, 'name' | 'kind' | 'role'> & Partial<WorkFields>;

function piece(fields: Made): Document<WorkFields> {
  const text = document({ of: spec, attempts: 1, ...fields }, '');
  return { path: workPath(fields.name), blob: 'd'.repeat(40), text, fields: readDocument(workSchema, text) };
}

function question(fields: Partial<QuestionFields> = {}): Document<QuestionFields> {
  const asker = { role: 'coding' as const, run: 'R-asker', number: 1, ticket: '0001', area: 'greetings' };
  const text = document({ id: 'Q-0001', state: 'open', asker, blocking: true, asked: at, path: [{ level: 'manager', at }], ...fields }, 'So?');
  return { path: questionPath('Q-0001'), blob: 'e'.repeat(40), text, fields: readDocument(questionSchema, text) };
}

function ticket(state: 'open' | 'in-progress', more = ''): Ticket {
  const parsed = parseTicket(ticketPath(state, '0001', 'greet'), `---\nid: "0001"\ntitle: Greet\ncreated: ${at}\n${more}---\n\nPlease.\n`);
  assert.ok('fields' in parsed);
  return parsed;
}

function plan(pieces: readonly Document<WorkFields>[], more: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot, config, work: new Map(pieces.map((one) => [one.fields.name, one])), ...more };
}

function record(name: string, role: WorkFields['role']): work.WorkRun {
  return { run, work: name, attempt: 1, role, model: 'rehearsal', base, reason: 'exited', submitted: false, containment: 'none', ended: at, outcome: 'done' };
}

const areas = { name: 'areas', kind: 'areas', role: 'architect' } as const;
const tickets = { name: 'tickets-greetings', kind: 'tickets', role: 'manager', subject: 'greetings' } as const;
const answering = { name: 'answer-Q-0001-manager', kind: 'answer', role: 'manager', subject: 'Q-0001' } as const;
const review = { name: 'review-0001', kind: 'review', role: 'merging', subject: '0001', of: submission } as const;
const pending: Pending = { ticket: '0001', run: 'R-coding', attempt: 1, base, commit: submission, tree: base, summary: 'Done', model: 'rehearsal', submitted: at };
const asked = { questions: new Map([['Q-0001', question()]]) };
const climbed = { questions: new Map([['Q-0001', question({ path: [{ level: 'manager', at }, { level: 'architect', at }] })]]) };
const queued = { tickets: new Map([['0001', ticket('in-progress', 'attempts: 2\n')]]), pending: new Map([['0001', pending]]) };
const own = { reason: 'It came to nothing.', report: 'x', own: true };

function newTicket(key: string, dependsOn: readonly string[] = []): TicketDraft {
  return { key, title: `Ticket ${key}`, body: 'Please.', kind: 'feature', priority: 'medium', dependsOn: [...dependsOn], criteria: ['It greets.'] };
}

const areasDraft: Draft = { ...emptyDraft, areas: [{ area: 'greetings', title: 'Greetings', text: 'All of them.' }], decisions: [{ title: 'Hello first', text: 'Always.' }] };
const ticketsDraft: Draft = { ...emptyDraft, tickets: [newTicket('new-1', ['0001']), newTicket('new-2', ['new-1'])], changes: [{ ticket: '0001', priority: 'high', addition: 'And quickly.' }] };
const [approved, refused] = [
  { verdict: 'approve' as const, findings: [] },
  { verdict: 'request-changes' as const, findings: [{ severity: 'must' as const, place: 'greet.ts:3', text: 'It shouts.' }] },
];

const [atAreas, atTickets, atAnswer, atReview] = [
  plan([piece({ ...areas, run })]),
  plan([piece({ ...tickets, run })], { tickets: new Map([['0001', ticket('open', 'area: greetings\n')]]) }),
  plan([piece({ ...answering, run })], asked),
  plan([piece({ ...review, run })], queued),
];
const gone = plan([piece({ ...areas, run: 'R-20260228T143000-w-2' }), piece({ ...tickets }), piece({ ...answering }), piece({ ...review })]);

type Case = readonly [name: TransitionName, transition: Transition, on: Snapshot, not: readonly (readonly [Snapshot, RegExp])[]];

const cases: readonly Case[] = [
  ['begin-work', work.beginWork({ ...areas, of: spec }, run, base, at), plan([]), [[atAreas, /being worked on/], [plan([], { control: { paused: { by: 'ada', at } } }), /paused by ada/], [plan([piece({ ...areas, stuck: 'It is too hard.' })]), /is stuck/], [plan([piece({ ...areas, parked: 'Q-0001' })], asked), /Q-0001 is not answered/]]],
  ['park-work', work.parkWork(record('areas', 'architect'), 'Q-0001'), atAreas, [[gone, /not areas's run any more/]]],
  ['fail-work', work.failWork(record('areas', 'architect'), own), atAreas, [[gone, /not areas's run/]]],
  ['pass-up', work.failWork(record(answering.name, 'manager'), own), plan([piece({ ...answering, run, failures: 2 })], asked), [[gone, /not answer-Q-0001-manager's run/]]],
  ['drop-work', work.dropWork('areas', record('areas', 'architect')), atAreas, [[gone, /being worked on/], [plan([]), /no piece of work areas/]]],
  ['drop-work', work.dropWork('areas'), plan([piece(areas)]), [[atAreas, /being worked on/]]],
  ['retry-work', work.retryWork('areas'), plan([piece({ ...areas, failures: 3, stuck: 'It is too hard.' })]), [[atAreas, /not stuck/], [plan([]), /no piece of work areas/]]],
  ['cut-areas', work.cutAreas(record('areas', 'architect'), areasDraft), atAreas, [[gone, /not areas's run/]]],
  ['cut-tickets', work.cutTickets(record(tickets.name, 'manager'), ticketsDraft), atTickets, [[gone, /not tickets-greetings's run/], [plan([piece({ ...tickets, run })]), /0001/]]],
  ['answer', work.answerByAgent(record(answering.name, 'manager'), { question: 'Q-0001', text: 'Yes.' }, [{ title: 'Yes to all', text: 'Always.' }]), atAnswer, [[gone, /not answer-Q-0001-manager's run/], [plan([piece({ ...answering, run })], climbed), /lies with the architect/]]],
  ['pass-up', work.passUp(record(answering.name, 'manager'), { question: 'Q-0001', view: 'Who knows.' }), atAnswer, [[gone, /not answer-Q-0001-manager's run/], [plan([piece({ ...answering, run })], climbed), /lies with the architect/]]],
  ['review', work.recordReview(record(review.name, 'merging'), approved), atReview, [[gone, /not review-0001's run/], [plan([piece({ ...review, run })], { ...queued, pending: new Map() }), /no such submission/]]],
  ['review', work.recordReview(record(review.name, 'merging'), refused), atReview, []],
];

function stepOf(transition: Transition, snapshot: Snapshot): Step {
  const step = transition(snapshot);
  assert.ok('changes' in step, 'refused' in step ? step.refused : '');
  return step;
}

describe('a piece of work', () => {
  for (const [name, transition, on, not] of cases) {
    it(`takes one legal step: ${name}`, () => {
      const step = stepOf(transition, on);
      assert.equal(step.transition, name);
      const there = new Set([...[...on.tickets.values()].map(({ path }) => path), ...[...on.work.values()].map(({ path }) => path), ...[...on.pending.keys()].map(pendingPath)]);
      const changes = [...step.changes].map(([path, text]) => ({ path, before: there.has(path) ? 'old' : undefined, after: text === undefined ? undefined : 'new' }));
      assert.deepEqual(illegalChanges(name, name === 'retry-work' ? 'command' : 'engine', changes), []);
    });

    it(`leaves documents that can be read: ${name}`, () => {
      for (const [path, text] of stepOf(transition, on).changes) {
        if (text === undefined) continue;
        if (path.startsWith('tickets/')) assert.ok('fields' in parseTicket(path, text), path);
        const schema = { work: workSchema, questions: questionSchema, cuts: cutSchema, reviews: reviewSchema, runs: runSchema }[path.split('/')[0] ?? ''];
        if (schema !== undefined) readDocument(schema, text);
      }
    });

    if (not.length > 0) {
      it(`is refused, with a reason, where it does not hold: ${name}`, () => {
        for (const [snapshot, words] of not) {
          const result = transition(snapshot);
          assert.ok('refused' in result);
          assert.match(result.refused, words);
        }
      });
    }
  }

  const fieldsAfter = (transition: Transition, on: Snapshot, name: string): WorkFields => readDocument(workSchema, stepOf(transition, on).changes.get(workPath(name)) ?? '');

  it('is stuck after as many failures as a ticket may have, and may be tried again', () => {
    const stuck = fieldsAfter(work.failWork(record('areas', 'architect'), own), plan([piece({ ...areas, run, failures: 2 })]), 'areas');
    assert.deepEqual([stuck.stuck, stuck.failures, stuck.run], [own.reason, 3, undefined]);
    const again = fieldsAfter(work.retryWork('areas'), plan([piece({ ...areas, ...stuck })]), 'areas');
    assert.deepEqual([again.stuck, again.failures], [undefined, 0]);
    assert.equal(fieldsAfter(work.failWork(record('areas', 'architect'), { ...own, own: false }), plan([piece({ ...areas, run, failures: 2 })]), 'areas').stuck, undefined);
  });

  it('says why it is stuck in one line, whatever the reason was', () => {
    const reason = 'It could not be started:\nits order is damaged.\n';
    const stuck = fieldsAfter(work.failWork(record('areas', 'architect'), { ...own, reason }), plan([piece({ ...areas, run, failures: 2 })]), 'areas');
    assert.equal(stuck.stuck, 'It could not be started: its order is damaged.');
  });

  it('that is stuck has all its attempts for new content', () => {
    const begun = fieldsAfter(work.beginWork({ ...areas, of: submission }, run, base, at), plan([piece({ ...areas, failures: 3, stuck: 'It is too hard.' })]), 'areas');
    assert.equal(begun.failures, 0);
  });

  it('that is stuck begins anew for new content', () => {
    const begun = fieldsAfter(work.beginWork({ ...areas, of: submission }, run, base, at), plan([piece({ ...areas, stuck: 'It is too hard.' })]), 'areas');
    assert.deepEqual([begun.of, begun.stuck, begun.run], [submission, undefined, run]);
  });

  it('goes on with the session that asked when its question is answered', () => {
    const parked = fieldsAfter(work.parkWork(record('areas', 'architect'), 'Q-0001'), atAreas, 'areas');
    assert.deepEqual([parked.parked, parked.resumes, parked.run], ['Q-0001', run, undefined]);
    const answered = question({ state: 'answered', answer: 'Yes', answered: { by: 'engineer', at }, asker: { role: 'architect', run, number: 1, work: 'areas' } });
    const step = stepOf(work.beginWork({ ...areas, of: spec }, 'R-next', base, at), plan([piece({ ...areas, ...parked, base })], { questions: new Map([['Q-0001', answered]]) }));
    const next = readDocument(workSchema, step.changes.get(workPath('areas')) ?? '');
    assert.deepEqual([next.run, next.resumes, next.parked], ['R-next', run, undefined]);
    assert.deepEqual(readDocument(questionSchema, step.changes.get(questionPath('Q-0001')) ?? '').deliveries.map((one) => one.run), ['R-next']);
  });

  it('that writes areas takes decisions and the record of its cut along', () => {
    const { changes } = stepOf(work.cutAreas(record('areas', 'architect'), areasDraft), atAreas);
    assert.deepEqual([...changes.keys()].sort(), [areaPath('greetings'), cutPath(undefined), decisionPath('D-0001', 'Hello first'), runPath(run), workPath('areas')].sort());
    assert.equal(changes.get(workPath('areas')), undefined);
    assert.equal(readDocument(cutSchema, changes.get(cutPath(undefined)) ?? '').of, spec);
  });

  it('that writes tickets gives them ids, and their dependencies by these', () => {
    const { changes } = stepOf(work.cutTickets(record(tickets.name, 'manager'), ticketsDraft), atTickets);
    const second = parseTicket(ticketPath('open', '0003', 'ticket-new-2'), changes.get(ticketPath('open', '0003', 'ticket-new-2')) ?? '');
    assert.ok('fields' in second);
    assert.deepEqual([second.fields['depends-on'], second.fields.area, second.fields.criteria], [['0002'], 'greetings', ['It greets.']]);
    assert.match(changes.get(ticketPath('open', '0001', 'greet')) ?? '', /priority: high\n[^]*## Added by the manager\n\nAnd quickly\.\n$/);
  });

  it('that answers leaves its answer at its own level, with what it decided', () => {
    const { changes } = stepOf(work.answerByAgent(record(answering.name, 'manager'), { question: 'Q-0001', text: 'Yes.' }, [{ title: 'Yes to all', text: 'Always.' }]), atAnswer);
    const { answer, answered, path } = readDocument(questionSchema, changes.get(questionPath('Q-0001')) ?? '');
    assert.deepEqual([answer, answered, path.length], ['Yes.', { by: 'manager', at, run }, 1]);
    assert.ok(changes.has(decisionPath('D-0001', 'Yes to all')));
  });

  it('that comes to no answer lets the question climb', () => {
    const { changes } = stepOf(work.failWork(record(answering.name, 'manager'), own), plan([piece({ ...answering, run, failures: 2 })], asked));
    assert.deepEqual(readDocument(questionSchema, changes.get(questionPath('Q-0001')) ?? '').path.map(({ level }) => level), ['manager', 'architect']);
    assert.ok(changes.has(workPath(answering.name)) && changes.get(workPath(answering.name)) === undefined);
  });

  it('that asks for changes comes too late for a submission that is landing', () => {
    const intent = { ticket: '0001', base, candidate: submission, tree: base, verdict: 'v', how: 'ref' as const, machine: 'm', child: { pid: 1, 'start-time': '1' }, epoch: 1, at };
    const step = work.recordReview(record(review.name, 'merging'), refused)({ ...atReview, intent });
    assert.match('refused' in step ? step.refused : '', /0001 is landing at this moment/);
  });

  it('that asks for changes opens the ticket again with its findings, at the cost of an attempt', () => {
    const { changes } = stepOf(work.recordReview(record(review.name, 'merging'), refused), atReview);
    const reopened = changes.get(ticketPath('open', '0001', 'greet')) ?? '';
    assert.match(reopened, /\nfailures: 1\n[^]*1\. \*\*must\*\* greet\.ts:3: It shouts\.\n/);
    assert.ok(changes.has(pendingPath('0001')) && changes.get(pendingPath('0001')) === undefined);
    assert.equal(readDocument(reviewSchema, changes.get(reviewPath('0001', 2)) ?? '').verdict, 'request-changes');
  });
});
