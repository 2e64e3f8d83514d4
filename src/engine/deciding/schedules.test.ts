import assert from 'node:assert/strict';
import { at, config, keyed, master, observed, proposal, work } from '../../../test/support/observation.js';
import type { World } from '../../../test/support/observation.js';
import type { RunFields } from '../../plan/schemas.js';
import { configSchema } from '../../plan/schemas.js';
import { pitchDue } from './schedules.js';

const daily = configSchema.parse({ ...config, pitch: { everyHours: 24 } });
const hour = 3_600_000;

/** Whether a pitch is due so many hours after everything in the world happened. */
function isDue(hours: number, { snapshot, observation }: World = {}): boolean {
  return pitchDue(observed({ snapshot: { config: daily, ...snapshot }, observation: observation ?? {} }), Date.parse(at) + hours * hour).length > 0;
}

const record: RunFields = { run: 'R-pitch', work: 'pitch', attempt: 1, role: 'architect', model: 'rehearsal', base: master, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' };

describe('a pitch by schedule', () => {
  it('is due at first, and then so long after the last one, whatever became of that', () => {
    assert.equal(isDue(0), true);
    const pitched = { snapshot: { proposals: keyed({ 'P-0001': proposal('P-0001', 'Farewells', { state: 'rejected', rejected: { by: 'ada@home', at } }) }) } };
    for (const world of [pitched, { observation: { recent: [record] } }]) assert.deepEqual([isDue(23, world), isDue(24, world)], [false, true]);
  });

  it('is not due without a schedule, while one is under way, and while three proposals are open', () => {
    assert.equal(isDue(0, { snapshot: { config } }), false);
    assert.equal(isDue(0, { snapshot: { work: keyed({ pitch: work({ name: 'pitch', kind: 'pitch', role: 'architect', of: master }) }) } }), false);
    const open = keyed({ 'P-0001': proposal('P-0001', 'Farewells'), 'P-0002': proposal('P-0002', 'Weather'), 'P-0003': proposal('P-0003', 'Music') });
    assert.equal(isDue(100, { snapshot: { proposals: open } }), false);
  });
});
