import assert from 'node:assert/strict';
import { config, observed } from '../../test/support/observation.js';
import type { Prices } from '../plan/prices.js';
import { shippedPrices } from '../plan/shippedPrices.js';
import { gateFindings, mendingCommand, planFinding, priceFindings } from './doctor.js';

const hostile = 'x`touch /tmp/x`; y';

describe('the command that mends a finding', () => {
  it('is one of Sanctum\'s, and never what stands between backticks in the repository', () => {
    const gate = { ...config, gate: { ...config.gate, commands: ['echo `date`', 'make test'] } };
    const red = gateFindings(observed({ snapshot: { config: gate }, observation: { health: 'red' } })).find(({ name }) => name === 'gate');
    assert.ok(red);
    assert.equal(mendingCommand(red), 'sanctum run');
    const damaged = planFinding(observed({ snapshot: { problems: [{ path: 'sanctum.json', words: `Unrecognized key: "${hostile}".` }] } }));
    assert.deepEqual([damaged.ok, mendingCommand(damaged)], [false, undefined]);
  });

  it('names a branch as one word, whatever it is called', () => {
    const missing = planFinding(observed({ snapshot: { config: { ...config, branch: 'main; true' } }, observation: { master: undefined } }));
    assert.equal(mendingCommand(missing), "git branch 'main; true'");
  });
});

describe('the finding about prices', () => {
  const roles = { ...config.roles, coding: ['gpt-5.5', 'opencode:lab/new', 'rehearsal:a.yaml', 'gpt-oss-20b'] };
  const found = (prices: Prices | undefined): readonly string[] => priceFindings({ config: { ...config, roles, endpoints: { local: { url: 'http://127.0.0.1:1/v1', slots: 1 } } }, prices }).map(({ name, ok, needed, words }) => `${name} ${String(ok)} ${String(needed)}: ${words}`);
  const unpriced = 'prices false false: no price for opencode:lab/new: what their agents tell counts, or nothing. Add them to prices.json on the branch sanctum/plan.';

  it('names the models that nobody knows the price of; a rehearsal and a model on a machine of our own cost nothing', () => {
    assert.deepEqual(found(undefined), [unpriced]);
    assert.deepEqual(found({ ...shippedPrices, models: { ...shippedPrices.models, 'opencode:lab/new': { input: 1, output: 2 } } }), []);
  });

  it('says that a table is older than the one that is shipped, and how to renew it', () => {
    const old = { ...shippedPrices, dated: '2025-01-01' };
    assert.deepEqual(found(old), [unpriced, `age of prices false false: prices.json is of 2025-01-01, and Sanctum ships prices of ${shippedPrices.dated}. Take them, and keep your rows for other models: \`sanctum prices --update\``]);
    const [, age] = priceFindings({ config: { ...config, roles }, prices: old });
    assert.equal(age === undefined ? undefined : mendingCommand(age), 'sanctum prices --update');
    assert.deepEqual(priceFindings({ config, prices: old }), [], 'it has no price of theirs');
    const local = { ...config, roles: { ...config.roles, coding: ['gpt-oss-20b'] }, endpoints: { local: { url: 'http://127.0.0.1:1/v1', slots: 1 } } };
    assert.deepEqual(priceFindings({ config: local, prices: old }), [], 'they cost nothing, whatever it says');
  });
});
