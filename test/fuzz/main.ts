import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Coverage } from './reached.js';
import type { FuzzRow, ReachedFile } from './rows.js';
import { countedInputs } from './rows.js';

const root = join(import.meta.dirname, '../..');

/** Of each kind of document, so many are damaged. */
const kept = 200;

/** Gives every parser so many inputs. A program of its own, since V8 counts rightly only what is loaded after it was told to. */
async function play(inputs: number, seed: number): Promise<readonly FuzzRow[]> {
  const coverage = new Coverage();
  await coverage.start();
  const { fuzzedParsers } = await import('./fuzzedParsers.js');
  const { readAtEveryByte } = await import('../support/everyByte.js');
  const { streamFormats } = await import('../../src/agents/stream/formats.js');
  const parsers = fuzzedParsers({ kept, seed });
  const few = Math.min(inputs, countedInputs);
  const first = parsers.map((one) => one.play(few, seed));
  const reached = await coverage.take();
  const reachedIn = (file: string): ReachedFile => {
    const found = reached.get(join(root, 'src', file));
    if (found === undefined) throw new Error(`src/${file} was not loaded.`);
    return { file, ...found };
  };
  const rows = parsers.map(({ name, given, files, play: give }, at) => {
    const { taken, refused } = give(inputs - few, seed + 1);
    return { name, given, inputs, taken: taken + (first[at]?.taken ?? 0), refused: refused + (first[at]?.refused ?? 0), reached: files.map(reachedIn) };
  });
  const recorded = join(root, 'test/streams');
  const cuts = readdirSync(recorded).flatMap((name) => streamFormats.filter((format) => name.startsWith(`${format}.`) || name.startsWith(`${format}-`)).map((format) => readAtEveryByte(format, readFileSync(join(recorded, name)))));
  return [...rows, { name: 'the streams of agents', given: `${String(cuts.length)} recorded ones, cut at every byte and begun at every byte`, inputs: 2 * cuts.reduce((sum, one) => sum + one, 0), reached: [] }];
}

console.log(JSON.stringify(await play(Number(process.argv[2]), Number(process.argv[3]))));
