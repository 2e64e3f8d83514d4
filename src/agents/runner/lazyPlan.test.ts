import assert from 'node:assert/strict';
import type { PlanReading } from '../../plan/planReading.js';
import { LazyPlan } from './lazyPlan.js';

describe('the plan of a run', () => {
  it('is opened once, and anew after it could not be', async () => {
    let opened = 0;
    const reading: Pick<PlanReading, 'spec' | 'close'> = { spec: () => Promise.resolve('All.'), close: () => Promise.resolve() };
    const plan = new LazyPlan(() => {
      opened += 1;
      return opened === 1 ? Promise.reject(new Error('The disk was busy.')) : Promise.resolve(reading as PlanReading);
    });
    await assert.rejects(plan.read('spec', {}), /busy/);
    assert.deepEqual([await plan.read('spec', {}), await plan.read('spec', {}), opened], ['All.', 'All.', 2]);
    await plan.close();
  });
});
