import assert from 'node:assert/strict';
import { firstProblem } from './problemWords.js';
import { configSchema } from './schemas.js';

const valid = { version: 1, branch: 'master', gate: { commands: ['npm test'] } };

function said(config: unknown): string {
  const { error } = configSchema.safeParse(config);
  return error === undefined ? 'nothing' : firstProblem(error);
}

describe('what is wrong with a document is said in words', () => {
  it('with the field in front, and what it must be', () => {
    assert.equal(said(valid), 'nothing');
    assert.equal(said({ ...valid, colour: 3 }), 'may not hold "colour"');
    assert.equal(said({ ...valid, gate: { commands: [] } }), '"gate.commands" must have at least 1 entry');
    assert.equal(said({ ...valid, gate: { commands: 'npm test' } }), '"gate.commands" must be a list');
    assert.equal(said({ ...valid, branch: undefined }), '"branch" is missing');
    assert.equal(said({ ...valid, sandbox: 'on' }), '"sandbox" must be one of "auto", "off"');
    assert.match(said({ ...valid, limits: { agents: 0 } }), /^"limits\.agents" must be at least 1$/);
  });
});
