import assert from 'node:assert/strict';
import type { World } from '../../../test/support/observation.js';
import { at, commit, config, keyed, master, observed, ticket, tree, verdict } from '../../../test/support/observation.js';
import type { Pending } from '../../plan/schemas.js';
import type { RunningTest } from '../queue/runningTest.js';
import { decide } from './decide.js';
import { queueDecision, queueLook } from './queueDecision.js';

const pending = (id: string): Pending => ({ ticket: id, run: `R-${id}`, attempt: 1, base: master, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at });
const view = (id: string, waits?: string): NonNullable<World['queue']>[number] => ({ ticket: id, candidate: undefined, verdict: undefined, paths: new Set([`${id}.txt`]), waits });
const running = (key: string, stack: RunningTest['stack'], settles = false): RunningTest => ({ key, stack, settles });
const world = (more: World = {}): World => ({
  tickets: ['0001', '0002'].map((id) => ticket(id, 'in-progress')),
  queue: [view('0001'), view('0002')],
  snapshot: { pending: keyed({ '0001': pending('0001'), '0002': pending('0002') }) },
  ...more,
});

describe('what the queue is seen as', () => {
  it('may land what nothing speaks against: no look at the checkout, and no review that is to come', () => {
    const mayLand = (more?: World): readonly boolean[] => queueLook(observed(world(more))).entries.map((entry) => entry.mayLand);
    assert.deepEqual(mayLand(), [true, true]);
    assert.deepEqual(mayLand({ queue: [view('0001'), view('0002', 'a rebase is in progress')] }), [true, false]);
    const reviews = keyed({ '0002': { ticket: '0002', attempt: 1, by: 'ada@home', commit, verdict: 'approve' as const, findings: [], at } });
    const merging = { ...config, roles: { ...config.roles, merging: ['rehearsal'] } };
    assert.deepEqual(mayLand({ snapshot: { ...world().snapshot, config: merging, reviews } }), [false, true]);
  });

  it('has a lane less for each cause that is looked for, and tests in the others', () => {
    const testing = [running('settle 0001', ['0001'], true), running('test 0002', ['0002']), running('test 0003', undefined)];
    const { lanes, testing: seen, entries } = queueLook(observed(world({ observation: { lanes: 3, testing } })));
    assert.deepEqual([lanes, seen, [...(entries[1]?.paths ?? [])]], [2, [['0002']], ['0002.txt']]);
  });
});

describe('what rests in the queue', () => {
  it('is said, and the lane is given to what does not rest', () => {
    const [one] = [queueDecision(observed(world())).actions[0]];
    assert.ok(one?.kind === 'test');
    const rests = { tests: new Map([[one.stack.join('+'), 'the machine is tired']]), landings: new Map() };
    const { actions, waits } = queueDecision(observed(world({ observation: { rests } })));
    assert.deepEqual(waits, [{ words: 'the machine is tired', engineer: true }]);
    assert.deepEqual(actions.map(({ kind }) => kind), ['test']);
    assert.notDeepEqual(actions, [one]);
  });
});

describe('the tests that run', () => {
  it('are ended when nothing that could land comes of them, also while master is tested, is red, or all is paused', () => {
    const testing = [running('test 0001', undefined), running('settle 0002', undefined, true)];
    const cancels = (more: World): readonly string[] => decide(observed(world({ ...more, observation: { testing, ...more.observation } })), new Map(), 0).cancels;
    for (const more of [{}, { observation: { health: 'untested' as const } }, { observation: { health: 'red' as const, masterVerdict: verdict('red') } }, { snapshot: { ...world().snapshot, control: { paused: { by: 'ada', at } } } }]) {
      assert.deepEqual(cancels(more), ['test 0001', 'settle 0002']);
    }
  });

  it('go on while all is paused, and none is begun', () => {
    const paused = observed(world({ snapshot: { ...world().snapshot, control: { paused: { by: 'ada', at } } }, observation: { testing: [running('test 0002', ['0002'])] } }));
    assert.deepEqual(queueDecision(paused), { actions: [], waits: [], cancels: [] });
  });

  it('carry the submissions and the master that they are of', () => {
    const { actions } = queueDecision(observed(world()));
    const [first] = actions;
    assert.ok(first?.kind === 'test');
    assert.deepEqual([first.base, first.submissions.length, new Set(first.submissions).size], [master, first.stack.length, 1]);
  });
});
