import assert from 'node:assert/strict';
import { emptySnapshot } from '../../../test/support/emptySnapshot.js';
import type { RunState } from '../../agents/runs.js';
import { printDocument } from '../../plan/frontMatter.js';
import type { TicketState } from '../../plan/paths.js';
import { questionPath, ticketPath, workPath } from '../../plan/paths.js';
import type { QuestionFields, WorkFields } from '../../plan/planningSchemas.js';
import { questionSchema, workSchema } from '../../plan/planningSchemas.js';
import { readDocument } from '../../plan/readDocument.js';
import type { Pending, TicketFields, Verdict } from '../../plan/schemas.js';
import { configSchema } from '../../plan/schemas.js';
import type { Document, Snapshot, Ticket } from '../../plan/snapshot.js';
import { parseTicket } from '../../plan/snapshotReader.js';
import { document } from '../../plan/transition.js';
import type { Observation } from '../deciding/observe.js';
import { questionLines } from './questionText.js';
import type { Status, TicketStatus } from './status.js';
import { statusOf } from './status.js';
import { statusLines } from './statusText.js';

const clock = (time: string) => `2026-11-21T${time}Z`;
const now = Date.parse(clock('07:10:00'));
const [commit, tree] = ['a'.repeat(40), 'b'.repeat(40)];
const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] }, roles: { merging: ['rehearsal'] } });
const noMail = { asked: [], told: new Set<string>(), handed: new Set<string>() };

function ticket(id: string, title: string, state: TicketState = 'open', fields: Partial<TicketFields> = {}): Ticket {
  const made = parseTicket(ticketPath(state, id, 'x'), printDocument({ id, title, created: clock('06:00:00'), ...fields } as Parameters<typeof printDocument>[0], ''));
  assert.ok('fields' in made, 'words' in made ? made.words : '');
  return made;
}

function question(id: string, body: string, fields: Partial<QuestionFields>): Document<QuestionFields> {
  const asker = { role: 'coding' as const, run: 'R-asker', number: 1, ticket: '0002', area: 'greetings' };
  const text = document({ id, state: 'open', asker, blocking: true, asked: clock('07:06:48'), path: [{ level: 'manager', at: clock('07:06:48') }], ...fields }, body);
  return { path: questionPath(id), blob: tree, text, fields: readDocument(questionSchema, text) };
}

function piece(fields: Pick<WorkFields, 'name' | 'kind' | 'role'> & Partial<WorkFields>): Document<WorkFields> {
  const text = document({ of: commit, attempts: 1, ...fields }, '');
  return { path: workPath(fields.name), blob: tree, text, fields: readDocument(workSchema, text) };
}

function live(since: string, progress?: string): RunState {
  return { kind: 'live', since: clock(since), runner: { pid: 1, startTime: '1' }, mail: noMail, ...(progress === undefined ? {} : { progress: { text: progress, at: clock(since) } }) };
}

function pending(of: string): Pending {
  return { ticket: of, run: 'R-coding', attempt: 1, base: commit, commit, tree, summary: 'Done', model: 'rehearsal', submitted: clock('07:00:00') };
}

function verdict(result: Verdict['result']): Verdict {
  return { tree, commit, fingerprint: 'f', result, purpose: 'candidate', 'exit-code': 0, tests: 1, seconds: 1, pristine: true, containment: 'none', finished: clock('07:00:00') };
}

const levels = (...names: ('manager' | 'architect' | 'engineer')[]) => names.map((level, at) => ({ level, at: clock(`07:0${String(6 + at)}:50`) }));
const hold = { by: 'ada@home', at: clock('06:10:00'), why: 'not before the release' };

const tickets = [
  ticket('0001', 'Greet by name', 'done', { attempts: 1, landed: { commit, tree, base: commit, verdict: 'v', at: clock('06:30:00'), how: 'ref' } }),
  ticket('0002', 'Greet in the language of the person who is greeted', 'open', { attempts: 1, parked: 'Q-0003', resumes: 'R-asker' }),
  ticket('0003', 'Count greetings', 'in-progress', { attempts: 2, run: 'R-3' }),
  ticket('0004', 'Parse names', 'in-progress', { attempts: 1 }),
  ticket('0005', 'Write a log', 'open', { hold }),
  ticket('0006', 'Read names from a file', 'in-progress', { attempts: 1 }),
  ticket('0007', 'Sort names', 'open', { 'depends-on': ['0004', '0006'] }),
  ticket('0008', 'Say good-bye', 'in-progress', { attempts: 1, run: 'R-8', hold: { ...hold, stop: 'R-8' } }),
  ticket('0009', 'Be quiet', 'stuck', { attempts: 3, failures: 3 }),
  ticket('0010', 'Be loud', 'in-progress', { attempts: 1, hold }),
  ticket('0011', 'Be brief', 'in-progress', { attempts: 1, run: 'R-11' }),
];
const questions = [
  question('Q-0003', 'Which word comes first?\nThe spec leaves it open.', { path: levels('manager', 'architect', 'engineer'), options: ['Hello', 'Hi'], default: 'Hello' }),
  question('Q-0004', 'May a name be empty?', { asker: { role: 'manager', run: 'R-other', number: 1, work: 'tickets-greetings', area: 'greetings' }, path: levels('architect') }),
  question('Q-0002', 'Tabs?', { state: 'answered', answer: 'No.', answered: { by: 'manager', at: clock('07:00:00') } }),
];
const work = [
  piece({ name: 'areas', kind: 'areas', role: 'architect', stuck: 'It is too hard.', attempts: 3 }),
  piece({ name: 'tickets-greetings', kind: 'tickets', role: 'manager', subject: 'greetings', parked: 'Q-0004' }),
  piece({ name: 'answer-Q-0004-architect', kind: 'answer', role: 'architect', subject: 'Q-0004', run: 'R-answer' }),
  piece({ name: 'review-0004', kind: 'review', role: 'merging', subject: '0004', run: 'R-review' }),
];

const snapshot: Snapshot = {
  ...emptySnapshot,
  config,
  tickets: new Map(tickets.map((one) => [one.fields.id, one])),
  pending: new Map(['0004', '0006', '0010'].map((id) => [id, pending(id)])),
  questions: new Map(questions.map((one) => [one.fields.id, one])),
  work: new Map(work.map((one) => [one.fields.name, one])),
};

const observation: Observation = {
  snapshot,
  master: commit,
  health: 'green',
  masterVerdict: verdict('green'),
  runs: new Map([
    ['R-3', live('07:07:00', 'writing the test first')],
    ['R-8', live('07:09:50')],
    ['R-11', { kind: 'unstarted', mail: noMail }],
    ['R-answer', live('07:09:00')],
    ['R-review', live('07:09:20', 'reading the parser')],
  ]),
  recent: [],
  resting: new Map(),
  places: 4,
  queue: [
    { ticket: '0004', candidate: undefined, verdict: verdict('green'), paths: new Set(), risk: 0.1, passed: 0, waits: undefined },
    { ticket: '0006', candidate: undefined, verdict: undefined, paths: new Set(), risk: 0.1, passed: 0, waits: undefined },
  ],
  known: new Map(),
  earlier: [],
  testing: [],
  lanes: 1,
  untrusted: undefined,
  strayLanes: false,
  planHolder: undefined,
};

function seen(more: Partial<Snapshot> = {}, ...busy: Parameters<typeof statusOf>[2]): Status {
  return statusOf({ ...observation, snapshot: { ...snapshot, ...more } }, [], busy);
}

function of(id: string, status: Status): TicketStatus {
  const found = status.tickets.find((one) => one.id === id);
  assert.ok(found !== undefined);
  return found;
}

describe('the status', () => {
  it('tells at a glance who works on what since when, and what waits for whom', () => {
    const status = statusOf(observation, [{ words: 'Q-0003 waits for your answer', engineer: true }], []);
    assert.equal(
      `${statusLines({ ...status, engine: 'process 12' }, now).join('\n')}\n`,
      `\
? Q-0003 asks you: Which word comes first? (sanctum answer Q-0003 "…")
    coding agent of 0002, 3m 12s ago · options: Hello | Hi · without an answer: Hello
master is green at aaaaaaaaaa · the engine is process 12
◑ architect answers Q-0004                                 working   1m 0s
✗ architect writes areas                                   stuck     attempt 3 · It is too hard.
◑ merging agent reviews 0004                               working   40s · reading the parser
? manager of greetings writes tickets                      parked    3m 12s · Q-0004 waits for the architect
● 0001 Greet by name                                       done      aaaaaaaaaa, tree bbbbbbbbbb
? 0002 Greet in the language of the person who is greeted  parked    3m 12s · Q-0003 waits for you
◑ 0003 Count greetings                                     coding    attempt 2 · 3m 0s · writing the test first
◕ 0004 Parse names                                         reviewing 40s · reading the parser
‖ 0005 Write a log                                         held      1h 0m · by ada@home · not before the release
◕ 0006 Read names from a file                              testing   behind 0004 in the queue
◌ 0007 Sort names                                          waiting   for 0004, 0006
◑ 0008 Say good-bye                                        coding    10s · being stopped
✗ 0009 Be quiet                                            stuck     attempt 3
‖ 0010 Be loud                                             held      1h 0m · by ada@home · not before the release · in the queue
◔ 0011 Be brief                                            starting
? Q-0004 lies with the architect for 3m 10s: May a name be empty? (manager of greetings)
WAITING: Q-0003 waits for your answer
`,
    );
  });

  it('says little where there is little to say', () => {
    const status = statusOf({ ...observation, snapshot: { ...emptySnapshot, config } }, [], []);
    assert.deepEqual(statusLines(status, now), ['master is green at aaaaaaaaaa · no engine runs']);
  });

  it('says that it is paused, and for programs by whom, since when and why', () => {
    const paused = { by: 'ada@home', at: clock('07:00:00'), why: 'Lunch' };
    const status = seen({ control: { paused } });
    assert.deepEqual(status.paused, paused);
    assert.match(statusLines(status, now).join('\n'), /\nmaster is green at aaaaaaaaaa · no engine runs · paused\n/);
  });

  it('calls a ticket open again as soon as it could go on', () => {
    const answered = question('Q-0003', 'Which?', { state: 'answered', answer: 'Hello', answered: { by: 'engineer', at: clock('07:09:00') } });
    const { phase, detail } = of('0002', seen({ questions: new Map([['Q-0003', answered]]) }));
    assert.deepEqual([phase, detail], ['open', 'Q-0003 is answered']);
  });

  it('says landing only of the ticket that lands', () => {
    const status = seen({}, { kind: 'land', stack: ['0004'] });
    assert.deepEqual([of('0004', status).phase, of('0006', status).phase], ['landing', 'testing']);
  });

  it('says of each ticket of a stack in the lane what it is tested with', () => {
    const status = statusOf({ ...observation, testing: [{ key: 'test 0004+0006', stack: ['0006', '0004'], settles: false }], queue: observation.queue.map((view) => ({ ...view, verdict: undefined })) }, [], []);
    assert.deepEqual(['0006', '0004'].map((id) => of(id, status).detail), ['with 0004 on top', 'on top of 0006']);
  });

  it('says that a review is stuck where the landing waits for it', () => {
    const stuck = piece({ name: 'review-0004', kind: 'review', role: 'merging', subject: '0004', stuck: 'It stalled.' });
    assert.equal(of('0004', seen({ work: new Map([['review-0004', stuck]]) })).detail, 'the review is stuck');
  });

  it('lists the open questions alone', () => {
    assert.deepEqual(seen().questions.map(({ id, level, asker, question: first, options }) => [id, level, asker, first, options]), [
      ['Q-0003', 'engineer', 'coding agent of 0002', 'Which word comes first?', ['Hello', 'Hi']],
      ['Q-0004', 'architect', 'manager of greetings', 'May a name be empty?', []],
    ]);
  });
});

describe('a question in words', () => {
  it('is told whole, with whom it lies and what can be said', () => {
    const [first] = seen().questions;
    assert.ok(first !== undefined);
    assert.deepEqual(questionLines(first, now), [
      'Q-0003 lies with you for 1m 10s · coding agent of 0002 asked 3m 12s ago, and waits',
      '  Which word comes first?',
      '  The spec leaves it open.',
      '  options: Hello | Hi · without an answer: Hello',
      '  sanctum answer Q-0003 "…"',
    ]);
  });
});
