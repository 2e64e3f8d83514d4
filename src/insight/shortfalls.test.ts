import assert from 'node:assert/strict';
import { config, ticket } from '../../test/support/observation.js';
import type { Account } from './budgets.js';
import type { Forecast } from './forecast.js';
import { shortfalls, shortfallWords } from './shortfalls.js';

const foretold = (likely: number): Forecast => ({ least: likely / 2, likely, most: likely * 2, learnedFrom: 3 });

describe('a budget that will hardly do', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const account = (spent: number, night?: number, on = '0000'): Account => ({ charges: [{ run: 'R-0', role: 'coding', ticket: on, dollars: spent, at: now }], now, ...(night === undefined ? {} : { night: { dollars: night, since: now - 1 } }) });
  const tickets = new Map([ticket('0001'), ticket('0002', 'open', { budget: { dollars: 5 } }), ticket('0003', 'in-progress')].map((one) => [one.fields.id, one]));
  const said = (budgets: object, of: Account): readonly string[] =>
    shortfalls({ config: { ...config, budgets }, tickets, questions: new Map() }, of, { left: foretold(6), tickets: { '0001': foretold(1), '0002': foretold(4), '0003': foretold(1) }, score: undefined }).map(shortfallWords);

  it('is said of what all that is open will take, before it is begun', () => {
    assert.deepEqual(said({ project: 20 }, account(14)), []);
    assert.deepEqual(said({ project: 20 }, account(14.5)), ["what is open will take $3.00 to $12 by its forecast, and of the project's budget ($14.50 of $20.00) less is left"]);
    assert.deepEqual(said({}, account(0, 5)), ['what is open will take $3.00 to $12 by its forecast, and of the budget of this run of the engine ($0.00 of $5.00) less is left']);
    assert.deepEqual(said({ project: 20 }, account(14.5, undefined, '0001')), [], 'of what is open some is spent already');
    assert.deepEqual(said({ day: 1, manager: 1, architect: 1 }, account(0)), [], 'a day is over, and the others are not of all work');
  });

  it('is said of a ticket that is not begun, by its whole budget, and not where it is used up: that is said already', () => {
    assert.deepEqual(said({ ticket: 0.9 }, account(0.2, undefined, '0001')), ['0001 will take $0.50 to $2.00 by its forecast, and of the budget of ticket 0001 ($0.20 of $0.90) less is left']);
    assert.deepEqual(said({ ticket: 0.9 }, account(1, undefined, '0001')), []);
    assert.deepEqual(said({ ticket: 1 }, account(0.5, undefined, '0001')), [], 'what it cost already is a part of its forecast');
  });

  it('is said once of all tickets that have the same one each', () => {
    const many = new Map(Array.from({ length: 5 }, (_, at) => ticket(`000${String(at)}`)).map((one) => [one.fields.id, one]));
    const forecasts = Object.fromEntries([...many.keys()].map((id) => [id, foretold(2)]));
    const found = shortfalls({ config: { ...config, budgets: { ticket: 1 } }, tickets: many, questions: new Map() }, account(0), { left: foretold(10), tickets: forecasts, score: undefined });
    assert.deepEqual(found.map(shortfallWords), ['5 tickets (0000, 0001, 0002, …) will each take more by their forecasts than the budget of a ticket, $1.00']);
  });
});
