import assert from 'node:assert/strict';
import { question } from '../../test/support/observation.js';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { orderQuestion } from './conflictOrder.js';
import type { PathChange } from './lifecycle.js';
import { illegalChanges } from './lifecycle.js';
import { activePath, pendingPath, ticketPath, verdictPath } from './paths.js';
import type { TicketState } from './paths.js';
import type { Intent, Pending, Verdict } from './schemas.js';
import { configSchema } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import type { Refusal, Step, Transition } from './transition.js';
import * as transitions from './transitions.js';

const at = '2026-02-28T14:30:00Z';
const [base, commit, tree, candidate] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string];
const fingerprint = '00aa11bb22cc';
const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] } });

function ticket(state: TicketState, more = '', id = '0001'): Ticket {
  const text = `---\nid: "${id}"   # theirs\ntitle: Greet\ncreated: ${at}\n${more}---\n\nPlease.\n`;
  const parsed = parseTicket(ticketPath(state, id, 'greet'), text);
  assert.ok('fields' in parsed);
  return parsed;
}

const run: transitions.TicketRun = { run: 'R-20260228T143000-0001-1', ticket: '0001', attempt: 1, role: 'coding', model: 'rehearsal', base, snapshot: commit, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' };
const pending: Pending = { ticket: '0001', run: run.run, attempt: 1, base, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };
const verdict: Verdict = { tree, commit: candidate, fingerprint, result: 'red', purpose: 'candidate', ticket: '0001', 'exit-code': 1, tests: 3, seconds: 1, pristine: true, containment: 'none', finished: at };
const intent: Intent = { ticket: '0001', base, candidate, tree, verdict: `${tree}-${fingerprint}`, how: 'ref', machine: 'm', child: { pid: 1, 'start-time': '1' }, epoch: 1, at };
const landed = { commit: candidate, tree, base, verdict: intent.verdict, at, how: 'ref' as const };
const lease = { machine: 'm', host: 'h', user: 'u', pid: 1, epoch: 1, since: at };
const own = { reason: 'The gate is red.', report: 'a test failed', own: true };
const paused = { control: { paused: { by: 'ada', at } } };

function plan(tickets: readonly Ticket[], more: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot, config, tickets: new Map(tickets.map((one) => [one.fields.id, one])), lease, ...more };
}

const working = plan([ticket('in-progress', `attempts: 1\nrun: ${run.run}\nbase: ${base}\n`)]);
const queued = plan([ticket('in-progress', `attempts: 1\nbase: ${base}\nsnapshot: ${commit}\n`)], { pending: new Map([['0001', pending]]) });
const landing = plan([...queued.tickets.values()], { pending: queued.pending, intent });

const other = 'f'.repeat(40);
const stackIntent = { ...intent, ticket: '0002', tickets: ['0001', '0002'] };
const second = ticket('in-progress', `attempts: 1\nbase: ${base}\nsnapshot: ${other}\n`, '0002');
const two = plan([...queued.tickets.values(), second], { pending: new Map([...queued.pending, ['0002', { ...pending, ticket: '0002', commit: other }]]) });

/** The step as git would show it on this plan. */
function changesOf(snapshot: Snapshot, step: Step): readonly PathChange[] {
  const there = new Set([...[...snapshot.tickets.values()].map((one) => one.path), ...[...snapshot.pending.keys()].map(pendingPath), ...(snapshot.intent === undefined ? [] : [activePath])]);
  return [...step.changes].map(([path, text]) => ({ path, before: there.has(path) ? 'old' : undefined, after: text === undefined ? undefined : 'new' }));
}

function stepOf(result: Step | Refusal): Step {
  assert.ok('transition' in result, 'refused' in result ? result.refused : '');
  return result;
}

const cases: readonly (readonly [name: string, transition: Transition, on: Snapshot, not: readonly Snapshot[]])[] = [
  ['add', transitions.add({ title: 'Greet', body: 'x', at, dependsOn: ['0001'] }), plan([ticket('open')]), [plan([])]],
  ['configure', transitions.configure(config, { fields: { ...verdict, result: 'green', 'exit-code': 0 }, output: '' }), plan([]), []],
  ['lease', transitions.lease({ ...lease, epoch: 2 }, 1), plan([]), [plan([], { lease: undefined }), plan([], { lease: { ...lease, epoch: 2 } })]],
  ['start', transitions.start('0001', run.run, base, '2026-11-21T04:30:00Z'), plan([ticket('open')]), [working, plan([]), plan([ticket('done')]), plan([ticket('cancelled')]), plan([ticket('open')], paused)]],
  ['submit', transitions.submit(run, pending), working, [queued, plan([ticket('open')]), plan([ticket('in-progress', 'run: R-other\n')])]],
  ['reopen', transitions.failRun(run, own), working, [queued, plan([ticket('stuck')])]],
  ['stick', transitions.failRun(run, own), plan([ticket('in-progress', `attempts: 3\nfailures: 2\nrun: ${run.run}\n`)]), []],
  ['verdict', transitions.recordVerdict(verdict, 'output'), queued, [plan([], { verdicts: new Set([`${tree}-${fingerprint}`]) })]],
  ['reopen', transitions.rejectSubmission('0001', commit, own, { fields: verdict, output: 'x' }), queued, [working, landing, plan([...queued.tickets.values()], { pending: new Map([['0001', { ...pending, commit: base }]]) })]],
  ['reopen', transitions.rejectUnmerged('0001', commit, own, 'Q-0001'), queued, [working, landing, plan([...queued.tickets.values()], { pending: new Map([['0001', { ...pending, commit: base }]]) })]],
  ['intend', transitions.intend(intent, commit), queued, [landing, working, plan([...queued.tickets.values()], { pending: queued.pending, lease: { ...lease, epoch: 2 } }), { ...queued, ...paused }, { ...queued, control: { frozen: { by: 'ada', at } } }]],
  ['land', transitions.land(intent, landed), landing, [queued, plan([ticket('open')], { intent })]],
  ['intend', transitions.intend(stackIntent, commit, other), two, [queued, plan([...two.tickets.values()], { pending: new Map([...two.pending, ['0002', { ...pending, ticket: '0002' }]]) })]],
  ['land', transitions.land(stackIntent, landed, landed), plan([...two.tickets.values()], { pending: two.pending, intent: stackIntent }), [two, plan([...queued.tickets.values()], { intent: stackIntent })]],
  ['drop', transitions.drop(intent, 'master moved'), landing, [queued]],
  ['retry', transitions.retry('0001'), plan([ticket('stuck', 'failures: 3\n')]), [working, plan([ticket('open')])]],
];

describe('every transition', () => {
  for (const [name, transition, on, not] of cases) {
    it(`is one legal step: ${name}`, () => {
      const step = stepOf(transition(on));
      assert.equal(step.transition, name);
      const isCommand = name === 'add' || name === 'configure' || name === 'retry';
      assert.deepEqual(illegalChanges(name, isCommand ? 'command' : 'engine', changesOf(on, step)), []);
    });

    it(`leaves documents that can be read: ${name}`, () => {
      for (const [path, text] of stepOf(transition(on)).changes) {
        if (text !== undefined && path.startsWith('tickets/')) assert.ok('fields' in parseTicket(path, text), path);
      }
    });

    if (not.length > 0) {
      it(`is refused, with a reason, where it does not hold: ${name}`, () => {
        for (const snapshot of not) {
          const result = transition(snapshot);
          assert.ok('refused' in result);
          assert.match(result.refused, /\w.*(?:\.|: sanctum [a-z].*)$/);
        }
      });
    }
  }

  it('keeps what the engineer wrote into the ticket', () => {
    for (const [, transition, on] of cases) {
      for (const [path, text] of stepOf(transition(on)).changes) {
        if (path.includes('0001-greet') && text !== undefined) assert.match(text, /^---\nid: "0001" {3}# theirs\ntitle: Greet\n[^]*\n---\n\nPlease\.\n/);
      }
    }
  });
});

describe('a ticket', () => {
  it('gets the id after the highest', () => {
    assert.equal(transitions.nextTicketId(plan([])), '0001');
    assert.equal(transitions.nextTicketId(plan([ticket('done', '', '0009'), ticket('open', '', '0003')])), '0010');
    assert.equal(transitions.nextTicketId(plan([ticket('done', '', '9999')])), '10000');
    const unread = { path: ticketPath('open', '0004', 'greet'), words: 'It must begin with a line "---".' };
    assert.equal(transitions.nextTicketId(plan([ticket('open', '', '0003')], { problems: [unread] })), '0005');
  });

  it('counts attempts when it starts, and only its own failures', () => {
    const started = stepOf(transitions.start('0001', run.run, base, '2026-11-21T04:30:00Z')(plan([ticket('open', 'attempts: 4\n')])));
    assert.match(started.changes.get(ticketPath('in-progress', '0001', 'greet')) ?? '', /\nattempts: 5\n/);
    const notOwn = stepOf(transitions.failRun(run, { ...own, own: false })(working));
    assert.match(notOwn.changes.get(ticketPath('open', '0001', 'greet')) ?? '', /\nfailures: 0\n/);
  });

  it('is stuck when its attempts are used up, also by failures that are nobody\'s', () => {
    const many = plan([ticket('in-progress', `attempts: 8\nrun: ${run.run}\n`)]);
    assert.equal(stepOf(transitions.failRun(run, { ...own, own: false })(many)).transition, 'stick');
    const few = plan([ticket('in-progress', `attempts: 7\nrun: ${run.run}\n`)]);
    assert.equal(stepOf(transitions.failRun(run, { ...own, own: false })(few)).transition, 'reopen');
  });

  it('that does not merge is counted, costs no attempt and waits for the answer; what it goes on with then has both sides in it; a retry begins the count anew', () => {
    const after = (step: Step, state: 'open' | 'in-progress'): Ticket => {
      const parsed = parseTicket(ticketPath(state, '0001', 'greet'), step.changes.get(ticketPath(state, '0001', 'greet')) ?? '');
      assert.ok('fields' in parsed);
      return parsed;
    };
    const [once] = [after(stepOf(transitions.rejectUnmerged('0001', commit, own)(queued)), 'open')];
    assert.deepEqual([once.fields.conflicts, once.fields.parked, once.fields.failures], [1, undefined, 0]);
    const twice = plan([ticket('in-progress', `attempts: 2\nconflicts: 1\nbase: ${base}\n`)], { pending: queued.pending });
    const open = after(stepOf(transitions.rejectUnmerged('0001', commit, own, 'Q-0001')(twice)), 'open');
    assert.deepEqual([open.fields.conflicts, open.fields.parked], [2, 'Q-0001']);
    const answered = (number: number): Snapshot => plan([open], { questions: new Map([['Q-0001', question('Q-0001', { state: 'answered', answer: 'As they come', asker: { role: 'coding', run: run.run, number, ticket: '0001' } })]]) });
    const bases = [orderQuestion, 1].map((number) => after(stepOf(transitions.start('0001', 'R-20260228T143100-0001-2', other, at)(answered(number))), 'in-progress').fields.base);
    assert.deepEqual(bases, [other, base]);
    assert.equal(after(stepOf(transitions.retry('0001')(plan([ticket('stuck', 'conflicts: 2\n')]))), 'open').fields.conflicts, undefined);
  });

  it('can be worked on again after a retry, whatever it went through', () => {
    const stuck = plan([ticket('stuck', 'attempts: 8\nfailures: 3\n')]);
    const reopened = stepOf(transitions.retry('0001')(stuck)).changes.get(ticketPath('open', '0001', 'greet')) ?? '';
    const open = parseTicket(ticketPath('open', '0001', 'greet'), reopened);
    assert.ok('fields' in open);
    assert.deepEqual([open.fields.failures, open.fields.forgiven], [0, 3]);
    const started = stepOf(transitions.start('0001', run.run, base, '2026-11-21T04:30:00Z')(plan([open]))).changes.get(ticketPath('in-progress', '0001', 'greet')) ?? '';
    const again = parseTicket(ticketPath('in-progress', '0001', 'greet'), started);
    assert.ok('fields' in again);
    assert.equal(stepOf(transitions.failRun(run, { ...own, own: false })(plan([again]))).transition, 'reopen');
  });

  it('begins where that was reckoned, or not at all as long as its ladder, the configuration or the ticket is another by now', () => {
    const beginning = { from: 'small', to: 'middle', rungs: 1, reason: 'of six none' };
    const open = ticket('open');
    const on = (more: object, one = open): Step | Refusal => {
      const configured = configSchema.parse({ ...config, roles: { coding: ['small', 'middle', 'large'] }, ...more });
      return transitions.start('0001', run.run, base, '2026-11-21T04:30:00Z', beginning)(plan([one], { config: configured }));
    };
    assert.match(stepOf(on({})).changes.get(ticketPath('in-progress', '0001', 'greet')) ?? '', /by: forecast\n *from: small\n *to: middle\n/);
    const changed = [
      on({ roles: { coding: ['small', 'large'] } }),
      on({ roles: { coding: ['smaller', 'middle'] } }),
      on({ firstRung: 'always' }),
      on({}, ticket('open', 'attempts: 1\n')),
      on({}, ticket('open', `promotions:\n  - { at: ${at}, by: ada@home, from: small, to: middle, attempt: 1 }\n`)),
    ];
    for (const result of changed) assert.deepEqual(result, { refused: 'Where ticket 0001 begins was reckoned on another ladder, or before somebody said where.' });
  });

  it('takes its verdict along when it is rejected', () => {
    const step = stepOf(transitions.rejectSubmission('0001', commit, own, { fields: verdict, output: 'x' })(queued));
    assert.ok(step.changes.has(verdictPath(tree, fingerprint)));
    assert.ok(step.changes.has(pendingPath('0001')) && step.changes.get(pendingPath('0001')) === undefined);
  });
});
