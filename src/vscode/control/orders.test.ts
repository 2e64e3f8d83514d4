import assert from 'node:assert/strict';
import { at, commit, config, master, noMail, observed, question, ticket, tree, verdict, work } from '../../../test/support/observation.js';
import type { RunState } from '../../agents/runs.js';
import type { Observation } from '../../engine/deciding/observe.js';
import type { Phase } from '../../engine/status/status.js';
import { statusOf } from '../../engine/status/status.js';
import type { Order } from '../../plan/controlTransitions.js';
import type { Intent, Pending } from '../../plan/schemas.js';
import { configSchema } from '../../plan/schemas.js';
import type { Transition } from '../../plan/transition.js';
import type { OrderDesk } from './orders.js';
import { canBeGiven, ticketOrders } from './orders.js';

const hold = { by: 'ada@home', at };
const live: RunState = { kind: 'live', runner: { pid: 1, startTime: '1' }, mail: noMail };
const ended: RunState = { kind: 'ended', exit: { reason: 'exited', startedAt: at, endedAt: at, streamBytes: 0, survivorsKilled: 0 }, mail: noMail };

function pending(id: string): Pending {
  return { ticket: id, run: 'R-9', attempt: 1, base: master, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };
}

/** A ticket in every phase, and held where that is another. */
const world: Observation = observed({
  tickets: [
    ticket('0001'),
    ticket('0002', 'open', { 'depends-on': ['0001'] }),
    ticket('0003', 'open', { hold }),
    ticket('0004', 'open', { parked: 'Q-0001', resumes: 'R-4' }),
    ticket('0005', 'in-progress', { attempts: 1, base: master, run: 'R-5' }),
    ticket('0006', 'in-progress', { attempts: 1, base: master, run: 'R-6' }),
    ticket('0007', 'in-progress', { attempts: 1, base: master, run: 'R-7' }),
    ticket('0008', 'in-progress', { attempts: 1, base: master }),
    ticket('0009', 'in-progress', { attempts: 1, base: master }),
    ticket('0010', 'done', { attempts: 1, landed: { commit, tree, base: master, verdict: 'v', at, how: 'ref' } }),
    ticket('0011', 'stuck', { attempts: 3 }),
    ticket('0012', 'cancelled'),
    ticket('0013', 'in-progress', { attempts: 1, base: master, run: 'R-13', hold }),
    ticket('0014', 'in-progress', { attempts: 1, base: master, run: 'R-14', hold: { ...hold, stop: 'R-14' } }),
    ticket('0015', 'in-progress', { attempts: 1, base: master, hold }),
    ticket('0016', 'stuck', { attempts: 3, hold }),
    ticket('0017', 'in-progress', { attempts: 1, base: master }),
    ticket('0018', 'in-progress', { attempts: 1, base: master, run: 'R-18', hold }),
    ticket('0019', 'in-progress', { attempts: 1, base: master, run: 'R-19', hold }),
  ],
  runs: { 'R-6': live, 'R-7': ended, 'R-13': live, 'R-14': live, 'R-19': ended },
  queue: [{ ticket: '0017', candidate: { commit, tree, base: master }, verdict: verdict('green'), paths: new Set(), waits: undefined }],
  snapshot: {
    config: configSchema.parse({ ...config, roles: { coding: ['small', 'large'], merging: ['rehearsal'] } }),
    pending: new Map(['0008', '0009', '0015', '0017'].map((id) => [id, pending(id)])),
    intent: { ticket: '0009', base: master, candidate: commit, tree, verdict: 'v', how: 'ref', machine: 'm', child: { pid: 1, 'start-time': '1' }, epoch: 1, at } satisfies Intent,
    questions: new Map([['Q-0001', question('Q-0001')]]),
    work: new Map([['areas', work({ name: 'areas', kind: 'areas', role: 'architect', of: commit, stuck: 'It came to nothing.' })]]),
  },
});
const { tickets } = statusOf(world, [], []);

/** Whether the plan would take the order for a ticket as it stands. */
async function isTaken(give: (desk: OrderDesk) => Promise<unknown>): Promise<boolean> {
  let refused: boolean | undefined;
  const order = (transition: (order: Order) => Transition): Promise<void> => {
    refused = 'refused' in transition({ by: 'ada@home', at })(world.snapshot);
    return Promise.resolve();
  };
  await give({ order } as unknown as OrderDesk);
  return refused === false;
}

describe('the orders about a ticket', () => {
  it('are offered for exactly the tickets for which the plan would take them', async () => {
    for (const order of ticketOrders.filter(({ command }) => command !== 'sanctum.revertTicket')) {
      for (const status of tickets) {
        const offered = canBeGiven(order, status, world.snapshot);
        const taken = await isTaken((desk) => order.give(desk, status.id, 'words'));
        // The plan does not know that a run has ended by itself.
        if (order.command === 'sanctum.stopRun' && status.phase === 'collecting') continue;
        assert.equal(offered, taken, `${order.command} for ${status.id}, which is ${status.phase}: offered ${String(offered)}, taken ${String(taken)}`);
      }
    }
  });

  it('are offered in every phase that they name', () => {
    for (const order of ticketOrders) {
      for (const phase of order.phases) {
        assert.ok(tickets.some((status) => status.phase === phase && canBeGiven(order, status, world.snapshot)), `${order.command} in ${phase}`);
      }
    }
  });

  it('stand only on rows of tickets that they are for', () => {
    for (const { command, phases, rows = [], inline = [] } of ticketOrders) {
      for (const phase of [...rows, ...inline]) assert.ok(phases.includes(phase), `${command} on ${phase}`);
    }
  });

  it('retry a piece of work too, when it is stuck', async () => {
    const forWork = ticketOrders.flatMap(({ command, work: pieces }) => (pieces === undefined ? [] : [{ command, ...pieces }]));
    assert.deepEqual(forWork.map(({ command, phases }) => [command, phases]), [['sanctum.retryTicket', ['stuck']]]);
    for (const { give } of forWork) assert.equal(await isTaken((desk) => give(desk, 'areas')), true);
  });

  it('know every phase that this test has a ticket in', () => {
    const seen = new Set<Phase>(tickets.map(({ phase }) => phase));
    const every: readonly Phase[] = ['open', 'waiting', 'held', 'parked', 'starting', 'coding', 'collecting', 'testing', 'reviewing', 'landing', 'done', 'stuck', 'cancelled'];
    assert.deepEqual(every.filter((phase) => !seen.has(phase)), []);
  });
});
