import assert from 'node:assert/strict';
import { config } from '../../../test/support/observation.js';
import { placesFor } from './places.js';

const gigabyte = 1024 ** 3;
const limited = (agents: number) => ({ limits: { ...config.limits, agents } });

describe('the places for agents', () => {
  it('are one a core without a limit, and two at least', () => {
    assert.equal(placesFor(config, { cores: 8, memoryBytes: 32 * gigabyte }), 8);
    assert.equal(placesFor(undefined, { cores: 1, memoryBytes: 32 * gigabyte }), 2);
  });

  it('are as many as the configuration says, more than cores too', () => assert.equal(placesFor(limited(6), { cores: 2, memoryBytes: 32 * gigabyte }), 6));

  it('are never more than the memory bears, and never none', () => {
    assert.equal(placesFor(limited(20), { cores: 2, memoryBytes: 4 * gigabyte }), 8);
    assert.equal(placesFor(config, { cores: 8, memoryBytes: gigabyte / 4 }), 1);
  });
});
