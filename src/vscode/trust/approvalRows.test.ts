import assert from 'node:assert/strict';
import { approvalOf } from './approvalRows.js';

const request = { commands: ['npm ci', 'sh check.sh'], files: ['check.sh'], hash: '0123456789ab' };

describe('what is shown for approval', () => {
  it('is every command and every file that they name', () => {
    const { words, rows } = approvalOf(request, undefined);
    assert.deepEqual(rows.map(({ kind, text }) => `${kind} ${text}`), ['command npm ci', 'command sh check.sh', 'file check.sh']);
    assert.deepEqual(rows.filter(({ isNew }) => isNew), []);
    assert.match(words, /never approved/);
  });

  it('marks the commands that are not those of the last approval', () => {
    const { words, rows } = approvalOf(request, ['npm ci', 'npm test']);
    assert.deepEqual(rows.filter(({ isNew }) => isNew).map(({ text }) => text), ['sh check.sh']);
    assert.match(words, /no longer/);
  });

  it('says that only files changed when the commands are the same in the same order', () => {
    assert.match(approvalOf(request, request.commands).words, /files that they name have changed/);
    assert.match(approvalOf(request, [...request.commands].reverse()).words, /no longer/);
  });
});
