// `npm run test:host`: the tests of the extension in a real VS Code; arguments are handed to mocha. It is one from
// packages unless SANCTUM_TEST_HOST=desktop, which downloads the desktop program.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, root } from './install.mjs';
import { installHost } from './installHost.mjs';

installDependencies();
if (process.env.SANCTUM_TEST_HOST !== 'desktop') installHost();
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
// A person's window is driven by keys and clicks, which a busy machine can draw late: each test has a second try, and the report tells of it.
const asked = process.argv.slice(2);
const files = asked.some((argument) => argument.endsWith('.ts')) ? [] : ['test/host/**/*.test.ts'];
process.exitCode = run('scripts/build.mjs') || run(join('node_modules', 'mocha', 'bin', 'mocha.js'), '--timeout', '120000', '--retries', '1', ...files, ...asked);
