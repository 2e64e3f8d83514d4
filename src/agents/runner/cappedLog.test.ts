import assert from 'node:assert/strict';
import { join } from 'node:path';
import { NodeFiles } from '../../platform/nodeFiles.js';
import { RunFolder } from '../runFolder.js';
import { CappedLog } from './cappedLog.js';
import { WholeLines } from './wholeLines.js';

describe('a capped log', () => {
  const files = new NodeFiles();
  let folder: RunFolder;
  beforeEach(async () => {
    folder = new RunFolder(files, await files.makeTemporaryFolder('sanctum-log-'));
    await folder.make();
  });
  afterEach(() => files.removeTree(folder.path));

  async function logged(limit: number, chunks: readonly string[]): Promise<string> {
    const log = new CappedLog(files, { log: folder.streamLog, piece: (n) => folder.streamPiece(n) }, limit);
    for (const chunk of chunks) log.write(Buffer.from(chunk));
    await log.finish();
    assert.equal(log.bytes, chunks.join('').length);
    assert.equal(log.pendingBytes, 0);
    return (await files.readIfThere(folder.streamLog))?.toString() ?? '';
  }

  it('keeps all of what fits', async () => {
    const text = Array.from({ length: 100 }, (_, at) => `line ${String(at)}\n`);
    assert.equal(await logged(16_000, text), text.join(''));
  });

  it('has nothing to keep of nothing', async () => {
    assert.equal(await logged(1024, []), '');
  });

  for (const size of [1, 7, 100, 5000, 60_000]) {
    it(`keeps beginning and end, and counts what it left out, in chunks of ${String(size)}`, async () => {
      const text = Array.from({ length: 7000 }, (_, at) => String(at).padStart(9, '0')).join('\n');
      const chunks = text.match(new RegExp(`[\\s\\S]{1,${String(size)}}`, 'g')) ?? [];
      const log = await logged(16_000, chunks);
      const parts = /^([\s\S]{8000})\n\[Sanctum left out (\d+) bytes of output here\.\]\n([\s\S]*)$/.exec(log);
      assert.ok(parts, log.slice(7900, 8200));
      const [, head = '', dropped, tail = ''] = parts;
      assert.ok(text.startsWith(head) && text.endsWith(tail));
      assert.ok(tail.length >= 7000 && tail.length <= 8000, String(tail.length));
      assert.equal(head.length + Number(dropped) + tail.length, text.length);
    });
  }

  it('loses lines and nothing else when the disk takes none', async () => {
    class FullDisk extends NodeFiles {
      override append(): Promise<void> {
        return Promise.reject(new Error('ENOSPC'));
      }
    }
    const log = new CappedLog(new FullDisk(), { log: folder.streamLog, piece: (n) => folder.streamPiece(n) }, 1024);
    log.write(Buffer.alloc(5000));
    await log.finish();
    assert.equal(log.bytes, 5000);
    assert.equal(await files.status(join(folder.outputFolder, 'stream.log')), undefined);
  });

  it('says when it has caught up', async () => {
    let drained = 0;
    const log = new CappedLog(files, { log: folder.streamLog, piece: (n) => folder.streamPiece(n) }, 1024, () => (drained += 1));
    log.write(Buffer.alloc(3_000_000));
    assert.equal(log.pendingBytes, 3_000_000);
    await log.finish();
    assert.deepEqual([drained, log.pendingBytes], [1, 0]);
  });
});

describe('whole lines', () => {
  it('are handed on however the chunks are cut', () => {
    const text = '{"a":"é"}\n\nsecond\nno end';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const lines = new WholeLines();
      const taken = [lines.take(bytes.subarray(0, cut)), lines.take(bytes.subarray(cut))];
      for (const part of taken) assert.ok(part.length === 0 || part.at(-1) === 0x0a);
      assert.equal(Buffer.concat([...taken, lines.rest()]).toString(), text);
    }
  });

  it('do not hold a line without end', () => {
    const lines = new WholeLines();
    assert.equal(lines.take(Buffer.alloc(60_000, 'x')).length, 0);
    assert.equal(lines.take(Buffer.alloc(60_000, 'x')).length, 120_000);
    assert.equal(lines.rest().length, 0);
  });
});
