import { Pool } from './pool.js';

/** A suite whose tests, each on a stage of its own, run a few at a time; each is still a test with a name and a result. */
export function inParallel(title: string, atOnce: number, tests: Readonly<Record<string, () => Promise<void>>>): void {
  describe(title, function () {
    this.timeout(120_000);
    const results = new Map<string, Promise<void>>();
    before(() => {
      const pool = new Pool(atOnce);
      for (const [name, test] of Object.entries(tests)) results.set(name, pool.run(test));
    });
    after(() => Promise.allSettled(results.values()));
    for (const [name, test] of Object.entries(tests)) {
      let isAgain = false;
      // What mocha tries again is played anew.
      it(name, () => {
        const result = isAgain ? test() : results.get(name);
        isAgain = true;
        return result;
      });
    }
  });
}
