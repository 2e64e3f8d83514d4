import assert from 'node:assert/strict';
import { hostView, viewSource } from '../../../test/support/hostView.js';
import { at, noMail, ticket } from '../../../test/support/observation.js';
import type { RunState } from '../../agents/runs.js';
import type { Session } from '../hosting/session.js';
import { planNodes } from './planNodes.js';
import type { Row } from './shownRows.js';
import { ShownRows } from './shownRows.js';
import type { ViewNode } from './viewNode.js';

/** A repository is no more than a mark here: rows hand it on. */
const session = {} as Session;

function live(words: string): RunState {
  return { kind: 'live', since: at, runner: { pid: 1, startTime: '1' }, progress: { text: words, at }, mail: noMail };
}

/** The plan with two tickets at work and one that is open. */
function nodes({ first = 'writing', third = ticket('0003'), more = [] }: { readonly first?: string; readonly third?: ReturnType<typeof ticket>; readonly more?: readonly ReturnType<typeof ticket>[] } = {}): readonly ViewNode[] {
  const tickets = [ticket('0001', 'in-progress', { run: 'R-1', attempts: 1 }), ticket('0002', 'in-progress', { run: 'R-2', attempts: 1 }), third, ...more];
  return planNodes(viewSource(hostView({ tickets, runs: { 'R-1': live(first), 'R-2': live('writing'), 'R-3': live('writing') } })));
}

/** Gives a row with all below it that is open at first, as VS Code asks for it. */
function open(rows: ShownRows, parent: Row | undefined, below: readonly ViewNode[]): readonly Row[] {
  const given = rows.give(parent, below, () => session);
  return given.flatMap((row) => [row, ...(row.isOpenAtFirst ? open(rows, row, row.node.below?.list() as readonly ViewNode[]) : [])]);
}

function labels(changed: readonly (Row | undefined)[]): readonly (string | undefined)[] {
  return changed.map((row) => row?.node.label);
}

describe('ShownRows', () => {
  it('tells of nothing when all rows look as before', () => {
    const rows = new ShownRows();
    open(rows, undefined, nodes());
    assert.deepEqual(rows.update(nodes()), []);
  });

  it('tells of the one ticket whose words changed', () => {
    const rows = new ShownRows();
    const given = open(rows, undefined, nodes());
    assert.deepEqual(labels(rows.update(nodes({ first: 'testing it' }))), ['0001 Ticket 0001']);
    assert.match(given.find(({ ticket: id }) => id === '0001')?.node.description ?? '', /testing it/, 'the row that VS Code holds says it');
  });

  it('tells of the row above when a ticket goes to another state, and of nothing below that', () => {
    const rows = new ShownRows();
    open(rows, undefined, nodes());
    const started = nodes({ third: ticket('0003', 'in-progress', { run: 'R-3', attempts: 1 }), first: 'testing it' });
    assert.deepEqual(labels(rows.update(started)), ['Tickets']);
    assert.deepEqual(rows.update(started), [], 'it is told once');
  });

  it('tells of the whole view when rows of the highest level come', () => {
    const rows = new ShownRows();
    open(rows, undefined, planNodes(viewSource(hostView())));
    assert.deepEqual(rows.update(nodes()), [undefined]);
  });

  it('makes no rows below what was never opened', () => {
    const rows = new ShownRows();
    const made: string[] = [];
    const spied = (all: readonly ViewNode[]): readonly ViewNode[] =>
      all.map((node) => (node.below === undefined ? node : { ...node, below: { ...node.below, list: () => (made.push(node.label), node.below?.list() ?? []) } }));
    rows.give(undefined, spied(nodes()), () => session);
    rows.update(spied(nodes({ first: 'testing it' })));
    assert.deepEqual(made, []);
  });

  it('gives the same object for a row that is asked for again, and forgets what is gone', () => {
    const rows = new ShownRows();
    const before = open(rows, undefined, nodes({ more: [ticket('0004', 'stuck')] }));
    const after = open(rows, undefined, nodes());
    const byId = new Map(before.map((row) => [row.node.id, row]));
    assert.ok(after.every((row) => byId.get(row.node.id) === row));
    const gone = before.filter((row) => !after.includes(row));
    assert.deepEqual(labels(gone), ['Stuck', '0004 Ticket 0004']);
    assert.ok(gone.every(({ node: { id } }) => rows.get(id) === undefined));
  });
});
