import assert from 'node:assert/strict';
import type { Files } from '../platform/files.js';
import { NodeFiles } from '../platform/nodeFiles.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { LooseObjects } from './looseObjects.js';

class FullDisk extends NodeFiles implements Files {
  override writeSynced(): Promise<void> {
    return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  }
}

describe('objects are written many at once', () => {
  it('and a full disk is one error for the caller, not the end of the process', async () => {
    const at = await temporaryRepository({ files: {} });
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    try {
      const objects = new LooseObjects(new FullDisk(), at.repository.objectsFolder, 'sha1');
      const prepared = (['blob', 'tree', 'tree', 'commit'] as const).map((type, number) => objects.prepare(type, Buffer.from(`a body ${String(number)}`)));
      await assert.rejects(objects.writeAll(prepared), /ENOSPC/);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(unheard, []);
    } finally {
      process.removeListener('unhandledRejection', hear);
      for (const other of others) process.on('unhandledRejection', other);
      await at.dispose();
    }
  });
});
