// `npm run test:agents`: the tests of the agents' own programs (codex, Claude Code, opencode, qwen-code), each against scripted model servers on
// 127.0.0.1; arguments are handed to mocha. Where the system lets it, they run in a network that has nothing but the loopback.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { agentsFolder, installDependencies, root } from './install.mjs';

installDependencies();
installDependencies(agentsFolder);
const run = (file, args) => spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

const asked = process.argv.slice(2);
const files = asked.some((argument) => argument.endsWith('.ts')) ? [] : ['test/clis/*/*.test.ts'];
const mocha = [join('node_modules', 'mocha', 'bin', 'mocha.js'), '--timeout', '60000', ...files, ...asked];
const alone = ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const isAlone = spawnSync('unshare', [...alone, 'true']).status === 0;
console.log(isAlone ? 'Nothing but the loopback can be reached from here.' : 'The network cannot be closed here: these tests do not show that nothing else is reached.');
const fetched = run(process.execPath, ['--import', 'tsx', join('test', 'clis', 'fetch.ts')]);
process.exitCode = fetched || (isAlone ? run('unshare', [...alone, process.execPath, ...mocha]) : run(process.execPath, mocha));
