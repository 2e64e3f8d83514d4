// `npm start`: from a fresh clone to the demo in one command.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies } from './install.mjs';

const root = join(import.meta.dirname, '..');

installDependencies();

const build = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

const demo = spawn(process.execPath, [join(root, 'dist', 'cli.cjs'), 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal sends Ctrl+C to both; the demo decides how to end, and this process waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('error', (error) => {
  console.error(`The demo did not start: ${error.message}`);
  process.exit(1);
});
demo.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
