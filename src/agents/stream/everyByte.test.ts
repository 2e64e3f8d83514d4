import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { readAtEveryByte } from '../../../test/support/everyByte.js';
import { streamFormats } from './formats.js';
import { readStream } from './readStream.js';

/** Streams of real runs (of typoi's stand-in), by format: `<format>.jsonl`, `<format>-<what>.jsonl`. */
const folder = join(import.meta.dirname, '../../../test/streams');

describe('a recorded stream, cut at every byte,', () => {
  it('is there for every format', () => {
    const recorded = readdirSync(folder).map((name) => name.replace(/[.-].*/, ''));
    assert.deepEqual([...new Set(recorded)].sort(), [...streamFormats].sort());
  });

  for (const name of readdirSync(folder).sort()) {
    const format = streamFormats.find((known) => name.startsWith(`${known}.`) || name.startsWith(`${known}-`));
    it(`${name} is read without a fault`, function () {
      this.timeout(60_000);
      assert.ok(format, `${name} is named after no format`);
      const recorded = readFileSync(join(folder, name));
      assert.ok(readAtEveryByte(format, recorded) >= recorded.length);
      const whole = readStream(format, recorded.toString('utf8'), { exitCode: 0, asked: false });
      assert.ok(whole.length > 3 && whole.some(({ kind }) => kind === 'end'));
    });
  }
});
