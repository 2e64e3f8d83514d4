// Mocha's own `spec` report, then what each file cost, then the one line that other programs read: `N passed, N failed`.
const { relative } = require('node:path');
const { Runner, reporters } = require('mocha');

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_RETRY } = Runner.constants;

class SummaryReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const began = new Map();
    const millisecondsOf = new Map();

    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (isOutermost(suite)) began.set(suite, performance.now());
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (!isOutermost(suite)) return;
      const spent = performance.now() - began.get(suite);
      millisecondsOf.set(suite.file, (millisecondsOf.get(suite.file) ?? 0) + spent);
    });
    // A test that needed a second try is never passed over in silence.
    runner.on(EVENT_TEST_RETRY, (test, error) => {
      reporters.Base.consoleLog(`    tried again: ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    // Registered after the parent's listeners, so the summary comes after the list of failures.
    runner.once(EVENT_RUN_END, () => {
      const write = reporters.Base.consoleLog;
      for (const [file, milliseconds] of [...millisecondsOf].sort((a, b) => b[1] - a[1])) {
        write(`${(milliseconds / 1000).toFixed(2).padStart(8)} s  ${relative(process.cwd(), file)}`);
      }
      write(`\n${this.stats.passes} passed, ${this.stats.failures} failed`);
    });
  }
}

/** True for the suites that a file declares at its top level; time in hooks counts with them. */
function isOutermost(suite) {
  return suite.parent?.root === true && suite.file !== undefined;
}

module.exports = SummaryReporter;
