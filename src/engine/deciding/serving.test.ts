import assert from 'node:assert/strict';
import type { World } from '../../../test/support/observation.js';
import { commit, config, observed, ticket } from '../../../test/support/observation.js';
import type { RunFields } from '../../plan/schemas.js';
import type { Ticket } from '../../plan/snapshot.js';
import { dispatch } from './dispatch.js';
import type { Resting } from './providers.js';
import { restKey } from './resting.js';
import { restWords, timeOfDay } from './serving.js';

const minute = 60_000;
const now = Date.parse('2026-11-21T12:00:00Z');
const run = (time: string, id: string): string => `R-20261121T${time}-${id}-1-0000`;
const roles = { ...config.roles, coding: ['gpt-5.5', 'rehearsal'] };

function rest(fields: Partial<Resting>): Resting {
  return { name: 'codex', until: now + 5 * minute, since: now - minute, cause: 'rate-limit', words: 'codex: too many requests (429).', failed: '0001', times: 1, ...fields };
}

function decided(rests: readonly Resting[], world: World = {}, places = 4): { readonly actions: readonly string[]; readonly waits: readonly string[] } {
  const resting = new Map(rests.map((one) => [one.name, one]));
  const tickets = [ticket('0001'), ticket('0002'), ticket('0003', 'open', { failures: 1, attempts: 1 })];
  const { actions, waits } = dispatch(observed({ tickets, snapshot: { config: { ...config, roles } }, ...world, observation: { resting, places, ...world.observation } }), now);
  return { actions: actions.map(restKey), waits: waits.map(({ words }) => words) };
}

const came = (at: string, fields: Partial<RunFields>): RunFields => ({ run: run(at, '0001'), ticket: '0001', attempt: 1, role: 'coding', model: 'rehearsal', base: commit, reason: 'exited', submitted: false, containment: 'none', ended: '2026-11-21T11:59:59Z', outcome: 'It failed.', ...fields });

describe('who is set to work while a provider rests', () => {
  it('is whoever has another one, and the wait is told once, with the time', () => {
    assert.deepEqual(decided([rest({})]), { actions: ['start 0003'], waits: [`codex rests until ${timeOfDay(now + 5 * minute, now)}: too many requests (429)`] });
  });

  it('is a ticket that begins higher on its ladder with one that serves, and not one that begins there with one that rests', () => {
    const beginnings = { of: ({ fields }: Ticket) => (fields.id === '0001' ? { from: 'gpt-5.5', to: 'rehearsal', rungs: 1, reason: 'of six none' } : undefined) };
    assert.deepEqual(decided([rest({})], { observation: { beginnings } }).actions, ['start 0001', 'start 0003']);
    assert.deepEqual(decided([rest({ name: 'rehearsal' })], { observation: { beginnings } }).actions, ['start 0002']);
  });

  it('is reckoned only when one more may be set to work', () => {
    const working = [ticket('0001'), ticket('0004', 'in-progress', { attempts: 1, run: run('115930', '0004') })];
    const asked: string[] = [];
    const beginnings = { of: ({ fields }: Ticket) => (asked.push(fields.id), undefined) };
    assert.deepEqual(decided([], { tickets: working, observation: { beginnings } }, 1).actions, []);
    assert.deepEqual(asked, []);
    assert.deepEqual(decided([], { tickets: working, observation: { beginnings } }, 2).actions, ['start 0001']);
    assert.deepEqual(asked, ['0001']);
  });

  it('gives its places to others', () => assert.deepEqual(decided([rest({})], {}, 1).actions, ['start 0003']));

  it('is told what to type where only the engineer can mend it', () => {
    assert.deepEqual(decided([rest({ until: undefined, words: 'codex: the key was refused; log in with `codex login`.' })]).waits, ["codex rests: the key was refused; log in with `codex login` — then 'sanctum retry codex'"]);
    assert.equal(restWords(rest({ name: 'codex@local', until: undefined, words: 'codex: the endpoint local refused the key.' }), now), "codex@local rests: the endpoint local refused the key — then 'sanctum retry codex@local'");
  });

  it('is one run when the rest is over, of another ticket than the one that failed, and nobody while that one is at work', () => {
    assert.deepEqual(decided([rest({ until: now })]).actions, ['start 0002', 'start 0003']);
    assert.deepEqual(decided([rest({ until: now })], { tickets: [ticket('0001')] }).actions, ['start 0001']);
    const trial = ticket('0004', 'in-progress', { attempts: 1, run: run('115930', '0004') });
    const before = ticket('0005', 'in-progress', { attempts: 1, run: run('115800', '0005') });
    assert.deepEqual(decided([rest({ until: now })], { tickets: [ticket('0001'), ticket('0002'), trial] }).actions, []);
    assert.deepEqual(decided([rest({ until: now })], { tickets: [ticket('0001'), ticket('0002'), before] }).actions, ['start 0002']);
  });

  it('is everybody again when that one has been at work for longer than a refusal takes', () => {
    const trial = ticket('0004', 'in-progress', { attempts: 1, run: run('114900', '0004') });
    assert.deepEqual(decided([rest({ since: now - 30 * minute, until: now - 12 * minute })], { tickets: [ticket('0001'), ticket('0002'), trial] }).actions, ['start 0001', 'start 0002']);
  });

  it('is one run for a provider and its model, also where each failed with another ticket last', () => {
    const rests = [rest({ until: now, failed: '0001' }), rest({ name: 'gpt-5.5', until: now, failed: '0002' })];
    assert.deepEqual(decided(rests, { tickets: [ticket('0001'), ticket('0002')] }).actions, ['start 0001']);
    assert.deepEqual(decided(rests).actions, ['start 0001', 'start 0003']);
  });

  it('is everybody else while one model alone rests', () => {
    const world = { snapshot: { config: { ...config, roles: { ...roles, coding: ['gpt-5.5', 'gpt-6'] } } } };
    assert.deepEqual(decided([rest({ name: 'gpt-5.5' })], world).actions, ['start 0003']);
  });

  it('is nobody new where twenty runs of the last minute came to nothing', () => {
    const recent = Array.from({ length: 19 }, () => came('115930', {}));
    assert.deepEqual(decided([], { observation: { recent } }).actions, ['start 0001']);
    const spun = decided([], { observation: { recent: [...recent, came('115930', {})] } });
    assert.deepEqual([spun.actions, spun.waits.length], [[], 1]);
    assert.match(spun.waits[0] ?? '', /^no run is started until \d\d:\d\d: 20 were within a minute/);
    const harmless = [came('115930', { submitted: true, outcome: 'submitted' }), came('115930', { outcome: 'waits for Q-0001' }), came('115800', {})];
    assert.equal(decided([], { observation: { recent: [...recent, ...harmless] } }).actions.length, 1);
  });

  it('is told of a rest that lasts until another day with the day', () => {
    assert.match(restWords(rest({ until: now + 3 * 24 * 60 * minute }), now), /^codex rests until 2026-11-2\d \d\d:\d\d: too many/);
  });
});
