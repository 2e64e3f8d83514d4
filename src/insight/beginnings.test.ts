import assert from 'node:assert/strict';
import fc from 'fast-check';
import { observed, ticket } from '../../test/support/observation.js';
import type { TicketState } from '../plan/paths.js';
import type { Config, RunFields, TicketFields } from '../plan/schemas.js';
import { configSchema } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { Beginnings, begunHigher } from './beginnings.js';

const ladder = ['small', 'middle', 'large'];
const configWith = (more: object = {}): Config => configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] }, roles: { coding: ladder }, ...more });

/** A ticket with the runs at it. */
interface Worked {
  readonly ticket: Ticket;
  readonly runs: readonly RunFields[];
}

const id = (at: number): string => String(at).padStart(4, '0');

function run(of: string, attempt: number, model: string, fields: Partial<RunFields> = {}): RunFields {
  const times = { started: '2026-11-21T10:00:00Z', ended: '2026-11-21T10:10:00Z' };
  return { run: `R-20261121T100000-${of}-${String(attempt)}-a1b2`, ticket: of, attempt, role: 'coding', model, base: 'b', reason: 'exited', submitted: true, containment: 'contained', outcome: 'submitted', charged: model === 'small' ? 0.5 : 1, ...times, ...fields };
}

function worked(at: number, models: readonly string[], more: { readonly state?: TicketState; readonly fields?: Partial<TicketFields>; readonly record?: Partial<RunFields> } = {}): Worked {
  const { state = 'done', fields = {}, record = {} } = more;
  return { ticket: ticket(id(at), state, { attempts: models.length, area: 'greetings', ...fields }), runs: models.map((model, attempt) => run(id(at), attempt + 1, model, record)) };
}

const each = (from: number, count: number, models: readonly string[], more: Parameters<typeof worked>[2] = {}): readonly Worked[] => Array.from({ length: count }, (_, at) => worked(from + at, models, more));

function learned(history: readonly Worked[], fresh: Ticket, config = configWith()): ReturnType<Beginnings['of']> {
  const plan: Pick<Snapshot, 'tickets' | 'config'> = observed({ tickets: [...history.map((one) => one.ticket), fresh], snapshot: { config } }).snapshot;
  return new Beginnings(plan, history.flatMap(({ runs }) => runs)).of(fresh);
}

/** Tickets that the second model finished, with what each attempt of the first one cost, and of the second. */
const priced = (first: number, second: number | undefined): readonly Worked[] =>
  each(1, 8, ['small', 'middle']).map(({ runs, ...one }) => ({ ...one, runs: runs.map((made) => ({ ...made, charged: made.model === 'small' ? first : second })) }));

/** Tickets that the second model finished, after runs of the first one that ended in this way. */
const failedBy = (fields: Partial<RunFields>): readonly Worked[] =>
  each(1, 8, ['small', 'middle']).map(({ runs, ...one }) => ({ ...one, runs: runs.map((made) => (made.model === 'small' ? { ...made, submitted: false, ...fields } : made)) }));

const fresh = ticket('9000', 'open', { area: 'greetings' });

describe('where a ticket begins on its ladder', () => {
  it('is one rung higher where the first has finished hardly any like it and costs more than it saves, with the reason', () => {
    assert.deepEqual(learned(each(1, 6, ['small', 'middle']), fresh), {
      from: 'small',
      to: 'middle',
      rungs: 1,
      reason: 'rung 1 finished 0 of 6 tickets like it ($1.45 likely from there, $1.00 from rung 2)',
    });
  });

  it('is two rungs higher where the second is no better', () => {
    assert.deepEqual(learned(each(1, 8, ['small', 'middle', 'large'], { record: { charged: 1 } }), fresh)?.to, 'large');
  });

  const stays: Readonly<Record<string, () => ReturnType<typeof learned>>> = {
    'little is known of the first': () => learned(each(1, 5, ['small', 'middle']), fresh),
    'the first finishes its share': () => learned([...each(1, 8, ['small', 'middle']), ...each(20, 4, ['small'])], fresh),
    'it is good at other tickets, and little shows that these are another matter': () => learned([...each(1, 8, ['small', 'middle']), ...each(20, 40, ['small'], { fields: { area: 'farewells' } })], fresh),
    'the next one costs so much more that the first is worth a try': () => learned(priced(0.5, 30), fresh),
    'of one of them nobody knows what it costs': () => learned(priced(0.5, undefined), fresh),
    'it costs nothing, and the next one does': () => learned(priced(0, 1), fresh),
    'those tickets are of another area': () => learned(each(1, 8, ['small', 'middle'], { fields: { area: 'farewells' } }), fresh),
    'those tickets are of another kind': () => learned(each(1, 8, ['small', 'middle'], { fields: { kind: 'fix' } }), fresh),
    'those tickets were said to be harder': () => learned(each(1, 8, ['small', 'middle'], { fields: { prediction: { difficulty: [8, 9], minutes: [1, 2], dollars: [1, 2] } } }), ticket('9000', 'open', { area: 'greetings', prediction: { difficulty: [2, 3], minutes: [1, 2], dollars: [1, 2] } })),
    'the first was never served': () => learned(failedBy({ failure: { cause: 'outage' } }), fresh),
    'a cheaper model went on with them': () => learned([...each(1, 8, ['small', 'large']), ...each(20, 8, ['middle', 'small'], { state: 'in-progress' })], fresh),
    'somebody had the next one go on with them': () => learned(each(1, 8, ['small', 'middle'], { fields: { promotions: [{ at: '2026-11-21T10:00:00Z', by: 'ada@home', from: 'small', to: 'middle', attempt: 2 }] } }), fresh),
    'they are stuck before their attempts are used up': () => learned([...each(1, 8, ['small'], { state: 'stuck', fields: { failures: 2 } }), ...each(20, 4, ['middle'])], fresh),
    'the engineer finished them': () => learned(each(1, 8, ['small', 'middle', 'by hand']), fresh),
    'the configuration says so': () => learned(each(1, 8, ['small', 'middle']), fresh, configWith({ firstRung: 'always' })),
    'there is one rung': () => learned(each(1, 8, ['small', 'middle']), fresh, configWith({ roles: { coding: ['small'] } })),
    'its model stands on another rung as well': () => learned(each(1, 8, ['small', 'middle']), fresh, configWith({ roles: { coding: ['small', 'middle', 'small'] } })),
    'the next model stands on another rung as well': () => learned(each(1, 8, ['small', 'middle']), fresh, configWith({ roles: { coding: ['small', 'middle', 'middle'] } })),
    'it was tried already': () => learned(each(1, 8, ['small', 'middle']), ticket('9000', 'open', { area: 'greetings', attempts: 1 })),
    'somebody promoted it': () => learned(each(1, 8, ['small', 'middle']), ticket('9000', 'open', { area: 'greetings', promotions: [{ at: '2026-11-21T10:00:00Z', by: 'ada@home', from: 'small', to: 'middle', attempt: 1 }] })),
  };
  for (const [why, begins] of Object.entries(stays)) it(`is the first rung where ${why}`, () => assert.equal(begins(), undefined));

  const leaves: Readonly<Record<string, () => readonly Worked[]>> = {
    'it used up the attempts at them': () => [...each(1, 8, ['small'], { state: 'stuck', fields: { failures: 3 } }), ...each(20, 4, ['middle'])],
    'they were begun above it before by what was learned': () => each(1, 8, ['small', 'middle'], { fields: { promotions: [{ at: '2026-11-21T10:00:00Z', by: 'forecast', from: 'tiny', to: 'small', attempt: 1, rungs: 1 }] } }),
    'its model refused them': () => failedBy({ failure: { cause: 'refusal' } }),
    'its program broke down at them': () => failedBy({ failure: { cause: 'crash' } }),
    'it said nothing more': () => failedBy({ reason: 'stalled' }),
    'it ran out of time': () => failedBy({ reason: 'time-cap' }),
  };
  for (const [why, history] of Object.entries(leaves)) it(`is above the first rung where ${why}`, () => assert.equal(learned(history(), fresh)?.to, 'middle'));

  for (const reason of ['stopped', 'budget', 'lost']) it(`is the first rung where its runs ended as ${reason}`, () => assert.equal(learned(failedBy({ reason }), fresh), undefined));

  it('does not charge a rung with the runs that were not served', () => {
    const outage = each(1, 6, ['small', 'small', 'middle']).map(({ runs, ...one }) => ({ ...one, runs: runs.map((made) => (made.attempt === 1 ? { ...made, submitted: false, failure: { cause: 'outage' }, charged: undefined } : made)) }));
    assert.equal(learned(outage, fresh)?.reason, learned(each(1, 6, ['small', 'middle']), fresh)?.reason);
    const unpaid = outage.map(({ runs, ...one }) => ({ ...one, runs: runs.map((made) => ({ ...made, charged: undefined })) }));
    assert.equal(learned(unpaid, fresh)?.reason, 'rung 1 finished 0 of 6 tickets like it (20 min likely from there, 10 min from rung 2)');
  });

  it('goes by the clock where both cost nothing that is known', () => {
    const reason = learned(each(1, 6, ['small', 'middle'], { record: { charged: undefined } }), fresh)?.reason;
    assert.equal(reason, 'rung 1 finished 0 of 6 tickets like it (20 min likely from there, 10 min from rung 2)');
  });

  it('is learned once from the same tickets, configuration and records', () => {
    const [plan, records] = [observed({ tickets: [fresh], snapshot: { config: configWith() } }).snapshot, [] as const];
    const beginnings = new Beginnings(plan, records);
    assert.equal(beginnings.isOf({ ...plan, commit: 'another' } as typeof plan, records), true);
    for (const other of [{ ...plan, tickets: new Map(plan.tickets) }, { ...plan, config: configWith() }]) assert.equal(beginnings.isOf(other, records), false);
    assert.equal(beginnings.isOf(plan, []), false);
  });

  it('is on the ladder, is never left for want of tickets, and does not depend on the order of the records', () => {
    const climbs = fc.oneof({ arbitrary: fc.constantFrom(['small', 'middle'], ladder), weight: 8 }, { arbitrary: fc.shuffledSubarray(ladder, { minLength: 1 }), weight: 1 });
    const histories = fc.array(fc.tuple(climbs, fc.constantFrom<TicketState>('done', 'done', 'stuck', 'in-progress'), fc.nat(3)), { maxLength: 25 });
    let higher = 0;
    fc.assert(
      fc.property(histories, fc.nat(24), (rows, turn) => {
        const history = rows.map(([models, state, charged], at) => worked(at + 1, models, { state, fields: { failures: state === 'stuck' ? 3 : 0 }, record: { charged } }));
        const found = learned(history, fresh);
        if (found !== undefined) {
          higher += 1;
          assert.deepEqual([found.from, found.to], [ladder[0], ladder[found.rungs]]);
          for (const model of ladder.slice(0, found.rungs)) {
            const seen = history.filter(({ runs }) => runs.some((one) => one.model === model));
            const finished = seen.filter(({ ticket: { state }, runs }) => state === 'done' && runs.at(-1)?.model === model);
            assert.ok(seen.length >= 6 && finished.length * 4 <= seen.length, `${model} finished ${String(finished.length)} of ${String(seen.length)}`);
          }
        }
        assert.equal(learned([...history.slice(turn), ...history.slice(0, turn)].reverse(), fresh)?.to, found?.to);
      }),
    );
    assert.ok(higher > 0, 'some history has a ticket begin higher');
  });
});

describe('what beginning higher came to', () => {
  it('is told for each pair of models: it paid where no other model was needed, nor the engineer', () => {
    const promotions = [{ at: '2026-11-21T10:00:00Z', by: 'forecast', from: 'small', to: 'middle', attempt: 1, rungs: 1 }];
    const history = [worked(1, ['middle'], { fields: { promotions } }), worked(2, ['middle', 'large'], { fields: { promotions } }), worked(3, ['middle'], { state: 'stuck', fields: { promotions } }), worked(4, ['middle'], { state: 'in-progress', fields: { promotions } }), worked(5, ['small', 'middle']), worked(6, ['middle', 'by hand'], { fields: { promotions } })];
    const plan = observed({ tickets: history.map((one) => one.ticket) }).snapshot;
    assert.deepEqual(begunHigher(plan, history.flatMap(({ runs }) => runs)), [{ from: 'small', to: 'middle', times: 5, paid: 1, failed: 3 }]);
  });
});
