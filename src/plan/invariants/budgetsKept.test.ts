import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byCommand, byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someConfig, someTime } from '../../../test/support/planStage.js';
import { seededChances } from '../../../test/support/seeded.js';
import { printDocument } from '../frontMatter.js';
import type { TicketState } from '../paths.js';
import { configPath, questionPath, runPath, ticketPath } from '../paths.js';
import { printConfig } from '../readDocument.js';
import { budgetsKept } from './budgetsKept.js';

type Fields = Parameters<typeof printDocument>[0];
type Files = Planned['files'];

const runOf = (name: string) => `R-20260228T143000-${name}`;
const ticket = (state: TicketState, fields: Fields = {}): Files => ({ [ticketPath(state, '0001', 'x')]: printDocument({ id: '0001', title: 'A title', created: someTime, ...fields }, '') });
const gone = (state: TicketState): Files => ({ [ticketPath(state, '0001', 'x')]: undefined });
const configure = (budgets: Readonly<Record<string, number>>): Planned => byCommand('configure', { [configPath]: printConfig({ ...someConfig, budgets }) });
const start = (name: string, attempts: number): Planned => byEngine('start', 1, { ...gone('open'), ...ticket('in-progress', { run: runOf(name), attempts }) });
const budget = (of: string, limit: number, charged: number, name?: string): Fields => ({ of, ...(name === undefined ? {} : { name }), limit, charged });
const reopen = (name: string, attempts: number, charged: number, budgets: readonly Fields[], more: Fields = {}): Planned =>
  byEngine('reopen', 2, {
    ...gone('in-progress'),
    ...ticket('open', { attempts }),
    [runPath(runOf(name))]: printDocument({ version: 2, run: runOf(name), ticket: '0001', attempt: attempts, role: 'coding', model: 'm', backend: 'codex 1', prompt: '0'.repeat(64), cap: 60, base: 'a'.repeat(40), reason: 'exited', submitted: false, started: someTime, ended: someTime, charged, budgets: [...budgets], outcome: 'x', ...more } as Fields, ''),
  });
const answered = (answer: string, name = '0001', question = 'Q-0001'): Planned =>
  byCommand('answer', { [questionPath(question)]: printDocument({ id: question, state: 'answered', asker: { role: 'coding', run: runOf('a'), number: 1_000_002, ticket: '0001' }, blocking: true, budget: budget('ticket', 1, 1.2, name), asked: someTime, path: [{ level: 'engineer', at: someTime }], answer } as Fields, '') });

const add = byCommand('add', ticket('open'));
const wordsOf = (planned: readonly Planned[]) => budgetsKept(recordOf(planned)).map(({ words }) => words);
const first = [configure({ ticket: 1 }), add, start('a', 1), reopen('a', 1, 1.2, [budget('ticket', 1, 0, '0001')])];

describe('budgets', () => {
  it('are kept where a run began with some of them left, and where the answer was more', () => {
    assert.deepEqual(wordsOf(first), []);
    assert.deepEqual(wordsOf([...first, answered('more: $2'), start('b', 2), reopen('b', 2, 0.5, [budget('ticket', 3, 1.2, '0001')])]), []);
    assert.deepEqual(wordsOf([...first, configure({ ticket: 5 }), start('b', 2), reopen('b', 2, 0.5, [budget('ticket', 5, 1.2, '0001')])]), []);
  });

  it('are broken by a run that began with one used up, with more than was allowed, or without a word on it', () => {
    assert.deepEqual(wordsOf([...first, start('b', 2), reopen('b', 2, 0.5, [budget('ticket', 1, 0.1, '0001')])]), [`The run ${runOf('b')} was started with the budget "ticket" used up: $1.20 of $1.00.`]);
    assert.deepEqual(wordsOf([...first, answered('stop'), start('b', 2), reopen('b', 2, 0.5, [budget('ticket', 3, 1.2, '0001')])]), [`The run ${runOf('b')} was given a budget "ticket" of $3.00; $1.00 were allowed.`]);
    assert.deepEqual(wordsOf([configure({ project: 1 }), add, start('a', 1), reopen('a', 1, 0.2, [])]), [`The run ${runOf('a')} does not say what was spent of the budget "project".`]);
  });

  it('are reckoned along a long history as if each run were reckoned by itself', () => {
    const { below } = seededChances(7);
    const dollars = (most: number): number => below(most * 100) / 100;
    const planned: Planned[] = [configure({ project: 400, day: 60, ticket: 2 }), add];
    const raised = new Map<string, { readonly name: string; readonly more: number }>();
    const before: { readonly day: string; readonly ticket: string; readonly charged: number }[] = [];
    const expected: string[] = [];
    for (let at = 0; at < 600; at += 1) {
      const [name, own, day] = [String(at), String(1 + (at % 90)).padStart(4, '0'), `2026-03-${String(1 + Math.floor(at / 30)).padStart(2, '0')}`];
      if (below(10) < 3) {
        const [question, more] = [`Q-${String(1 + below(60)).padStart(4, '0')}`, dollars(3)];
        raised.set(question, { name: own, more });
        planned.push(answered(`more: $${String(more)}`, own, question));
      }
      const sum = (fits: (one: (typeof before)[number]) => boolean): number => before.filter(fits).reduce((all, { charged }) => all + charged, 0);
      const granted = [...raised.values()].reduce((all, one) => all + (one.name === own ? one.more : 0), 0);
      const limits = { project: 400, day: 60, ticket: 2 + granted + (below(10) === 0 ? 1 : 0) };
      const spent = { project: sum(() => true), day: sum((one) => one.day === day), ticket: sum((one) => one.ticket === own) };
      for (const of of ['project', 'day', 'ticket'] as const) {
        if (spent[of] >= limits[of] - 1e-9) expected.push(`The run ${runOf(name)} was started with the budget "${of}" used up: $${spent[of].toFixed(2)} of $${limits[of].toFixed(2)}.`);
        if (of === 'ticket' && limits.ticket > 2 + granted + 1e-9) expected.push(`The run ${runOf(name)} was given a budget "ticket" of $${limits.ticket.toFixed(2)}; $${(2 + granted).toFixed(2)} were allowed.`);
      }
      const charged = dollars(1.2);
      const budgets = [budget('project', limits.project, 0), budget('day', limits.day, 0, day), budget('ticket', limits.ticket, 0, own)];
      planned.push(start(name, 1), reopen(name, 1, charged, [...budgets], { ticket: own, ended: `${day}T10:00:00Z` }));
      before.push({ day, ticket: own, charged });
    }
    assert.ok(expected.length > 100, String(expected.length));
    assert.deepEqual(wordsOf(planned), expected);
  });
});
