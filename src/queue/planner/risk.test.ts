import assert from 'node:assert/strict';
import { riskModelOf, riskOnMaster } from './risk.js';

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('riskModelOf', () => {
  it('says one in ten where there is no history', () => {
    const { riskOf, pairRisk } = riskModelOf([]);
    assert.ok(Math.abs(riskOf(['area:checkout'], 0) - 0.1) < 1e-9);
    assert.ok(Math.abs(pairRisk - 0.1) < 1e-9);
  });

  it('tells a label that often fails from one that never does', () => {
    const { riskOf } = riskModelOf([...times(20, { labels: ['area:a'], red: true }), ...times(20, { labels: ['area:b'], red: false })]);
    assert.ok(riskOf(['area:a'], 0) > 0.8, `${riskOf(['area:a'], 0)}`);
    assert.ok(riskOf(['area:b'], 0) < 0.15, `${riskOf(['area:b'], 0)}`);
    const between = riskOf(['area:a', 'model:new'], 0);
    assert.ok(between > riskOf(['model:new'], 0) && between < riskOf(['area:a'], 0));
  });

  it('is never sure, and follows what changed of late', () => {
    const { riskOf } = riskModelOf([...times(400, { labels: ['kind:x'], red: true }), ...times(200, { labels: ['kind:x'], red: false })]);
    assert.ok(riskOf(['kind:x'], 0) < 0.3);
    assert.ok(riskModelOf(times(1000, { labels: ['kind:x'], red: true })).riskOf(['kind:x'], 0) < 1);
  });

  it('counts what landed meanwhile on the same paths, by how often such pairs failed', () => {
    const { riskOf, pairRisk } = riskModelOf([], [...times(5, { red: true }), ...times(5, { red: false })]);
    assert.ok(pairRisk > 0.3 && pairRisk < 0.5);
    assert.ok(riskOf([], 2) > riskOf([], 1) && riskOf([], 1) > riskOf([], 0));
    assert.ok(Math.abs(riskOnMaster(0.2, 1, 0.1) - 0.28) < 1e-9);
  });
});
