import assert from 'node:assert/strict';
import { hostView, later } from '../../../test/support/hostView.js';
import { at, commit, noMail, ticket } from '../../../test/support/observation.js';
import type { HostView } from '../../engine/hosting/engineHost.js';
import { timeOfDay } from '../views/times.js';
import { masterState, worstOf } from './masterStatus.js';
import type { WhyKind } from './whyLine.js';
import { whyLine, windowLine } from './whyLine.js';

const time = timeOfDay(at, later);
const live = { kind: 'live', since: at, runner: { pid: 1, startTime: '1' }, mail: noMail } as const;
const coding = { tickets: [ticket('0001', 'in-progress', { run: 'R-1', attempts: 1 })], runs: { 'R-1': live } };
const paused = { control: { paused: { by: 'ada@home', at, why: 'lunch' } } };
const untrusted = { hash: '0123456789ab', commands: ['make'], files: [] };
const queued = { tickets: [ticket('0001', 'in-progress', { attempts: 1 })], queue: [{ ticket: '0001', candidate: undefined, verdict: undefined, waits: undefined }] };

describe('whyLine', () => {
  const cases: readonly (readonly [what: string, view: HostView, kind: WhyKind, line: string])[] = [
    ['a plan without a spec', hostView(), 'waiting', 'WAITING: no spec'],
    ['a plan whose tickets are all done', hostView({ tickets: [ticket('0001', 'done')], snapshot: { spec: commit, cuts: new Map([[undefined, { of: commit, run: 'R-1', at }]]) } }), 'waiting', 'WAITING: no open ticket'],
    ['an agent at work', hostView(coding), 'busy', '0001 coding for 10 minutes'],
    ['a submission in the lane', hostView(queued), 'busy', '0001 testing'],
    ['a master that is tested', hostView({ observation: { health: 'untested' } }), 'busy', 'testing master'],
    ['a red master', hostView({ observation: { health: 'red' } }), 'halted', `halted: master red since ${time}`],
    ['a red master while an agent goes on', hostView({ ...coding, observation: { health: 'red' } }), 'halted', `halted: master red since ${time}; still at work: 0001 coding for 10 minutes`],
    ['a pause', hostView({ tickets: [ticket('0001')], snapshot: paused }), 'waiting', `paused by ada@home since ${time} (lunch)`],
    ['commands that are not approved', hostView({ observation: { untrusted } }), 'halted', 'halted: the commands of this plan are not approved on this machine'],
    ['a plan that is checked out', hostView({ observation: { planHolder: { path: '/home/ada/plan', gitDir: '/home/ada/r/.git/worktrees/plan', missing: false, how: 'checked-out' } } }), 'halted', 'halted: the plan branch is checked out in /home/ada/plan; switch to another branch there'],
    ['a configuration that cannot be used', hostView({ snapshot: { config: undefined } }), 'halted', 'halted: sanctum.json of the plan cannot be used; mend it'],
    ['a branch that is not there', hostView({ observation: { master: undefined } }), 'halted', 'halted: the branch master does not exist'],
    ['a ticket that is about to start', hostView({ tickets: [ticket('0001')] }), 'waiting', 'the engine is about to go on'],
    ['a stuck ticket', hostView({ tickets: [ticket('0001', 'stuck')] }), 'waiting', 'WAITING: stuck: 0001'],
    ['no engine', hostView({ tickets: [ticket('0001')] }, { engine: undefined, isHere: false }), 'halted', 'no engine runs'],
    ['no engine while an agent goes on', hostView(coding, { engine: undefined, isHere: false }), 'halted', 'no engine runs; still at work: 0001 coding for 10 minutes'],
    ['an engine elsewhere that is about to begin', hostView({ tickets: [ticket('0001')] }, { engine: 'process 123', isHere: false }), 'waiting', 'another window runs the engine (process 123)'],
  ];
  for (const [what, view, kind, line] of cases) {
    it(`tells of ${what}`, () => {
      assert.deepEqual(whyLine({ name: 'r', view, hasNoPlan: false, trouble: undefined }, later), { kind, line });
    });
  }

  it('tells why a project cannot be seen, and of a window that has none', () => {
    const view = hostView();
    assert.equal(whyLine({ name: 'r', view, hasNoPlan: false, trouble: 'The disk is full.' }, later).line, 'Sanctum cannot see the plan: The disk is full.');
    assert.equal(whyLine({ name: 'r', view: undefined, hasNoPlan: true, trouble: undefined }, later).line, 'WAITING: no plan');
    assert.equal(whyLine({ name: 'r', view: undefined, hasNoPlan: false, trouble: undefined }, later).line, 'Sanctum is starting');
    assert.equal(windowLine('untrusted', undefined).line, 'this folder is not trusted: Sanctum runs no git and reads no file of it');
    assert.equal(windowLine('partial-clone', 'Complete it first.').line, 'Complete it first.');
  });
});

describe('masterState', () => {
  const views = {
    green: hostView(),
    testing: hostView({ observation: { health: 'untested' } }),
    untested: hostView({ observation: { health: 'untested' } }, { engine: undefined, isHere: false }),
    halted: hostView({ observation: { untrusted } }),
    red: hostView({ observation: { health: 'red' } }),
  };
  for (const [state, view] of Object.entries(views)) {
    it(`is ${state}`, () => {
      assert.equal(masterState(view), state);
    });
  }

  it('of several repositories the worst stands first', () => {
    const all = Object.values(views).map((view) => ({ view }));
    assert.equal(worstOf(all)?.view, views.red);
    assert.equal(worstOf(all.filter(({ view }) => view !== views.red))?.view, views.halted);
    assert.equal(worstOf([]), undefined);
  });
});
