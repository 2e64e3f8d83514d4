import assert from 'node:assert/strict';
import { planQueue } from './planQueue.js';
import type { EarlierTest, Entry, Finding, QueueLook, QueuePlan } from './queuePlan.js';

type Told = Partial<Entry> | undefined;

/** A queue of the tickets A, B, C …: what is told of each, what was found, what runs. */
function lookAt(tickets: string, lanes: number, found: Readonly<Record<string, Finding>> = {}, testing: readonly string[] = [], told: Readonly<Record<string, Told>> = {}, earlier: readonly EarlierTest[] = []): QueueLook {
  return {
    entries: Array.from(tickets).map((ticket) => ({ ticket, risk: 0.1, paths: new Set([`${ticket}.ts`]), mayLand: true, ...told[ticket] })),
    known: new Map(Object.entries(found).map(([stack, finding]) => [Array.from(stack).join('+'), finding])),
    testing: testing.map((stack) => Array.from(stack)),
    lanes,
    earlier,
  };
}

/** A plan in short: stacks as words. */
function brief({ land, settle, test, cancel, cancelEarlier = [] }: QueuePlan): { land: string | undefined; settle: string; test: string[]; cancel: string[]; cancelEarlier: string[] } {
  const word = (stack: readonly string[]): string => stack.join('');
  return { land: land === undefined ? undefined : word(land), settle: settle.join(''), test: test.map(word), cancel: cancel.map(word), cancelEarlier: cancelEarlier.map(word) };
}

const planOf = (...args: Parameters<typeof lookAt>): ReturnType<typeof brief> => brief(planQueue(lookAt(...args)));

describe('the queue lands', () => {
  it('nothing of an empty queue', () => {
    assert.deepEqual(planOf('', 2), { land: undefined, settle: '', test: [], cancel: [], cancelEarlier: [] });
  });

  it('a green stack whole', () => {
    assert.equal(planOf('ABC', 1, { ABC: 'green' }).land, 'ABC');
  });

  it('a stack in the order in which it was proved; put into another it is asked for anew', () => {
    const plan = planOf('BA', 1, { AB: 'green' });
    assert.deepEqual([plan.land, plan.test], [undefined, ['BA']]);
    assert.equal(planOf('BA', 1, { AB: 'green', BA: 'green' }).land, 'BA');
  });

  it('the longest of several green stacks', () => {
    assert.equal(planOf('ABCD', 1, { A: 'green', ABC: 'green', BD: 'green' }).land, 'ABC');
  });

  it('of two as long the one nearer to the head', () => {
    assert.equal(planOf('ABCD', 1, { CD: 'green', AB: 'green' }).land, 'AB');
  });

  it('no part of a green stack that was not tested itself', () => {
    const plan = planOf('ABC', 2, { ABC: 'green' }, [], { C: { mayLand: false } });
    assert.equal(plan.land, undefined);
    assert.ok(plan.test.includes('AB'), 'the part that may land is tested');
  });

  it('the tested part of a green stack whose upper entry may not land', () => {
    assert.equal(planOf('AB', 1, { A: 'green', AB: 'green' }, [], { B: { mayLand: false } }).land, 'A');
  });

  it('past a doubtful one, which waits', () => {
    assert.equal(planOf('ABC', 2, { AC: 'green' }, ['B']).land, 'AC');
  });

  it('at once, though a longer one is being tested', () => {
    assert.equal(planOf('ABC', 2, { A: 'green' }, ['ABC']).land, 'A');
  });

  it('and begins no test at that moment, since master moves', () => {
    assert.deepEqual(planOf('ABC', 4, { A: 'green' }).test, []);
  });

  it('nothing that leaves out one which was passed too often', () => {
    const told = { A: { passed: 1000, risk: 0.9 } };
    const plan = planOf('ABC', 2, { BC: 'green' }, [], told);
    assert.equal(plan.land, undefined);
    assert.equal(plan.test[0], 'A');
    assert.equal(planOf('ABC', 2, { BC: 'green', A: 'green' }, [], told).land, 'A');
  });
});

describe('the queue settles', () => {
  it('what is red alone on master', () => {
    assert.equal(planOf('AB', 1, { A: 'red' }).settle, 'A');
    assert.equal(planOf('AB', 1, { B: 'red' }).settle, 'B', 'wherever it stands');
  });

  it('what does not merge with master', () => {
    assert.equal(planOf('AB', 1, { A: 'conflict' }).settle, 'A');
  });

  it('what was red alone on the master on which its test was begun', () => {
    const onMastersBefore = (...findings: readonly ('red' | 'green')[]) => findings.map((finding) => ({ stack: ['B'], finding, changedSince: new Set<string>() }));
    assert.equal(planOf('AB', 1, {}, [], {}, onMastersBefore('red')).settle, 'B');
    assert.equal(planOf('AB', 1, { B: 'green' }, [], {}, onMastersBefore('red')).settle, '', 'but not once it was found green on this one');
    assert.equal(planOf('AB', 1, {}, [], {}, onMastersBefore('red', 'green')).settle, '', 'nor when it was green on a later one');
  });

  it('nobody by a red stack of several', () => {
    assert.equal(planOf('ABC', 3, { AB: 'red', ABC: 'red' }).settle, '');
    assert.equal(planOf('BC', 3, {}, [], {}, [{ stack: ['A', 'B'], finding: 'red', changedSince: new Set() }]).settle, '', 'not even when what lay below has landed');
  });

  it('nobody by a conflict with those ahead', () => {
    assert.equal(planOf('AB', 1, { AB: 'conflict' }).settle, '');
  });

  it('one while others land', () => {
    const plan = planOf('AB', 1, { A: 'red', B: 'green' });
    assert.equal(plan.settle, 'A');
    assert.equal(plan.land, 'B');
  });
});

describe('the queue tests', () => {
  it('in the order of the queue, first come lowest', () => {
    for (const stack of planOf('ABCDEFGH', 8).test) assert.equal(stack, Array.from(stack).sort().join(''));
  });

  it('several sound ones in one stack where there is one lane', () => {
    assert.deepEqual(planOf('ABC', 1, {}, [], { A: { risk: 0.01 }, B: { risk: 0.01 }, C: { risk: 0.01 } }).test, ['ABC']);
  });

  it('a doubtful one apart from sound ones', () => {
    const sound = { risk: 0.01 };
    const { test } = planOf('ABC', 2, {}, [], { A: sound, B: { risk: 0.7 }, C: sound });
    assert.deepEqual([...test].sort(), ['AC', 'B']);
  });

  it('a part of a red stack, and never the stack again or anything on top of it', () => {
    const { test } = planOf('ABCD', 4, { ABCD: 'red', AB: 'red' });
    for (const stack of test) assert.ok(!(stack.includes('A') && stack.includes('B')), stack);
    assert.ok(test.includes('A') || test.includes('B'));
  });

  it('the likeliest culprit of a red stack alone', () => {
    const { test } = planOf('ABC', 2, { ABC: 'red' }, [], { B: { risk: 0.5 }, A: { risk: 0.02 }, C: { risk: 0.02 } });
    assert.deepEqual([...test].sort(), ['AC', 'B']);
  });

  it('what does not merge with one ahead in a stack without that one', () => {
    const shared = { paths: new Set(['same.ts']) };
    const { test } = planOf('AB', 2, { AB: 'conflict' }, [], { A: shared, B: shared });
    assert.ok(!test.includes('AB'));
    assert.ok(test.includes('A'));
  });

  it('two that share a path apart sooner than two that do not', () => {
    const shared = { paths: new Set(['same.ts']), risk: 0.01 };
    const look = lookAt('ABC', 1, {}, [], { A: shared, B: shared, C: { risk: 0.01 } });
    assert.deepEqual(brief(planQueue({ ...look, conflictRisk: 0.9 })).test, ['AC']);
  });

  it('nothing whose outcome is known', () => {
    assert.deepEqual(planOf('A', 4, {}, ['A']).test, []);
    assert.ok(planOf('AB', 4, {}, ['AB'], { A: { risk: 0.01 } }).test.every((stack) => stack !== 'AB'));
  });

  it('no more than there are lanes', () => {
    assert.equal(planOf('ABCDEFGH', 3, {}, ['A', 'AB', 'ABC']).test.length, 0);
    assert.ok(planOf('ABCDEFGH', 3, {}, ['A']).test.length <= 2);
    assert.ok(planOf('ABCDEFGH', 3, {}, [], {}, [{ stack: ['A'], changedSince: new Set() }]).test.length <= 2, 'and a test on an earlier master has one of them');
  });

  it('those that may land before one that may not yet', () => {
    assert.deepEqual(planOf('ABC', 1, {}, [], { A: { mayLand: false } }).test, ['BC']);
  });

  it('one that may not land yet beside others, so that its gate is done when its review is', () => {
    const { test } = planOf('AB', 2, {}, [], { A: { mayLand: false } });
    assert.ok(test.includes('B'));
    assert.ok(test.some((stack) => stack.includes('A')), test.join());
  });

  it('what was green alone on an earlier master together', () => {
    const seen = Array.from('ABCD').map((ticket): EarlierTest => ({ stack: [ticket], finding: 'green', changedSince: new Set(['other.ts']) }));
    const doubtful = Object.fromEntries(Array.from('ABCD').map((ticket) => [ticket, { risk: 0.5 }]));
    assert.deepEqual(planOf('ABCD', 1, {}, [], doubtful, seen).test, ['ABCD']);
    assert.notDeepEqual(planOf('ABCD', 1, {}, [], doubtful).test, ['ABCD']);
  });

  it('the same when it looks again', () => {
    const look = lookAt('ABCDEFGHIJ', 8, { ABCD: 'red', EF: 'red' }, ['GH']);
    assert.deepEqual(planQueue(look), planQueue(look));
  });
});

describe('what rests in the queue', () => {
  it('is not tested, nor what holds it: the next best is, also in the only lane', () => {
    const look = { ...lookAt('ABC', 1, {}, [], { A: { risk: 0.01 } }), restingTests: [['A']] };
    assert.ok(brief(planQueue(look)).test.every((stack) => stack !== '' && !stack.includes('A')));
    assert.equal(brief(planQueue(look)).test.length, 1);
  });

  it('does not land; what is proved beside it does, and tests go on', () => {
    assert.equal(brief(planQueue({ ...lookAt('ABC', 1, { AB: 'green', C: 'green' }), restingLandings: [['A', 'B']] })).land, 'C');
    const { land, test } = brief(planQueue({ ...lookAt('ABC', 1, { AB: 'green' }), restingLandings: [['A', 'B']] }));
    assert.deepEqual([land, test.length], [undefined, 1]);
  });

  it('holds nobody up, however often it was passed', () => {
    const look = lookAt('ABC', 1, { BC: 'green' }, [], { A: { passed: 1000 } });
    assert.equal(brief(planQueue(look)).land, undefined);
    assert.equal(brief(planQueue({ ...look, restingTests: [['A']] })).land, 'BC');
  });
});

describe('the queue cancels', () => {
  it('what lies on a red stack', () => {
    assert.deepEqual(planOf('ABC', 3, { AB: 'red' }, ['ABC', 'A']).cancel, ['ABC']);
  });

  it('what has a settled one in it', () => {
    assert.deepEqual(planOf('ABC', 3, { B: 'red' }, ['ABC', 'AC']).cancel, ['ABC']);
  });

  it('what has one in it that left the queue', () => {
    assert.deepEqual(planOf('AC', 3, {}, ['AB', 'AC']).cancel, ['AB']);
  });

  it('what lies within a stack that lands', () => {
    assert.deepEqual(planOf('ABC', 3, { ABC: 'green' }, ['A', 'AB']).cancel, ['A', 'AB']);
  });

  it('no test that may still tell something, whatever else is wanted', () => {
    assert.deepEqual(planOf('ABCDEF', 2, { EF: 'red' }, ['F', 'CD']).cancel, []);
    assert.deepEqual(planOf('ABC', 2, { ABC: 'green' }, ['AB'], { C: { mayLand: false } }).cancel, [], 'the part that may land is still to be proved');
  });

  it('no test that looks for the cause of a settled one', () => {
    assert.deepEqual(planOf('AB', 2, { A: 'red' }, ['A']).cancel, []);
  });

  it('a test on an earlier master when all in it have left, and not before', () => {
    const running = (ticket: string): EarlierTest => ({ stack: [ticket], changedSince: new Set() });
    assert.deepEqual(planOf('AB', 3, {}, [], {}, [running('B'), running('Z')]).cancelEarlier, ['Z']);
  });
});
