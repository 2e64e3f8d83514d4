import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { emptyDraft } from './draft.js';
import { updateTicket } from './drafting.js';
import { printDocument } from './frontMatter.js';
import type { TicketState } from './paths.js';
import { shortName, ticketPath } from './paths.js';
import { quickTicket } from './quickTicket.js';
import { readDocument } from './readDocument.js';
import type { TicketFields } from './schemas.js';
import { ticketSchema } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';
import { editedSpec } from './specEdits.js';
import { awaitsManager, isStale } from './staleness.js';
import { draftedTickets, recut } from './ticketDrafts.js';

const [before, now] = ['1'.repeat(40), '2'.repeat(40)];
const at = '2026-02-28T14:30:00Z';
const cut = { area: 'core', of: before };

function ticket(id: string, state: TicketState, more: Partial<TicketFields> = {}): Ticket {
  const written = { id, title: `Ticket ${id}`, area: 'core', cut, created: at, ...more };
  const text = printDocument(written as unknown as Record<string, string>, 'Do it.');
  return { path: ticketPath(state, id, shortName(written.title)), state, name: shortName(written.title), text, fields: ticketSchema.parse(written) };
}

function plan(content: string, cutFor: string | undefined, ...tickets: readonly Ticket[]): Snapshot {
  return {
    ...emptySnapshot,
    version: 3,
    areas: new Map([['core', { path: 'areas/core.md', blob: content, text: '', fields: { area: 'core', title: 'Core' } }]]),
    cuts: new Map(cutFor === undefined ? [] : [['core', { area: 'core', of: cutFor, run: 'R-1', at }]]),
    tickets: new Map(tickets.map((one) => [one.fields.id, one])),
  };
}

describe('a stale ticket', () => {
  it('is one that is to be built, and was cut from what its area says no more', () => {
    for (const state of ['open', 'in-progress', 'stuck'] as const) {
      assert.equal(isStale(plan(now, before), ticket('0001', state)), true, state);
      assert.equal(isStale(plan(before, before), ticket('0001', state)), false, state);
    }
    for (const state of ['done', 'cancelled'] as const) assert.equal(isStale(plan(now, before), ticket('0001', state)), false, state);
  });

  it('goes by the cut of its area where it does not say itself what it was cut for, and not by that of another area', () => {
    const silent = ticketSchema.parse({ id: '0001', title: 'Old', area: 'core', created: at });
    assert.equal(isStale(plan(now, before), { ...ticket('0001', 'open'), fields: silent }), true);
    assert.equal(isStale(plan(now, undefined), { ...ticket('0001', 'open'), fields: silent }), false);
    assert.equal(isStale(plan(now, before), ticket('0001', 'open', { cut: { area: 'other', of: before } })), false);
  });

  it('waits for its manager until the area was cut again', () => {
    assert.equal(awaitsManager(plan(now, before), ticket('0001', 'open')), true);
    assert.equal(awaitsManager(plan(now, now), ticket('0001', 'open')), false);
  });

  it('is read as quickly as any other', () => {
    const { text } = ticket('0001', 'open');
    assert.deepEqual(quickTicket(text), readDocument(ticketSchema, text));
    assert.equal(quickTicket(text.replace(`  of: "${before}"\n`, '').replace(`  of: ${before}\n`, '')), undefined);
  });
});

describe('an area that is cut again', () => {
  const snapshot = plan(now, before, ticket('0001', 'done'), ticket('0002', 'in-progress', { attempts: 1, run: 'R-1' }), ticket('0003', 'open', { attempts: 1 }), ticket('0004', 'open'), ticket('0005', 'open'), ticket('0006', 'stuck', { attempts: 1 }));
  const origin = { area: 'core', of: now, at };
  const draft = { ...emptyDraft, changes: [{ ticket: '0004', addition: 'As typed.' }, { ticket: '0006', cancel: 'Not wanted.' }] };

  it('keeps, updates and cancels by rule', () => {
    const { changes, recuts } = recut(snapshot, draft, origin, draftedTickets(snapshot, draft, origin));
    assert.deepEqual(recuts.map((one) => [one.ticket, one.became]), [
      ['0002', 'kept, since somebody worked on it'],
      ['0003', 'kept, since somebody worked on it'],
      ['0004', 'updated'],
      ['0005', 'kept'],
      ['0006', 'cancelled'],
    ]);
    const texts = new Map(changes);
    const read = (id: string) => readDocument(ticketSchema, texts.get(snapshot.tickets.get(id)?.path ?? '') ?? '');
    for (const id of ['0004', '0005']) assert.deepEqual([read(id).cut?.of, read(id)['plan-version']], [now, 3], id);
    assert.deepEqual([...texts.keys()].filter((path) => /000[123]-/.test(path)), [], 'who is done or was worked on stays as it was');
    assert.match(texts.get(ticketPath('cancelled', '0006', 'ticket-0006')) ?? '', /## Cancelled by the manager\n\nNot wanted\./);
  });

  it('cancels nothing that another ticket waits for, and nothing that is worked on', () => {
    const needed = plan(now, before, ticket('0004', 'open'), ticket('0005', 'open', { 'depends-on': ['0004'] }));
    const refusal = updateTicket(needed, emptyDraft, 'core', '0004', { cancel: 'No.' });
    assert.match('refused' in refusal ? refusal.refused : '', /Ticket 0005 waits for 0004, and would wait for ever/);
    const atWork = updateTicket(snapshot, emptyDraft, 'core', '0002', { cancel: 'No.' }, '0002');
    assert.match('refused' in atWork ? atWork.refused : '', /is being worked on and cannot be cancelled/);
  });

  it('lets a manager change the ticket for which a change was asked while somebody works on it, and no other', () => {
    assert.ok(!('refused' in updateTicket(snapshot, emptyDraft, 'core', '0002', { addition: 'So.' }, '0002')));
    assert.ok('refused' in updateTicket(snapshot, emptyDraft, 'core', '0002', { addition: 'So.' }, '0003'));
  });
});

describe('an edit of the spec', () => {
  it('changes the one place that says so, and keeps all else', () => {
    assert.deepEqual(editedSpec('one\ntwo\n', [{ find: 'two', replace: '$& three' }, { find: 'one', replace: 'zero' }]), { text: 'zero\n$& three\n' });
  });

  it('is refused where its place is nowhere, or not the only one, or stays as it is', () => {
    for (const [find, words] of [['three', /does not say "three"/], ['o', /more than once/], ['one', /changes nothing/]] as const) {
      const edited = editedSpec('one two', [{ find, replace: find }]);
      assert.match('refused' in edited ? edited.refused : '', words);
    }
  });
});
