import assert from 'node:assert/strict';
import { configSchema } from '../plan/schemas.js';
import { gateFingerprint, versionWords } from './gate.js';
import { proposedTools } from './proposedTools.js';
import { versionIn } from './toolVersions.js';

const { gate, setup } = configSchema.parse({ version: 1, branch: 'main', gate: { commands: ['make'], tools: ['node --version', 'cc --version'] } });
const node = (version: string) => ({ command: 'node --version', version });

describe('the tools of a gate', () => {
  it('make a verdict of another version another one; what the gate does not name makes no difference', () => {
    const old = gateFingerprint({ gate, setup }, [node('v22')]);
    assert.notEqual(gateFingerprint({ gate, setup }, [node('v24')]), old);
    assert.notEqual(gateFingerprint({ gate, setup }), old);
    assert.equal(gateFingerprint({ gate, setup }, [{ command: 'make --version', version: '4' }, node('v22')]), old);
    const plain = { ...gate, tools: undefined };
    assert.equal(gateFingerprint({ gate: plain, setup }, [node('v22')]), gateFingerprint({ gate: plain, setup }));
  });

  it('that fail have their failure as their version', () => {
    assert.equal(versionIn({ exitCode: 0, endedBy: undefined, output: 'v24.1.0\n' }), 'v24.1.0');
    assert.equal(versionIn({ exitCode: 127, endedBy: undefined, output: 'sh: cc: not found\n' }), 'failed with exit code 127: sh: cc: not found');
    assert.equal(versionIn({ exitCode: undefined, endedBy: 'time', output: 'x' }), 'no answer within a minute');
    assert.equal(versionIn({ exitCode: 0, endedBy: undefined, output: '' }), 'nothing');
    assert.equal(versionWords([node('v24\nmore')]), '`node --version` says v24');
  });

  it('are proposed by the files at the top', () => {
    assert.deepEqual(proposedTools(new Set(['package.json', 'requirements.txt', 'README.md'])), ['node --version', 'python3 --version']);
    assert.deepEqual(proposedTools(new Set(['Makefile', 'deep/go.mod'])), []);
  });
});
