import assert from 'node:assert/strict';
import { at, commit, config, keyed, observed, question, ticket, tree, work } from '../../test/support/observation.js';
import { orderQuestion } from '../plan/conflictOrder.js';
import type { WorkFields } from '../plan/planningSchemas.js';
import type { Pending } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { queueOrder } from './order.js';

const pending = (id: string, submitted: string): Pending => ({ ticket: id, run: `R-${id}`, attempt: 1, base: tree, commit, tree, summary: 'Done', model: 'rehearsal', submitted });
const queue = { '0003': pending('0003', '2026-11-21T04:30:00.412Z'), '0005': pending('0005', '2026-11-21T04:30:00.087Z'), '0004': pending('0004', '2026-11-21T04:30:01Z') };
const tickets = Object.keys(queue).map((id) => ticket(id, 'in-progress'));
const order = (more: Partial<Snapshot> = {}, held: readonly string[] = []): readonly string[] => {
  const all = tickets.map((one) => (held.includes(one.fields.id) ? ticket(one.fields.id, 'in-progress', { hold: { by: 'ada', at } }) : one));
  return queueOrder(observed({ tickets: all, snapshot: { pending: keyed(queue), config, ...more } }).snapshot).map((one) => one.ticket);
};
const review = (fields: Partial<WorkFields>) => ({ work: keyed({ 'review-0005': work({ name: 'review-0005', kind: 'review', role: 'merging', of: commit, subject: '0005', ...fields }) }) });

describe('the queue', () => {
  it('is first come first served, also within one second', () => {
    assert.deepEqual(order(), ['0005', '0003', '0004']);
  });

  it('begins with what the engineer put in front, whether it is there or not, in the order that was given', () => {
    assert.deepEqual(order({ control: { ahead: { by: 'ada', at, tickets: ['0009', '0004', '0003'] } } }), ['0004', '0003', '0005']);
  });

  it('goes on with what a manager put first where it did not merge', () => {
    const asked = question('Q-0001', { state: 'answered', answer: '0004 first', asker: { role: 'coding', run: 'R-4', number: orderQuestion, ticket: '0004' } });
    const questions = keyed({ 'Q-0001': asked });
    assert.deepEqual(order({ questions }), ['0004', '0005', '0003']);
    assert.deepEqual(order({ questions, control: { ahead: { by: 'ada', at, tickets: ['0003'] } } }), ['0003', '0004', '0005']);
  });

  it('lets the others pass what the engineer holds', () => {
    assert.deepEqual(order({}, ['0005']), ['0003', '0004']);
  });

  it('lets the others pass a submission whose review waits for somebody, and keeps its place while the reviewer is at work', () => {
    assert.deepEqual(order(review({ stuck: 'It came to no verdict.' })), ['0003', '0004', '0005']);
    const waits = review({ parked: 'Q-0001' });
    assert.deepEqual(order({ ...waits, questions: keyed({ 'Q-0001': question('Q-0001') }) }), ['0003', '0004', '0005']);
    assert.deepEqual(order({ ...waits, questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'Yes' }) }) }), ['0005', '0003', '0004']);
    assert.deepEqual(order(review({ run: 'R-20261121T043000-review-0005-1' })), ['0005', '0003', '0004']);
  });

  it('gives a submission its place again when somebody else approved it than the reviewer that is stuck', () => {
    const approved = { ticket: '0005', attempt: 1, by: 'ada@home', commit, verdict: 'approve' as const, findings: [], at };
    assert.deepEqual(order({ ...review({ stuck: 'It came to no verdict.' }), reviews: keyed({ '0005': approved }) }), ['0005', '0003', '0004']);
    assert.deepEqual(order({ ...review({ stuck: 'It came to no verdict.' }), reviews: keyed({ '0005': { ...approved, commit: tree } }) }), ['0003', '0004', '0005']);
  });
});
