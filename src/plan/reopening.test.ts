import assert from 'node:assert/strict';
import { PlanStage, someTime } from '../../test/support/planStage.js';
import { hold } from './controlTransitions.js';
import { reopening } from './reopening.js';
import type { TicketState } from './paths.js';
import type { Snapshot, Ticket } from './snapshot.js';

const order = { by: 'ada@home', at: someTime };

describe('reopening a ticket with a note', () => {
  let stage: PlanStage;

  before(async () => {
    stage = await PlanStage.open();
  });

  after(() => stage.dispose());

  async function reopen(id: string): Promise<readonly string[]> {
    const orders = reopening(await stage.store.read(), id, 'Say it in French.');
    assert.ok(!('refused' in orders), 'refused' in orders ? orders.refused : '');
    const names: string[] = [];
    for (const made of orders) names.push((await stage.command(made(order))).step.transition);
    return names;
  }

  it('takes a submission out of the queue, and lets the next attempt begin', async () => {
    const id = await stage.addTicket('Queued');
    await stage.submitTicket(id);
    assert.deepEqual(await reopen(id), ['eject', 'note', 'release']);
    const { tickets, notes, pending } = await stage.store.read();
    assert.deepEqual([tickets.get(id)?.state, tickets.get(id)?.fields.hold, pending.has(id), notes.get(id)], ['open', undefined, false, ['Say it in French.']]);
  });

  it('lets go of a held ticket', async () => {
    const id = await stage.addTicket('Held');
    await stage.command(hold(id, order, false));
    assert.deepEqual(await reopen(id), ['note', 'release']);
  });

  it('tells a run that is at work', async () => {
    const id = await stage.addTicket('Working');
    await stage.startTicket(id);
    assert.deepEqual(await reopen(id), ['note']);
  });

  it('tries a stuck ticket again, and refuses one that has ended, with what to do instead', () => {
    const ticket = (state: TicketState): Ticket => ({ path: '', state, name: 'x', text: '', fields: { id: '0001' } as Ticket['fields'] });
    const of = (state: TicketState) => reopening({ tickets: new Map([['0001', ticket(state)]]), pending: new Map() } satisfies Pick<Snapshot, 'tickets' | 'pending'>, '0001', 'x');
    const stuck = of('stuck');
    assert.equal('refused' in stuck ? 0 : stuck.length, 2);
    for (const [state, words] of [['done', /sanctum revert 0001/], ['cancelled', /cancelled/]] as const) {
      const refused = of(state);
      assert.ok('refused' in refused);
      assert.match(refused.refused, words);
    }
  });
});
