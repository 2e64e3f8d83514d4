// `npm run verify`: everything that must hold before a commit, stopping at the first failure.
// The last line is the tests' own `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { agentsFolder, installDependencies, npm } from './install.mjs';
import { installHost } from './installHost.mjs';

/** Scripts of package.json, with their arguments, in the order in which they run before the tests. */
const steps = [['types'], ['lint'], ['manifest', '--', '--check'], ['build'], ['package']];

const start = performance.now();
installDependencies();
installDependencies(agentsFolder);
report('dependencies', start);

const installing = performance.now();
installHost();
report('the VS Code that tests run', installing);

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

const suites = [];
for (const name of ['test', 'test:agents', 'test:host']) {
  const began = performance.now();
  suites.push(await runTests(name));
  report(name, began);
}
report('total', start);
const counts = suites.map(({ lastLine }) => /^(\d+) passed, (\d+) failed$/.exec(lastLine));
const [passed, failed] = [1, 2].map((group) => counts.reduce((sum, count) => sum + Number(count?.[group] ?? 0), 0));
const isWhole = counts.every((count) => count !== null);
if (!isWhole) console.log(`${suites.map(({ lastLine }) => lastLine).join('\n')}\nThe tests did not run to their end.`.trimStart());
else console.log(`${passed} passed, ${failed} failed`);
process.exitCode = suites.find(({ code }) => code !== 0)?.code ?? (isWhole ? 0 : 1);

/** Hands a suite's output through, but keeps the last line back, so that what is printed last is the sum of all. */
function runTests(name) {
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const tests = spawn(
      ...npm(['run', '--silent', name], { env: { ...process.env, ...colour }, stdio: ['inherit', 'pipe', 'inherit'] }),
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
