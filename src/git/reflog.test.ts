import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../platform/nodeFiles.js';
import { lastLogged, readReflog, readRefLogs } from './reflog.js';

const one = '1'.repeat(40);
const two = '2'.repeat(40);
const three = '3'.repeat(40);
const none = '0'.repeat(40);

describe('the log of a ref', () => {
  let folder: string;
  const files = new NodeFiles();
  const write = (text: string): Promise<void> => files.write(join(folder, 'logs/refs/heads/x'), text);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sanctum-reflog-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('does not believe a move that a killed git wrote down and did not make', async () => {
    await write(`${none} ${one} S <s@h> 0 +0000\t\n${one} ${two} S <s@h> 0 +0000\t\n${one} ${three} S <s@h> 0 +0000\t\n`);
    assert.deepEqual(await readReflog(files, folder, 'refs/heads/x'), [one]);
  });

  it('passes over half a line, and the one that it was joined to', async () => {
    await write(`${none} ${one} S <s@h> 0 +0000\t\n${one.slice(0, 24)}${one} ${two} S <s@h> 0 +0000\t\n${two} ${three} S <s@h> 0 +0000\t\n`);
    assert.deepEqual(await readReflog(files, folder, 'refs/heads/x'), [two]);
  });

  it('knows nothing where there is no log', async () => {
    assert.deepEqual(await readReflog(files, folder, 'refs/heads/y'), []);
  });

  it('was moved last to what its last whole line says, and to nothing by a removal', async () => {
    await write(`${none} ${one} S <s@h> 0 +0000\t\n${one} ${two} S <s@h> 0 +0000\t\n${two} ${three.slice(0, 24)}`);
    assert.equal(await lastLogged(files, folder, 'refs/heads/x'), two);
    await write(`${none} ${one} S <s@h> 0 +0000\t\n${one} ${none} S <s@h> 0 +0000\t\n`);
    assert.equal(await lastLogged(files, folder, 'refs/heads/x'), undefined);
    assert.equal(await lastLogged(files, folder, 'refs/heads/y'), undefined);
  });

  it('tells who moved which ref to what; half a line names nobody', async () => {
    await write(`${none} ${one} S <s@h> 0 +0000\t\n${one} ${none} S <s@h> 0 +0000\t\n${none} ${two} T <t@h> 0 +0000\t\n${two} ${three} S <s@`);
    assert.deepEqual(await readRefLogs(files, folder), [
      { ref: 'refs/heads/x', to: one, by: 's@h' },
      { ref: 'refs/heads/x', to: two, by: 't@h' },
    ]);
  });
});
