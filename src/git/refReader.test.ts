import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryRepository } from '../../test/support/repository.js';
import { NodeFiles } from '../platform/nodeFiles.js';
import { BrokenRefError, readRef } from './refReader.js';

describe('a ref is read from its file', () => {
  it('and one that a loss of power emptied is an error, never a ref that is not there', async () => {
    const at = await temporaryRepository({ files: { 'a.txt': 'a\n' } });
    const { commonDir } = at.repository;
    try {
      await at.git('branch', 'other');
      assert.equal(await readRef(new NodeFiles(), commonDir, 'refs/heads/other'), await at.git('rev-parse', 'other'));
      assert.equal(await readRef(new NodeFiles(), commonDir, 'refs/heads/none'), undefined);
      for (const text of ['', 'garbage\n']) {
        await writeFile(join(commonDir, 'refs/heads/other'), text);
        await assert.rejects(readRef(new NodeFiles(), commonDir, 'refs/heads/other'), BrokenRefError);
      }
    } finally {
      await at.dispose();
    }
  });
});
