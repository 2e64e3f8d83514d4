// `npm run verify`: everything that must hold before a commit, stopping at the first failure.
// The last line is the tests' own `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { codexFolder, installDependencies, npm } from './install.mjs';

/** Scripts of package.json, with their arguments, in the order in which they run before the tests. */
const steps = [['types'], ['lint'], ['manifest', '--', '--check'], ['build'], ['package']];

const start = performance.now();
installDependencies();
installDependencies(codexFolder);
report('dependencies', start);

for (const [name, ...options] of steps) {
  const began = performance.now();
  const { status } = spawnSync(...npm(['run', '--silent', name, ...options], { stdio: 'inherit' }));
  report(name, began);
  if (status !== 0) {
    report('total', start);
    console.log(`Stopped at ${name}; the tests did not run.`);
    process.exit(status ?? 1);
  }
}

const began = performance.now();
const { code, lastLine } = await runTests();
report('test', began);
report('total', start);
const isSummary = /^\d+ passed, \d+ failed$/.test(lastLine);
console.log(isSummary ? lastLine : `${lastLine}\nThe tests did not run to their end.`.trimStart());
process.exitCode = isSummary ? code : code || 1;

/** Hands the tests' output through, but keeps the last line back, so that the durations can be printed before it. */
function runTests() {
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const tests = spawn(
      ...npm(['run', '--silent', 'test'], { env: { ...process.env, ...colour }, stdio: ['inherit', 'pipe', 'inherit'] }),
    );
    let held = '';
    tests.stdout.setEncoding('utf8');
    tests.stdout.on('data', (text) => {
      held += text;
      // A newline at the very end belongs to the last line.
      const cut = held.lastIndexOf('\n', held.length - 2) + 1;
      process.stdout.write(held.slice(0, cut));
      held = held.slice(cut);
    });
    tests.on('close', (code) => resolve({ code: code ?? 1, lastLine: held.trimEnd() }));
  });
}

function report(name, began) {
  console.log(`-- ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
