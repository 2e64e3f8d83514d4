import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import type { Draft, TicketDraft } from './draft.js';
import { emptyDraft } from './draft.js';
import { addTicket, draftProblem, updateTicket } from './drafting.js';
import type { Drafting } from './drafting.js';
import type { TicketState } from './paths.js';
import { shortName, ticketPath } from './paths.js';
import { ticketSchema } from './schemas.js';
import type { TicketFields } from './schemas.js';
import type { Snapshot, Ticket } from './snapshot.js';

function ticket(id: string, title: string, state: TicketState = 'open', more: Partial<TicketFields> = {}): Ticket {
  const fields = ticketSchema.parse({ id, title, area: 'core', created: '2026-02-28T14:30:00Z', ...more });
  return { path: ticketPath(state, id, shortName(title)), state, name: shortName(title), text: '', fields };
}

const plan: Snapshot = {
  ...emptySnapshot,
  tickets: new Map(
    [
      ticket('0001', 'Read the file', 'done'),
      ticket('0002', 'Parse the file', 'open', { criteria: ['It parses.'] }),
      ticket('0003', 'Print the file', 'stuck', { 'depends-on': ['0002'] }),
      ticket('0004', 'Greet', 'cancelled'),
      ticket('0005', 'Wave', 'in-progress', { run: 'R-1' }),
      ticket('0006', 'Read the file', 'open', { area: 'other' }),
    ].map((one) => [one.fields.id, one]),
  ),
};

function input(title: string, more: Partial<TicketDraft> = {}): Omit<TicketDraft, 'key'> {
  return { title, body: 'Do it.', kind: 'feature', priority: 'medium', dependsOn: [], criteria: [], ...more };
}

function accepted(drafting: Drafting): Draft {
  assert.ok(!('refused' in drafting), 'refused' in drafting ? drafting.refused : '');
  return drafting.draft;
}

function refused(drafting: Drafting, words: RegExp): void {
  assert.ok('refused' in drafting);
  assert.match(drafting.refused, words);
}

describe("a manager's draft", () => {
  it('gives new tickets keys by which later ones depend on them', () => {
    const one = accepted(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['0001'] })));
    const two = accepted(addTicket(plan, one, 'core', input('Two', { dependsOn: ['new-1', 'new-1', '0003'] })));
    assert.deepEqual(two.tickets.map(({ key, dependsOn }) => [key, dependsOn]), [['new-1', ['0001']], ['new-2', ['new-1', '0003']]]);
    assert.equal(draftProblem(plan, two, 'core'), undefined);
  });

  it('refuses a dependency on the ticket itself, on an unknown one and on a cancelled one', () => {
    refused(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['new-1'] })), /cannot depend on itself \(new-1\)/);
    refused(updateTicket(plan, emptyDraft, 'core', '0002', { dependsOn: ['0002'] }), /cannot depend on itself \(0002\)/);
    refused(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['0099'] })), /There is no ticket 0099\. You have added no ticket yet\./);
    refused(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['new-2'] })), /There is no ticket new-2\. You have added no ticket yet\./);
    refused(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['0004'] })), /0004 is cancelled/);
  });

  it('refuses a circle and names it, also over tickets that are there', () => {
    refused(updateTicket(plan, emptyDraft, 'core', '0002', { dependsOn: ['0003'] }), /: 0002 -> 0003 -> 0002\./);
    const one = accepted(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['0003'] })));
    refused(updateTicket(plan, one, 'core', '0003', { dependsOn: ['new-1'] }), /: 0003 -> new-1 -> 0003\./);
    refused(updateTicket(plan, one, 'core', '0002', { dependsOn: ['new-1'] }), /: 0002 -> new-1 -> 0003 -> 0002\./);
    const turned = accepted(updateTicket(plan, emptyDraft, 'core', '0003', { dependsOn: [] }));
    accepted(updateTicket(plan, turned, 'core', '0002', { dependsOn: ['0003'] }));
  });

  it('refuses a title that a ticket of the area or of the draft has, and says which', () => {
    refused(addTicket(plan, emptyDraft, 'core', input('read the FILE!')), /Ticket 0001 \(done\) is called "Read the file"/);
    accepted(addTicket(plan, emptyDraft, 'core', input('Greet')));
    const one = accepted(addTicket(plan, emptyDraft, 'core', input('One')));
    refused(addTicket(plan, one, 'core', input('one')), /You added this ticket already: new-1/);
    refused(updateTicket(plan, one, 'core', '0002', { title: 'One' }), /new-1/);
    accepted(updateTicket(plan, one, 'core', '0002', { title: 'Parse the file' }));
    const freed = accepted(updateTicket(plan, one, 'core', '0002', { title: 'Parse it' }));
    accepted(addTicket(plan, freed, 'core', input('Parse the file')));
  });

  it('tells titles without Latin letters apart', () => {
    const one = accepted(addTicket(plan, emptyDraft, 'core', input('挨拶する')));
    accepted(addTicket(plan, one, 'core', input('解析する')));
    refused(addTicket(plan, one, 'core', input('挨拶する')), /new-1/);
  });

  it('changes only tickets of its own area that nobody works on', () => {
    refused(updateTicket(plan, emptyDraft, 'core', '0001', { priority: 'high' }), /0001 is done/);
    refused(updateTicket(plan, emptyDraft, 'core', '0005', { priority: 'high' }), /0005 is being worked on/);
    refused(updateTicket(plan, emptyDraft, 'core', '0006', { priority: 'high' }), /0006 is not of your area core/);
    refused(updateTicket(plan, emptyDraft, 'core', '0077', { priority: 'high' }), /There is no ticket 0077/);
    accepted(updateTicket(plan, emptyDraft, 'core', '0003', { priority: 'high' }));
  });

  it('merges several changes of one ticket into one', () => {
    let draft = accepted(updateTicket(plan, emptyDraft, 'core', '0002', { title: 'Parse all', addition: 'First.' }));
    draft = accepted(updateTicket(plan, draft, 'core', '0002', { priority: 'high', addition: 'Second.' }));
    draft = accepted(updateTicket(plan, draft, 'core', '0002', { criteria: ['It parses.', 'Quickly.'] }));
    draft = accepted(updateTicket(plan, draft, 'core', '0002', { criteria: ['Quickly.', 'Twice.'], dependsOn: ['0001'] }));
    assert.deepEqual(draft.changes, [
      { ticket: '0002', title: 'Parse all', addition: 'First.\n\nSecond.', priority: 'high', criteria: ['It parses.', 'Quickly.', 'Twice.'], dependsOn: ['0001'] },
    ]);
  });

  it('changes a ticket of its own draft in place', () => {
    let draft = accepted(addTicket(plan, emptyDraft, 'core', input('One', { criteria: ['A.'] })));
    draft = accepted(updateTicket(plan, draft, 'core', 'new-1', { title: 'Other', addition: 'More.', criteria: ['A.', 'B.'], dependsOn: ['0002'] }));
    assert.deepEqual(draft.tickets, [{ ...input('Other', { body: 'Do it.\n\nMore.', criteria: ['A.', 'B.'], dependsOn: ['0002'] }), key: 'new-1' }]);
    refused(updateTicket(plan, draft, 'core', 'new-2', { title: 'x' }), /There is no ticket new-2\. You added new-1\./);
    refused(updateTicket(plan, draft, 'core', 'new-1', { addition: 'x'.repeat(19_999) }), /too long/);
  });

  it('is looked at again when the plan has moved on', () => {
    const draft = accepted(updateTicket(plan, accepted(addTicket(plan, emptyDraft, 'core', input('One', { dependsOn: ['0002'] }))), 'core', '0003', { priority: 'low' }));
    assert.equal(draftProblem(plan, draft, 'core'), undefined);
    const later = (...changed: Ticket[]): Snapshot => ({ ...plan, tickets: new Map([...plan.tickets, ...changed.map((one) => [one.fields.id, one] as const)]) });
    assert.match(draftProblem(later(ticket('0002', 'Parse the file', 'cancelled')), draft, 'core') ?? '', /0002 is cancelled/);
    assert.match(draftProblem(later(ticket('0003', 'Print the file', 'in-progress', { run: 'R-2' })), draft, 'core') ?? '', /0003 is being worked on/);
    assert.match(draftProblem(later(ticket('0007', 'One')), draft, 'core') ?? '', /Ticket 0007 \(open\) is called "One" already/);
  });
});
