import assert from 'node:assert/strict';
import { config } from '../../../test/support/observation.js';
import { runLimits } from './order.js';

describe('the limits of a run', () => {
  it('are those of the configuration, and its time in seconds', () => {
    const { totalSeconds, silenceSeconds, toolSeconds } = runLimits(config.limits, 30, undefined);
    assert.deepEqual([totalSeconds, silenceSeconds, toolSeconds], [1800, 1200, 3600]);
  });

  it('leave a slow model at an endpoint the time that it needs, and its agent that to give up by itself', () => {
    assert.equal(runLimits(config.limits, 30, 4915).silenceSeconds, 4975);
    assert.equal(runLimits(config.limits, 30, 180).silenceSeconds, 1200);
  });
});
