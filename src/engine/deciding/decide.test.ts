import assert from 'node:assert/strict';
import type { World } from '../../../test/support/observation.js';
import { at, commit, config, keyed, master, noMail as mail, observed, question, ticket, tree, verdict } from '../../../test/support/observation.js';
import type { RunState } from '../../agents/runs.js';
import type { Intent } from '../../plan/schemas.js';
import type { Candidate } from '../../queue/candidate.js';
import type { Action } from './action.js';
import { actionKey, takesLane } from './action.js';
import { decide } from './decide.js';
import type { QueuedView } from './observe.js';
import type { Rest } from './resting.js';
import { restGround, restKey } from './resting.js';

function actions(world: World, resting: ReadonlyMap<string, Rest> = new Map(), now = 0): readonly string[] {
  return decide(observed(world), resting, now).actions.map(restKey);
}

function words(world: World): string {
  return decide(observed(world), new Map(), 0).waits.map((wait) => wait.words).join('; ');
}

const candidate: Candidate = { commit, tree, base: master };
const queued = (view: Partial<QueuedView>): QueuedView => ({ ticket: '0001', candidate, verdict: verdict('green'), paths: new Set(), risk: 0.1, passed: 0, waits: undefined, ...view });
const submitted = ticket('0001', 'in-progress', { attempts: 1 });
const atWork = ticket('0001', 'in-progress', { attempts: 1, run: 'R-1' });
const ended: RunState = { kind: 'ended', mail, exit: { reason: 'exited', startedAt: at, endedAt: at, streamBytes: 0, survivorsKilled: 0 } };
const live: RunState = { kind: 'live', mail, runner: { pid: 1, startTime: '1' } };
const intent: Intent = { ticket: '0001', base: master, candidate: commit, tree, verdict: 'v', how: 'ref', machine: 'm', child: { pid: 1, 'start-time': '1' }, epoch: 1, at };
const untrusted = { commands: ['make test'], files: [], hash: '0123456789ab' };
const planHolder = { path: '/repo', gitDir: '/repo/.git', how: 'checked-out' as const, missing: false };

describe('decide', () => {
  it('starts the most urgent open ticket, and of equals the one with the lowest id', () => {
    const tickets = [ticket('0010'), ticket('0002'), ticket('0003', 'open', { priority: 'critical' }), ticket('0001', 'open', { priority: 'low' })];
    assert.deepEqual(actions({ tickets }), ['start 0003']);
    assert.deepEqual(actions({ tickets: tickets.slice(0, 2) }), ['start 0002']);
  });

  it('starts a ticket only when all that it depends on is done', () => {
    const dependent = ticket('0001', 'open', { priority: 'critical', 'depends-on': ['0002', '0003'] });
    assert.deepEqual(actions({ tickets: [dependent, ticket('0002'), ticket('0003', 'done')] }), ['start 0002']);
    assert.deepEqual(actions({ tickets: [dependent, ticket('0002', 'done'), ticket('0003', 'done')] }), ['start 0001']);
  });

  it('says what a ticket waits for that cannot be started', () => {
    const tickets = [ticket('0001', 'open', { 'depends-on': ['0002'] }), ticket('0002', 'open', { 'depends-on': ['0001'] })];
    assert.deepEqual(actions({ tickets }), []);
    assert.equal(words({ tickets }), "ticket 0001 waits for 0002 — read it with 'sanctum show 0002'; ticket 0002 waits for 0001 — read it with 'sanctum show 0001'");
    assert.equal(words({ tickets: [ticket('0001', 'open', { 'depends-on': ['0002'] }), ticket('0002', 'cancelled')] }), "ticket 0001 waits for 0002 — read it with 'sanctum show 0002'");
  });

  it('waits for the engineer when only a stuck ticket is left, and names it', () => {
    const decision = decide(observed({ tickets: [ticket('0001', 'stuck')] }), new Map(), 0);
    assert.match(decision.waits[0]?.words ?? '', /^stuck: 0001 .*sanctum retry 0001/);
    assert.equal(decision.waits[0]?.engineer, true);
  });

  it('says so when there is no spec and no ticket, which nobody has to answer for', () => {
    const decision = decide(observed(), new Map(), 0);
    assert.deepEqual(decision.actions, []);
    assert.equal(decision.waits[0]?.words, "no spec — run 'sanctum plan'");
    assert.equal(decision.waits[0].engineer, false);
  });

  it('starts no more tickets than there are places, and counts only those that an agent is at', () => {
    assert.deepEqual(actions({ tickets: [atWork, ticket('0002')], runs: { 'R-1': live } }), []);
    assert.deepEqual(actions({ tickets: [atWork, ticket('0002'), ticket('0003'), ticket('0004')], runs: { 'R-1': live }, observation: { places: 3 } }), ['start 0002', 'start 0003']);
    assert.deepEqual(actions({ tickets: [submitted, ticket('0002')], queue: [queued({})] }), ['land 0001', 'start 0002']);
  });

  it('begins nothing with a budget that is used up, says what would mend it, and goes on at midnight (UTC) where it was one of a day', () => {
    const spent = { run: 'R-0', role: 'coding' as const, ticket: '0002', dollars: 2.1, at: Date.parse('2026-11-22T23:40:00Z') };
    const at = (now: string): World => ({ tickets: [ticket('0001')], snapshot: { config: { ...config, budgets: { day: 2 } } }, observation: { account: { charges: [spent], now: Date.parse(now) } } });
    assert.deepEqual(actions(at('2026-11-22T23:59:59Z')), []);
    assert.equal(words(at('2026-11-22T23:59:59Z')), '0001 waits, since the budget of 2026-11-22 ($2.10 of $2.00) is used up — make budgets.day in sanctum.json larger');
    assert.deepEqual(actions(at('2026-11-23T00:00:00Z')), ['start 0001']);
    assert.equal(words(at('2026-11-23T00:00:00Z')), '');
  });

  it('launches a run that no runner ever had', () => assert.deepEqual(actions({ tickets: [atWork], runs: { 'R-1': { kind: 'unstarted', mail } } }), ['launch 0001']));

  it('collects a run that ended, and one that was lost', () => {
    assert.deepEqual(actions({ tickets: [atWork], runs: { 'R-1': ended } }), ['collect 0001']);
    assert.deepEqual(actions({ tickets: [atWork], runs: { 'R-1': { kind: 'lost', mail } } }), ['collect 0001']);
  });

  it('tests a submission of which nothing is known on this master, and has a red one settled', () => {
    assert.deepEqual(actions({ tickets: [submitted], queue: [queued({ candidate: undefined, verdict: undefined })] }), ['test 0001']);
    assert.deepEqual(actions({ tickets: [submitted], queue: [queued({ verdict: undefined })] }), ['test 0001']);
    assert.deepEqual(actions({ tickets: [submitted], queue: [queued({ verdict: verdict('red') })] }), ['settle 0001']);
  });

  it('takes submissions first come first', () => assert.deepEqual(actions({ queue: [queued({ ticket: '0007' }), queued({ ticket: '0003' })] }), ['land 0007']));

  it('does not land what a look at the checkout speaks against, and says what that is', () => {
    const world = { tickets: [submitted], queue: [queued({ waits: 'a rebase is in progress' })] };
    assert.deepEqual(actions(world), []);
    assert.equal(words(world), 'ticket 0001 cannot land: a rebase is in progress');
  });

  it('tests master before it starts or lands anything', () => {
    const world: World = { tickets: [ticket('0002')], queue: [queued({})], observation: { health: 'untested', masterVerdict: undefined } };
    assert.deepEqual(actions(world), ['test-master']);
  });

  it('goes on with runs while master is tested', () => {
    assert.deepEqual(actions({ tickets: [atWork], runs: { 'R-1': ended }, observation: { health: 'untested' } }), ['collect 0001', 'test-master']);
  });

  it('halts on a red master: nothing starts, launches, is tested or lands', () => {
    const world: World = {
      tickets: [ticket('0002'), atWork],
      runs: { 'R-1': { kind: 'unstarted', mail } },
      queue: [queued({ ticket: '0003' })],
      observation: { health: 'red', masterVerdict: verdict('red') },
    };
    assert.deepEqual(actions(world), []);
    assert.match(words(world), /^halted: master is red since 2026-11-21T04:30:00Z at aaaaaaaaaa — mend it and commit/);
  });

  it('collects what ended although master is red', () => {
    assert.deepEqual(actions({ tickets: [atWork], runs: { 'R-1': ended }, observation: { health: 'red' } }), ['collect 0001']);
  });

  it('runs no command that was not approved', () => {
    const world: World = { tickets: [ticket('0001')], observation: { untrusted, health: 'untested' } };
    assert.deepEqual(actions(world), []);
    assert.match(words(world), /not approved on this machine .*sanctum trust --hash 0123456789ab/);
  });

  it('waits while somebody has the plan checked out, whatever there is to do', () => {
    const world: World = { tickets: [ticket('0002'), atWork], runs: { 'R-1': ended }, intent, observation: { planHolder, strayLanes: true } };
    assert.deepEqual(actions(world), []);
    assert.match(words(world), /the plan branch is checked out in \/repo/);
  });

  it('waits for a branch that does not exist, and for a configuration that can be used', () => {
    assert.match(words({ tickets: [ticket('0001')], observation: { master: undefined } }), /the branch master does not exist/);
    const broken = { config: undefined, problems: [{ path: 'sanctum.json', words: 'It is not valid JSON.' }] };
    assert.deepEqual(actions({ tickets: [ticket('0001')], snapshot: broken, intent }), []);
    assert.equal(words({ snapshot: broken, intent }), "sanctum.json cannot be used: It is not valid JSON — mend it in a commit on sanctum/plan; what it was shows 'git log -p sanctum/plan -- sanctum.json'");
  });

  it('tells of documents that cannot be used, and goes on with the others', () => {
    const world: World = { tickets: [ticket('0001')], snapshot: { problems: [{ path: 'tickets/open/0002-x.md', words: 'It has no id.' }] } };
    assert.deepEqual(actions(world), ['start 0001']);
    assert.equal(words(world), 'tickets/open/0002-x.md cannot be used: It has no id — mend it in a commit on sanctum/plan');
  });

  it('recovers a landing that was cut short before all else', () => {
    const everything: World = {
      tickets: [ticket('0002'), atWork],
      runs: { 'R-1': ended },
      queue: [queued({})],
      intent,
      observation: { health: 'red', untrusted, master: undefined },
    };
    assert.deepEqual(actions(everything), ['recover']);
  });

  it('takes back a question that nobody is left to hear the answer of', () => {
    const questions = keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'engineer', at }] }) });
    for (const state of ['done', 'cancelled'] as const) assert.deepEqual(actions({ tickets: [ticket('0001', state)], snapshot: { questions } }), ['withdraw Q-0001']);
    assert.deepEqual(actions({ tickets: [ticket('0001', 'stuck')], snapshot: { questions } }), []);
  });

  it('takes the default of a question whose deadline is over, also while it is paused or halted', () => {
    const questions = keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'engineer', at }], default: 'I wait.', deadline: at }) });
    const world: World = { tickets: [ticket('0001')], snapshot: { questions, control: { paused: { by: 'ada', at } } } };
    const later = Date.parse(at);
    assert.deepEqual(actions(world, new Map(), later - 1), []);
    assert.match(decide(observed(world), new Map(), later - 1).waits.map((wait) => wait.words).join(), /Q-0001 waits for your answer until (?:\d{4}-\d\d-\d\d )?\d\d:\d\d — give it/);
    assert.deepEqual(actions(world, new Map(), later), ['default Q-0001']);
    assert.deepEqual(actions({ ...world, observation: { health: 'red', masterVerdict: verdict('red') } }, new Map(), later), ['default Q-0001']);
  });

  it('sweeps lanes that are left over, beside all else', () => {
    assert.deepEqual(actions({ intent, observation: { strayLanes: true } }), ['sweep', 'recover']);
    assert.deepEqual(actions({ tickets: [ticket('0001')], observation: { strayLanes: true } }), ['sweep', 'start 0001']);
  });
});

describe('what is tested aside', () => {
  it('gives its lane to a test of master, and to the gate’s tools', () => {
    const asides = [{ key: 'base-tests 0001', ticket: '0001', isOfUse: true }];
    const cancels = (observation: World['observation']) => decide(observed({ observation: { asides, ...observation } }), new Map(), 0).cancels;
    assert.deepEqual([cancels({ health: 'untested' }), cancels({ tools: 'again' }), cancels({})], [['base-tests 0001'], ['base-tests 0001'], []]);
  });
});

describe('an action that rests', () => {
  const world: World = { tickets: [submitted], queue: [queued({ verdict: undefined })] };
  const rest = (more: Partial<Rest> = {}): Rest => ({ until: 100, words: 'the gate fails on master too', ground: restGround(observed(world)), times: 1, ...more });
  const resting = (more?: Partial<Rest>) => new Map([['test 0001', rest(more)]]);

  it('is not repeated before its time, and says why', () => {
    const decision = decide(observed(world), resting(), 99);
    assert.deepEqual(decision.actions, []);
    assert.deepEqual(decision.waits, [{ words: 'the gate fails on master too', engineer: true }]);
  });

  it('is repeated when its time is over', () => assert.deepEqual(actions(world, resting(), 100), ['test 0001']));

  it('is repeated at once when master moved or the configuration changed', () => {
    assert.deepEqual(actions({ ...world, observation: { master: 'e'.repeat(40) } }, resting(), 99), ['test 0001']);
    assert.deepEqual(actions({ ...world, snapshot: { config: { ...config, gate: { ...config.gate, commands: ['make check'] } } } }, resting(), 99), ['test 0001']);
  });

  it('holds up no other action, although they share the lane', () => {
    assert.deepEqual(actions({ ...world, observation: { strayLanes: true, health: 'untested' } }, resting(), 99), ['sweep', 'test-master']);
  });

  it('may be a recovery or a collection too: neither is tried without end', () => {
    const ground = restGround(observed());
    assert.deepEqual(actions({ intent }, new Map([['recover', rest({ ground })]]), 99), []);
    const red: World = { tickets: [atWork], runs: { 'R-1': ended }, observation: { health: 'red' } };
    assert.deepEqual(actions(red, new Map([['collect 0001', rest({ ground })]]), 99), []);
  });

  it('has a name of its own', () => {
    const test = (stack: readonly string[]): Action => ({ kind: 'test', stack, submissions: stack.map(() => commit), base: master });
    const kinds: readonly Action[] = [test(['0001']), test(['0002']), test(['0001', '0002']), { kind: 'settle', ticket: '0001', submission: commit }, { kind: 'land', stack: ['0001'] }, { kind: 'test-master' }, { kind: 'sweep' }];
    assert.equal(new Set(kinds.map(restKey)).size, kinds.length);
  });
});

describe('two actions', () => {
  const key = (kind: 'start' | 'launch' | 'collect' | 'mail' | 'stop', id = '0001'): string => actionKey({ kind, ticket: id } as Action);

  it('never use the landing or a ticket at one time, and each test but a lane of its own', () => {
    const test = (stack: readonly string[]): Action => ({ kind: 'test', stack, submissions: stack, base: master });
    assert.notEqual(actionKey(test(['0001'])), actionKey(test(['0001', '0002'])));
    assert.deepEqual([test(['0001']), { kind: 'settle', ticket: '0001', submission: commit } as const, { kind: 'test-master' } as const, { kind: 'sweep' } as const].map(takesLane), [true, true, true, false]);
    assert.equal(actionKey({ kind: 'land', stack: ['0001', '0002'] }), actionKey({ kind: 'recover', intent }));
    assert.equal(new Set([key('start'), key('launch'), key('mail'), key('stop'), key('collect')]).size, 1);
    assert.notEqual(key('collect'), key('collect', '0002'));
  });
});
