import assert from 'node:assert/strict';
import { doctorRows } from './doctorRows.js';

describe('the rows of the doctor', () => {
  it('begin with what is missing and end with what nobody misses, each with a word beside its icon', () => {
    const rows = doctorRows([
      { name: 'git', ok: true, needed: true, words: '2.47.3' },
      { name: 'bubblewrap', ok: false, needed: false, words: 'on Debian: `sudo apt install bubblewrap`' },
      { name: 'codex', ok: false, needed: true, words: 'Install it: `npm install --global @openai/codex`' },
    ]);
    assert.deepEqual(rows.map(({ icon, name, state }) => [icon, name, state]), [['error', 'codex', 'missing'], ['pass', 'git', 'fine'], ['warning', 'bubblewrap', 'missing, not needed here']]);
    assert.equal(rows[0]?.words, 'Install it: npm install --global @openai/codex');
  });

  it('offer the command that mends what is missing, the window its own, and none for what is fine', () => {
    const mendingFor = (words: string, ok = false): unknown => doctorRows([{ name: 'x', ok, needed: true, words }])[0]?.mending;
    assert.deepEqual(mendingFor('Install it: `npm install --global @openai/codex`, or another'), { terminal: 'npm install --global @openai/codex' });
    assert.deepEqual(mendingFor('none yet: `sanctum init`'), { command: 'sanctum.init' });
    assert.deepEqual(mendingFor('not approved: `sanctum trust --hash 0123456789ab`'), { command: 'sanctum.trustCommands' });
    assert.equal(mendingFor('none runs: `sanctum run`'), undefined);
    assert.equal(mendingFor('none runs: `npm install`', true), undefined);
    assert.equal(mendingFor('The disk is full.'), undefined);
  });
});
