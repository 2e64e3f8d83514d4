import assert from 'node:assert/strict';
import { fuzzedParsers } from './fuzzedParsers.js';

/** How many of each are enough for every day; in `test/long` it is hundreds of times as many. */
const [inputs, kept] = [500, 10];

/** Every day the same ones: what nobody has seen is looked for in `test/long`. */
const seed = 1;

describe('a parser of what others wrote', function () {
  this.timeout(120_000);

  for (const { name, given, play } of fuzzedParsers({ kept, seed })) {
    it(`takes ${name}, or refuses it, and does nothing else: ${given}`, () => {
      const { taken, refused } = play(inputs, seed);
      assert.ok(taken > inputs / 50 && refused > inputs / 50, `of what is given too little is right, or too little is wrong: ${String(taken)} taken, ${String(refused)} refused`);
    });
  }
});
