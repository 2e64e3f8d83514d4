// `npm run test:host`: the tests of the extension in a real VS Code; arguments are handed to mocha.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, root } from './install.mjs';
import { installHost } from './installHost.mjs';

installDependencies();
installHost();
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
const asked = process.argv.slice(2);
const files = asked.some((argument) => argument.endsWith('.ts')) ? [] : ['test/host/**/*.test.ts'];
process.exitCode = run('scripts/build.mjs') || run(join('node_modules', 'mocha', 'bin', 'mocha.js'), '--timeout', '120000', ...files, ...asked);
