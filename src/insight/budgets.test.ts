import assert from 'node:assert/strict';
import { moneyOptions, ownerOf, raiseOf, readMoneyAnswer } from '../plan/budgetQuestion.js';
import type { RunFields } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { Charge } from './budgets.js';
import { budgetsOf, budgetWords, leftOf, nearlyUsedUp, unseenModels, usedUp } from './budgets.js';

const now = Date.parse('2026-11-22T12:00:00Z');
const charge = (run: string, dollars: number | undefined, more: Partial<Charge> = {}): Charge => ({ run, role: 'coding', dollars, at: now, ...more });

/** A plan with the tickets 0001 (area greeting, $2 of its own) and 0002 (no area). */
function plan(budgets: object, questions: readonly object[] = []): Pick<Snapshot, 'config' | 'tickets' | 'questions'> {
  const tickets = new Map([['0001', { fields: { area: 'greeting', budget: { dollars: 2 } } }], ['0002', { fields: {} }]]);
  const asked = new Map(questions.map((fields, at) => [`Q-000${String(at + 1)}`, { fields: { asker: { ticket: '0001', area: 'greeting' }, ...fields } }]));
  return { config: { budgets }, tickets, questions: asked } as unknown as Pick<Snapshot, 'config' | 'tickets' | 'questions'>;
}

describe('a budget', () => {
  const all = { project: 100, day: 10, architect: 3, manager: 5, ticket: 1, run: 0.5 };
  const charges = [charge('a', 0.4, { ticket: '0001' }), charge('b', 1.5, { ticket: '0001', at: now - 86_400_000 }), charge('c', 2, { role: 'manager', work: 'tickets-greeting' }), charge('d', 1, { role: 'merging', work: 'review-0001' }), charge('e', 3, { role: 'architect', work: 'areas' }), charge('f', undefined, { ticket: '0002' })];

  it('counts the runs that it is about, and no others', () => {
    const sums = (who: Parameters<typeof budgetsOf>[2], night?: number): object => Object.fromEntries(budgetsOf(plan(all), { charges, now, ...(night === undefined ? {} : { night: { dollars: 7, since: night } }) }, who).map(({ of, limit, charged }) => [of, [Math.round(charged * 100) / 100, limit]]));
    assert.deepEqual(sums({ role: 'coding', ticket: '0001', run: 'a' }), { run: [0.4, 0.5], ticket: [1.9, 2], manager: [4.9, 5], day: [6.4, 10], project: [7.9, 100] });
    assert.deepEqual(sums({ role: 'coding', ticket: '0002' }), { ticket: [0, 1], day: [6.4, 10], project: [7.9, 100] });
    assert.deepEqual(sums({ role: 'architect', work: 'areas' }, now - 1000), { architect: [3, 3], night: [6.4, 7], day: [6.4, 10], project: [7.9, 100] });
    assert.deepEqual(sums({ role: 'manager', work: 'answer-Q-0001-manager' }), { day: [6.4, 10], project: [7.9, 100] }, 'no such question, no such area');
  });

  it('sees nothing of a model that was served and told nothing; one that was never served has shown nothing', () => {
    const run = (model: string, more: Partial<RunFields> = {}): RunFields => ({ run: 'R-1', ticket: '0001', attempt: 1, role: 'coding', model, base: 'b', reason: 'exited', submitted: true, containment: 'none', started: '2026-11-22T10:00:00Z', ended: '2026-11-22T10:10:00Z', outcome: 'submitted', ...more });
    const records = [run('silent'), run('stated', { cost: 1 }), run('counted', { charged: 0.5 }), run('logged-out', { failure: { cause: 'login' } }), run('absent', { reason: 'not-started' }), run('late', { failure: { cause: 'outage' } }), run('late')];
    assert.deepEqual(unseenModels({ config: undefined, prices: undefined }, records), ['silent', 'late']);
  });

  it('grows by what was answered, for as long as that is the answer', () => {
    const budget = { of: 'ticket', name: '0001', limit: 2, charged: 2 };
    const limit = (state: string, answer: string): number | undefined => budgetsOf(plan({}, [{ state, answer, budget }, { state: 'answered', answer: 'more: $9', budget: { ...budget, name: '0002' } }]), { charges, now }, { role: 'coding', ticket: '0001' })[0]?.limit;
    assert.deepEqual([limit('open', 'more: $5'), limit('answered', 'more: $5'), limit('answered', 'stop'), limit('answered', 'a cheaper model')], [2, 7, 2, 4]);
  });

  it('is used up at its limit, and nearly from four fifths on', () => {
    const of = (charged: number) => [{ of: 'day' as const, name: '2026-11-22', limit: 1, charged }];
    assert.deepEqual([0.79, 0.8, 0.99, 1].map((charged) => [nearlyUsedUp(of(charged)).length, usedUp(of(charged)) !== undefined]), [[0, false], [1, false], [1, false], [0, true]]);
    assert.deepEqual([leftOf([]), leftOf([...of(0.25), ...of(0.5)]), leftOf(of(2))], [undefined, 0.5, 0]);
    assert.equal(budgetWords({ of: 'manager', name: 'greeting', limit: 5, charged: 4.9 }), 'the budget of the area greeting ($4.90 of $5.00)');
  });
});

describe('an answer about a budget', () => {
  it('is one of three, in the words of a person', () => {
    const read = (answer: string): unknown => readMoneyAnswer(answer, 2);
    for (const words of ['more: $5', 'More, $5 please', '$5', '- more 5', 'more: $5.00\n\nSince it is nearly done.']) assert.deepEqual(read(words), { kind: 'more', dollars: 5 }, words);
    assert.deepEqual([read('more: $.50'), read('more: $1,000')], [{ kind: 'more', dollars: 0.5 }, { kind: 'more', dollars: 1000 }]);
    assert.deepEqual([read('More is out of the question'), read('more, as for ticket 0012'), read('No.')], [undefined, undefined, undefined]);
    assert.deepEqual(read('more'), { kind: 'more', dollars: 2 });
    assert.deepEqual(read('a cheaper model: gpt-5-mini, for $3 more'), { kind: 'cheaper', model: 'gpt-5-mini', dollars: 3 });
    assert.deepEqual(read('A cheaper model'), { kind: 'cheaper', model: undefined, dollars: 2 });
    assert.deepEqual([read('Stop.'), read('no idea'), read('stopper'), read('moreover')], [{ kind: 'stop' }, undefined, undefined, undefined]);
    assert.deepEqual(moneyOptions({ of: 'day', limit: 2, charged: 2 }, 'small').map((option) => (read(option) as { kind: string }).kind), ['more', 'cheaper', 'stop']);
    assert.equal(raiseOf({ budget: { of: 'day', limit: 2, charged: 2 }, state: 'withdrawn', answer: 'more: $5' }), 0);
  });

  it('is for whoever owns the budget', () => {
    const asker = { role: 'coding', area: 'greeting' } as const;
    assert.deepEqual(['run', 'ticket', 'manager', 'architect', 'day', 'night', 'project'].map((of) => ownerOf({ of: of as 'run' }, asker)), ['manager', 'manager', 'architect', 'engineer', 'engineer', 'engineer', 'engineer']);
    assert.deepEqual([ownerOf({ of: 'ticket' }, { role: 'coding' }), ownerOf({ of: 'run' }, { role: 'manager' })], ['engineer', 'architect']);
  });
});
