import assert from 'node:assert/strict';
import { config, observed } from '../../test/support/observation.js';
import { gateFindings, mendingCommand, planFinding } from './doctor.js';

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
