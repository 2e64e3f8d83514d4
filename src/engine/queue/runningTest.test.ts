import assert from 'node:assert/strict';
import { Stacks } from '../../queue/stacks.js';
import type { Action } from '../deciding/action.js';
import { runningTests } from './runningTest.js';

/** A chain M <- a <- b <- c of the submissions A, B and C, each with a commit and a tree of its own name. */
function chain(): Stacks {
  const stacks = new Stacks();
  for (const [base, commit] of [['M', 'a'], ['a', 'b'], ['b', 'c']] as const) stacks.seen(commit.toUpperCase(), { commit, tree: commit, base });
  return stacks;
}

const waiting = (...tickets: readonly string[]): ReadonlyMap<string, { readonly commit: string }> => new Map(tickets.map((ticket) => [ticket, { commit: { '0001': 'A', '0002': 'B', '0003': 'C' }[ticket] ?? '' }]));
const test: Action = { kind: 'test', stack: ['0001', '0002', '0003'], submissions: ['A', 'B', 'C'], base: 'M' };
const stackOf = (master: string, queue: ReturnType<typeof waiting>, action: Action = test, stacks = chain()): readonly string[] | undefined => runningTests([action], stacks, master, queue)[0]?.stack;

describe('a test that runs', () => {
  it('is of its stack on the master that it began on, also before that is built', () => {
    assert.deepEqual(stackOf('M', waiting('0001', '0002', '0003')), ['0001', '0002', '0003']);
    assert.deepEqual(stackOf('M', waiting('0001', '0002', '0003'), test, new Stacks()), ['0001', '0002', '0003']);
  });

  it('is of what is left of its stack when its lowest have landed', () => {
    assert.deepEqual(stackOf('a', waiting('0002', '0003')), ['0002', '0003']);
    assert.deepEqual(stackOf('b', waiting('0003')), ['0003']);
  });

  it('is lost when somebody else moved master, when all of it landed, and when a submission is held or is another one', () => {
    assert.equal(stackOf('x', waiting('0001', '0002', '0003')), undefined);
    assert.equal(stackOf('c', waiting()), undefined);
    assert.equal(stackOf('M', waiting('0001', '0003')), undefined);
    assert.equal(stackOf('M', new Map([...waiting('0001', '0003'), ['0002', { commit: 'B2' }]])), undefined);
    assert.deepEqual(stackOf('b', new Map([['0001', { commit: 'A2' }], ['0003', { commit: 'C' }]])), ['0003'], 'what landed is not asked');
  });

  it('is of what was likely before as long as one of its tickets waits, when other submissions landed under it', () => {
    const stacks = chain();
    stacks.landed('M', 'x', [], []);
    const [running] = runningTests([test], stacks, 'x', waiting('0002'));
    assert.deepEqual([running?.stack, running?.earlier], [undefined, ['0001', '0002', '0003']]);
    assert.equal(runningTests([test], stacks, 'x', waiting())[0]?.earlier, undefined);
    assert.equal(runningTests([test], chain(), 'x', waiting('0002'))[0]?.earlier, undefined, 'somebody else moved master');
  });

  it('that looks for whose fault it was is of that ticket, as long as its submission is the same; other actions are none', () => {
    const settle: Action = { kind: 'settle', ticket: '0002', submission: 'B' };
    assert.deepEqual(runningTests([settle, { kind: 'test-master' }], chain(), 'x', waiting('0002')), [{ key: 'settle 0002', stack: ['0002'], settles: true }]);
    assert.equal(stackOf('M', new Map([['0002', { commit: 'B2' }]]), settle), undefined);
  });
});
