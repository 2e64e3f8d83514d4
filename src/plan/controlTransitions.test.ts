import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import * as control from './controlTransitions.js';
import { printDocument, readBody } from './frontMatter.js';
import type { TransitionName } from './lifecycle.js';
import { promote } from './promotion.js';
import { illegalChanges } from './lifecycle.js';
import { controlPath, notePath, pendingPath, reviewPath, ticketPath } from './paths.js';
import type { TicketState } from './paths.js';
import type { Review } from './planningSchemas.js';
import { controlSchema, noteSchema, reviewSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';
import type { Intent, Pending } from './schemas.js';
import { configSchema } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { parseTicket } from './snapshotReader.js';
import type { Transition } from './transition.js';

const at = '2026-02-28T14:30:00Z';
const order = { by: 'ada@home', at, why: 'Not today.' };
const run = 'R-20260228T143000-0001-1';
const commit = 'b'.repeat(40);

function ticket(state: TicketState, more = ''): Ticket {
  const parsed = parseTicket(ticketPath(state, '0001', 'greet'), `---\nid: "0001"   # theirs\ntitle: Greet\ncreated: ${at}\n${more}---\n\nPlease.\n`);
  assert.ok('fields' in parsed, 'words' in parsed ? parsed.words : '');
  return parsed;
}

function plan(one: Ticket | undefined, more: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot, tickets: new Map(one === undefined ? [] : [['0001', one]]), ...more };
}

const heldField = `hold:\n  by: ada@home\n  at: ${at}\n`;
const pending: Pending = { ticket: '0001', run, attempt: 1, base: commit, commit, tree: commit, summary: 'Done', model: 'rehearsal', submitted: at };
const intent: Intent = { ticket: '0001', base: commit, candidate: commit, tree: commit, verdict: 'v', how: 'ref', machine: 'm', child: { pid: 1, 'start-time': '1' }, epoch: 1, at };
const inQueue = { pending: new Map([['0001', pending]]) };
const [open, held, working, queued, stuck] = [
  plan(ticket('open')),
  plan(ticket('open', heldField)),
  plan(ticket('in-progress', `attempts: 1\nrun: ${run}\n`)),
  plan(ticket('in-progress', 'attempts: 1\n'), inQueue),
  plan(ticket('stuck', 'failures: 3\n')),
];
const paused = plan(undefined, { control: { paused: { by: 'ada@home', at } } });
const frozen = plan(undefined, { control: { frozen: { by: 'ada@home', at } } });
const first = plan(undefined, { control: { ahead: { by: 'ada@home', at, tickets: ['0001'] } } });
const verdict = { tree: commit, finished: at };
const retested = plan(undefined, { control: { retest: { by: 'ada@home', at, ...verdict } } });
const asksForReviews = { config: configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] }, roles: { merging: ['rehearsal'] } }) };
const approval: Review = { ticket: '0001', attempt: 1, by: 'ada@home', commit, verdict: 'approve', findings: [], at };
const reviewable = plan(ticket('in-progress', 'attempts: 1\n'), { ...inQueue, ...asksForReviews });
const ladder = { config: configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] }, roles: { coding: ['small', 'middle', 'large'] } }) };
const climbing = (state: TicketState, more = '') => plan(ticket(state, more), ladder);
const promotedField = (times: number) => `promotions:\n${`  - at: ${at}\n    by: ada@home\n    from: small\n    to: middle\n    attempt: 1\n`.repeat(times)}`;
const [none, done] = [plan(undefined), plan(ticket('done'))];

type Case = readonly [name: TransitionName, transition: Transition, on: readonly Snapshot[], not: readonly (readonly [Snapshot, RegExp])[]];

const cases: readonly Case[] = [
  ['pause', control.pause(order), [none], [[paused, /paused already, since .* by ada@home/]]],
  ['resume', control.resume(), [paused], [[none, /not paused/]]],
  ['freeze', control.freeze(order), [none, paused], [[frozen, /lands already, since .* by ada@home.*sanctum thaw/]]],
  ['thaw', control.thaw(), [frozen], [[none, /not frozen/]]],
  ['reorder', control.reorder(['0001'], order), [open, working, queued, stuck], [[done, /0001 is done/], [none, /no ticket 0001/]]],
  ['reorder', control.reorder([], order), [first], [[none, /in the order of arrival already/]]],
  ['reorder', control.putAhead('0001', order), [queued], [[open, /not in the queue.*sanctum queue 0001/], [first, /not in the queue/]]],
  ['hold', control.hold('0001', order, false), [open, working, queued, stuck], [[held, /held already/], [done, /0001 is done/], [none, /no ticket 0001/]]],
  ['stop', control.hold('0001', order, true), [working], [[open, /no run.*sanctum hold 0001/], [queued, /no run/], [done, /is done/], [plan(ticket('in-progress', `run: ${run}\n${heldField}  stop: ${run}\n`)), /being ended already/]]],
  ['release', control.release('0001'), [held], [[open, /not held/], [none, /no ticket/]]],
  ['eject', control.eject('0001', order), [queued], [[working, /not in the queue.*sanctum stop 0001/], [open, /is open/], [plan(ticket('in-progress'), { ...inQueue, intent }), /landing at this moment/]]],
  ['retest', control.retest(verdict, order), [none, paused], [[retested, /tested again already, since .* by ada@home/]]],
  ['approve-submission', control.approveSubmission('0001', commit, order), [reviewable], [
    [open, /is open/],
    [plan(ticket('in-progress', `run: ${run}\n`)), /no submission in the queue/],
    [plan(ticket('in-progress'), { ...inQueue, ...asksForReviews, pending: new Map([['0001', { ...pending, commit: 'c'.repeat(40) }]]) }), /another submission than the one that was looked at/],
    [queued, /No review is asked for.*roles\.merging/],
    [plan(ticket('in-progress'), { ...inQueue, ...asksForReviews, reviews: new Map([['0001', approval]]) }), /approved already/],
  ]],
  ['promote', promote('0001', order), [climbing('open'), climbing('in-progress', `attempts: 1\nrun: ${run}\n`), climbing('stuck', 'failures: 3\n'), climbing('open', `failures: 1\n`), climbing('open', promotedField(1))], [
    [climbing('open', 'failures: 2\n'), /0001 is made by large already, the last on its ladder.*roles\.coding in sanctum\.json/],
    [climbing('open', promotedField(2)), /made by large already/],
    [climbing('open', `failures: 1\n${promotedField(1)}`), /made by large already/],
    [climbing('stuck', promotedField(2)), /made by large already/],
    [done, /is done.*sanctum revert 0001/],
    [plan(ticket('cancelled')), /is cancelled.*sanctum add/],
    [none, /no ticket/],
  ]],
  ['note', control.note('0001', 'Be brief.', order), [open, working, queued, stuck, held], [[done, /is done/], [none, /no ticket/]]],
];

describe('the engineer\'s word', () => {
  for (const [name, transition, on, not] of cases) {
    it(`is one legal step, a command's alone: ${name}`, () => {
      for (const snapshot of on) {
        const step = transition(snapshot);
        assert.ok('transition' in step, 'refused' in step ? step.refused : '');
        assert.equal(step.transition, name);
        const there = new Set([...[...snapshot.tickets.values()].map(({ path }) => path), ...[...snapshot.pending.keys()].map(pendingPath)]);
        const changes = [...step.changes].map(([path, text]) => ({ path, before: there.has(path) ? 'old' : undefined, after: text === undefined ? undefined : 'new' }));
        assert.deepEqual(illegalChanges(name, 'command', changes), []);
        assert.equal(illegalChanges(name, 'engine', changes).length, 1);
      }
    });

    it(`is refused in words where it makes no sense: ${name}`, () => {
      for (const [snapshot, words] of not) {
        const result = transition(snapshot);
        assert.ok('refused' in result);
        assert.match(result.refused, words);
      }
    });
  }

  const textOf = (transition: Transition, snapshot: Snapshot, path: string): string => {
    const step = transition(snapshot);
    assert.ok('changes' in step);
    return step.changes.get(path) ?? '';
  };

  it('leaves every byte of the ticket but its own', () => {
    const text = textOf(control.hold('0001', order, true), working, ticketPath('in-progress', '0001', 'greet'));
    assert.equal(text, `---\nid: "0001"   # theirs\ntitle: Greet\ncreated: ${at}\nattempts: 1\nrun: ${run}\nhold:\n  by: ada@home\n  at: ${at}\n  why: Not today.\n  stop: ${run}\n---\n\nPlease.\n`);
    assert.equal(textOf(control.release('0001'), held, ticketPath('open', '0001', 'greet')), ticket('open').text);
  });

  it('leaves documents that can be read', () => {
    assert.deepEqual(readDocument(controlSchema, textOf(control.pause(order), none, controlPath)).paused, order);
    assert.deepEqual(readDocument(controlSchema, textOf(control.resume(), paused, controlPath)), {});
    assert.equal(printDocument({}, ''), textOf(control.resume(), paused, controlPath));
    const note = textOf(control.note('0001', 'Be brief.', order), plan(ticket('open'), { notes: new Map([['0001', ['first']]]) }), notePath('0001', 2));
    assert.deepEqual(readDocument(noteSchema, note), { ticket: '0001', number: 2, by: 'ada@home', at });
    assert.equal(readBody(note).trim(), 'Be brief.');
    const approved = textOf(control.approveSubmission('0001', commit, order), reviewable, reviewPath('0001', 1));
    assert.deepEqual(readDocument(reviewSchema, approved), approval);
  });

  it('leaves in control.md what another word said', () => {
    const asked = { by: 'ada@home', at, ...verdict };
    assert.deepEqual(readDocument(controlSchema, textOf(control.retest(verdict, order), paused, controlPath)), { paused: { by: 'ada@home', at }, retest: asked });
    assert.deepEqual(readDocument(controlSchema, textOf(control.pause(order), retested, controlPath)), { paused: order, retest: asked });
    assert.deepEqual(readDocument(controlSchema, textOf(control.resume(), plan(undefined, { control: { paused: { by: 'ada@home', at }, retest: asked } }), controlPath)), { retest: asked });
  });

  it('wakes one provider beside another, each by the latest word on it, also where a plan of before had one word alone', () => {
    const earlier = printDocument({ woken: { by: 'ada@home', at, provider: 'codex' } }, '');
    const known = plan(undefined, { control: readDocument(controlSchema, earlier) });
    const first = readDocument(controlSchema, textOf(control.wake('claude', order), known, controlPath));
    const later = { ...order, at: '2026-11-21T05:30:00Z' };
    const second = readDocument(controlSchema, textOf(control.wake('codex', later), plan(undefined, { control: first }), controlPath));
    assert.deepEqual(first.woken?.map(({ provider, at: word }) => [provider, word]), [['codex', at], ['claude', at]]);
    assert.deepEqual(second.woken?.map(({ provider, at: word }) => [provider, word]), [['claude', at], ['codex', later.at]]);
  });

  it('takes a submission out of the queue and holds the ticket', () => {
    const step = control.eject('0001', order)(queued);
    assert.ok('changes' in step);
    assert.ok(step.changes.has(pendingPath('0001')) && step.changes.get(pendingPath('0001')) === undefined);
    assert.match(step.changes.get(ticketPath('open', '0001', 'greet')) ?? '', /\nhold:\n {2}by: ada@home\n/);
  });
});
