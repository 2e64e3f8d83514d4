import assert from 'node:assert/strict';
import type { World } from '../../../test/support/observation.js';
import { at, commit, config, keyed, observed, proposal, question, ticket, tree, work } from '../../../test/support/observation.js';
import type { Review } from '../../plan/planningSchemas.js';
import { dispatch } from './dispatch.js';
import { restKey } from './resting.js';

const [spec, blob] = ['1'.repeat(40), '2'.repeat(40)];
const run = 'R-20261121T043000-0001-1-abcd';

function actions(world: World, places = 4): readonly string[] {
  return dispatch(observed({ ...world, observation: { places, ...world.observation } }), 0).actions.map(restKey);
}

function words(world: World): string {
  return dispatch(observed(world), 0).waits.map((wait) => wait.words).join('; ');
}

const area = (name: string) => ({ path: `areas/${name}.md`, blob, text: '', fields: { area: name, title: name } });
const cutFor = (of: string) => ({ of, run, at });
const pending = { ticket: '0001', run, attempt: 1, base: tree, commit, tree, summary: 'Done', model: 'rehearsal', submitted: at };

describe('dispatch', () => {
  it('has the areas written for a spec that is new or changed, and tickets cut only from areas that stand', () => {
    const areas = keyed({ cli: area('cli'), core: area('core') });
    assert.deepEqual(actions({ snapshot: { spec } }), ['begin areas']);
    assert.deepEqual(actions({ snapshot: { spec, areas, cuts: new Map([[undefined, cutFor(blob)]]) } }), ['begin areas']);
    assert.deepEqual(actions({ snapshot: { spec, areas, cuts: new Map([[undefined, cutFor(spec)]]) } }), ['begin tickets-cli', 'begin tickets-core']);
  });

  it('starts no ticket of an area while the spec is another one than its areas were cut from, and says so; other tickets are started', () => {
    const areas = keyed({ cli: area('cli') });
    const tickets = [ticket('0001', 'open', { area: 'cli' }), ticket('0002', 'open')];
    const cut = (of: string) => new Map([[undefined, cutFor(of)], ['cli', cutFor(blob)]]);
    assert.deepEqual(actions({ tickets, snapshot: { spec, areas, cuts: cut(blob) } }), ['begin areas', 'start 0002']);
    assert.match(words({ tickets, snapshot: { spec, areas, cuts: cut(blob) } }), /^0001 waits until the architect has cut the new spec into areas$/);
    assert.deepEqual(actions({ tickets, snapshot: { spec, areas, cuts: cut(spec) } }), ['start 0001', 'start 0002']);
    assert.deepEqual(actions({ tickets, snapshot: { areas, cuts: cut(blob) } }), ['start 0001', 'start 0002'], 'there is no spec');
  });

  it('cuts nothing twice that did not change', () => {
    const cuts = new Map([[undefined, cutFor(spec)], ['cli', cutFor(blob)]]);
    assert.deepEqual(actions({ snapshot: { spec, areas: keyed({ cli: area('cli') }), cuts } }), []);
  });

  it('has accepted proposals designed beside each other, each in the session that pitched it, and areas cut also where there is no spec', () => {
    const accepted = { state: 'accepted', accepted: { by: 'ada@home', at } } as const;
    const proposals = keyed({ 'P-0001': proposal('P-0001', 'Farewells', accepted), 'P-0002': proposal('P-0002', 'Weather', accepted), 'P-0003': proposal('P-0003', 'Music') });
    const { actions: begun } = dispatch(observed({ snapshot: { proposals }, observation: { places: 4 } }), 0);
    assert.deepEqual(begun.map((action) => (action.kind === 'begin' ? [action.work, action.seed.resumes] : [])), [['design-P-0001', 'R-pitch'], ['design-P-0002', 'R-pitch']]);
    assert.deepEqual(actions({ snapshot: { areas: keyed({ cli: area('cli') }) } }), ['begin tickets-cli']);
  });

  it('waits for the engineer when nothing is left but proposals to decide', () => {
    const proposals = keyed({ 'P-0001': proposal('P-0001', 'Farewells'), 'P-0002': proposal('P-0002', 'Weather') });
    assert.match(words({ snapshot: { proposals } }), /^P-0001, P-0002 wait for your word — read it with 'sanctum show P-0001'/);
  });

  it('lets a session go on that has its answer before a new one begins, however urgent that is', () => {
    const tickets = [ticket('0001', 'open', { parked: 'Q-0001', priority: 'low' }), ticket('0002', 'open', { priority: 'critical' })];
    assert.deepEqual(actions({ tickets, snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'this' }) }) } }, 1), ['start 0001']);
    assert.deepEqual(actions({ tickets, snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'engineer', at }] }) }) } }, 1), ['start 0002']);
  });

  it('waits with a session until all that it asked is answered', () => {
    const questions = keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'this' }), 'Q-0002': question('Q-0002', { path: [{ level: 'engineer', at }] }) });
    assert.deepEqual(actions({ tickets: [ticket('0001', 'open', { parked: 'Q-0001' })], snapshot: { questions } }), []);
  });

  it('has a question answered by the level that it lies with, also when agents that wait hold every place', () => {
    const atWork = ticket('0001', 'in-progress', { run });
    const asked = (level: 'manager' | 'architect') => ({ tickets: [atWork, ticket('0002')], snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', { path: [{ level, at }] }) }) } });
    assert.deepEqual(actions(asked('manager'), 1), ['begin answer-Q-0001-manager']);
    assert.deepEqual(actions(asked('architect'), 1), ['begin answer-Q-0001-architect']);
  });

  it('asks the engineer for the questions that reached the top', () => {
    const world = { snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'engineer', at }] }) }) } };
    assert.deepEqual(actions(world), []);
    assert.equal(words(world), 'Q-0001 waits for your answer — give it with \'sanctum answer Q-0001 "…"\'');
  });

  it('has a submission reviewed when the configuration names a reviewer, once for each submission', () => {
    const reviewed = { ...config, roles: { ...config.roles, merging: ['rehearsal'] } };
    const world = (reviews: Readonly<Record<string, Review>> = {}): World => ({ snapshot: { config: reviewed, pending: keyed({ '0001': pending }), reviews: keyed(reviews) } });
    const review = { ticket: '0001', attempt: 1, run, verdict: 'approve' as const, findings: [], at };
    assert.deepEqual(actions(world()), ['begin review-0001']);
    assert.deepEqual(actions(world({ '0001': { ...review, commit } })), []);
    assert.deepEqual(actions(world({ '0001': { ...review, commit: tree } })), ['begin review-0001']);
  });

  it('does not begin what is begun, nor what is stuck, and says how a stuck piece is tried again', () => {
    const begun = (more: object) => ({ snapshot: { spec, work: keyed({ areas: work({ name: 'areas', kind: 'areas', role: 'architect', of: spec, ...more }) }) } });
    assert.deepEqual(actions(begun({ run })), []);
    assert.deepEqual(actions(begun({ stuck: 'It wrote no area.' })), []);
    assert.match(words(begun({ stuck: 'It wrote no area.' })), /^areas is stuck: It wrote no area\. — .* 'sanctum retry areas'$/);
    assert.deepEqual(actions(begun({ failures: 1 })), ['begin areas']);
  });

  it('tries a stuck piece of work again by itself when what it is done for changed', () => {
    const stuck = work({ name: 'areas', kind: 'areas', role: 'architect', of: blob, stuck: 'It wrote no area.' });
    assert.deepEqual(actions({ snapshot: { spec, work: keyed({ areas: stuck }) } }), ['begin areas']);
  });

  it('starts nothing while it is paused, nor what is held, and says by whom', () => {
    const paused = { control: { paused: { by: 'ada@tower', at, why: 'a demonstration' } } };
    assert.deepEqual(actions({ tickets: [ticket('0001')], snapshot: { spec, ...paused } }), []);
    assert.match(words({ snapshot: paused }), /^paused by ada@tower since 2026-11-21T04:30:00Z \(a demonstration\) — go on with 'sanctum resume'$/);
    const held = { tickets: [ticket('0001', 'open', { hold: { by: 'ada@tower', at } }), ticket('0002')] };
    assert.deepEqual(actions(held), ['start 0002']);
    assert.match(words(held), /^held: 0001/);
  });

  it('does not ask the engineer to let go of what is done or cancelled', () => {
    const hold = { by: 'ada@tower', at };
    assert.doesNotMatch(words({ tickets: [ticket('0001', 'done', { hold }), ticket('0002', 'cancelled', { hold })] }), /held/);
  });

  it('counts every agent against the places, whatever its role', () => {
    const areas = work({ name: 'areas', kind: 'areas', role: 'architect', of: spec, run });
    assert.deepEqual(actions({ tickets: [ticket('0001'), ticket('0002')], snapshot: { work: keyed({ areas }) } }, 2), ['start 0001']);
  });

  describe('of models at an endpoint', () => {
    const local = (slots: number | undefined, more: object = {}) => ({ config: { ...config, roles: { ...config.roles, manager: ['gpt-oss-20b'], coding: ['gpt-oss-20b', 'rehearsal'] }, endpoints: { local: { url: 'http://127.0.0.1:8080', ...(slots === undefined ? {} : { slots }) } } }, ...more });
    const three = [ticket('0001', 'in-progress', { run }), ticket('0002'), ticket('0003')];

    it('gives it as many runs as it has slots, and says what waits for one', () => {
      assert.deepEqual(actions({ tickets: three, snapshot: local(1) }), []);
      assert.match(words({ tickets: three, snapshot: local(1), observation: { places: 4 } }), /^ticket 0002, ticket 0003 wait for the endpoint local, which has 1 slot, and none free$/);
      assert.deepEqual(actions({ tickets: three, snapshot: local(2) }), ['start 0002']);
      assert.match(words({ tickets: three, snapshot: local(2), observation: { places: 4 } }), /^ticket 0003 waits for the endpoint local, which has 2 slots, and none free$/);
    });

    it('gives it as many as there are places where its slots are not told', () => {
      assert.deepEqual(actions({ tickets: three, snapshot: local(undefined) }), ['start 0002', 'start 0003']);
      assert.equal(words({ tickets: three, snapshot: local(undefined), observation: { places: 4 } }), '');
    });

    it('lets a ticket whose model is elsewhere go before one that waits, and a wait take no place', () => {
      const failed = [ticket('0001', 'in-progress', { run }), ticket('0002'), ticket('0003', 'open', { failures: 1 })];
      assert.deepEqual(actions({ tickets: failed, snapshot: local(1) }, 2), ['start 0003']);
    });

    it('counts the work of all roles, and lets one more run in that answers, since those who asked hold the slots', () => {
      const cutting = work({ name: 'tickets-cli', kind: 'tickets', role: 'manager', of: blob, run });
      assert.deepEqual(actions({ tickets: [ticket('0002')], snapshot: local(1, { work: keyed({ 'tickets-cli': cutting }) }) }), []);
      const asked = { questions: keyed({ 'Q-0001': question('Q-0001', { path: [{ level: 'manager', at }] }) }) };
      assert.deepEqual(actions({ tickets: three, snapshot: local(1, asked) }), ['begin answer-Q-0001-manager']);
    });

    it('says nothing of slots for a model that leads nowhere: that is said when it is ordered', () => {
      const nowhere = { config: { ...config, roles: { ...config.roles, coding: ['nobody'] }, endpoints: { local: { url: 'http://127.0.0.1:8080', slots: 1 } } } };
      assert.deepEqual(actions({ tickets: three, snapshot: nowhere }), ['start 0002', 'start 0003']);
    });
  });
});
