import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byCommand, byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someConfig, someTime } from '../../../test/support/planStage.js';
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
const reopen = (name: string, attempts: number, charged: number, budgets: readonly Fields[]): Planned =>
  byEngine('reopen', 2, {
    ...gone('in-progress'),
    ...ticket('open', { attempts }),
    [runPath(runOf(name))]: printDocument({ version: 2, run: runOf(name), ticket: '0001', attempt: attempts, role: 'coding', model: 'm', backend: 'codex 1', prompt: '0'.repeat(64), cap: 60, base: 'a'.repeat(40), reason: 'exited', submitted: false, started: someTime, ended: someTime, charged, budgets: [...budgets], outcome: 'x' } as Fields, ''),
  });
const answered = (answer: string): Planned =>
  byCommand('answer', { [questionPath('Q-0001')]: printDocument({ id: 'Q-0001', state: 'answered', asker: { role: 'coding', run: runOf('a'), number: 1_000_002, ticket: '0001' }, blocking: true, budget: budget('ticket', 1, 1.2, '0001'), asked: someTime, path: [{ level: 'engineer', at: someTime }], answer } as Fields, '') });

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
});
