// Installs the exact dependencies of a package-lock.json when they are missing or out of date.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The agents' own programs, which tests run; they are too large to be installed with the project. */
export const agentsFolder = join(root, 'test', 'clis', 'program');

/** Those of the project, or the agents' programs that tests run. Stops the program with a message when npm fails. */
export function installDependencies(folder = root) {
  requireNode();
  // npm writes this file last, so a later date than the lockfile's means that an install came to its end.
  const installed = modified(join(folder, 'node_modules', '.package-lock.json'));
  if (installed !== undefined && installed >= modified(join(folder, 'package-lock.json'))) return;

  // `npm ci` wants the lockfile to name the agents' builds for every other system too, and not every registry has those.
  const words = folder === root ? ['ci'] : ['install', '--no-save'];
  console.log(`Installing ${folder === root ? 'dependencies' : "the agents' programs that tests run"} with npm ${words.join(' ')}; this happens once.`);
  // No dependency needs its install script, and one of them would want a compiler. An outer `npm --silent` would hide why it failed.
  const { status, stdout, stderr, error } = spawnSync(...npm([...words, '--ignore-scripts', '--loglevel=error'], { encoding: 'utf8', cwd: folder }));
  if (status === 0) return;
  console.error([stdout, stderr, error?.message].filter(Boolean).join('\n'));
  console.error(`npm ${words[0]} failed. Check the network and the npm registry, then run the command again.`);
  process.exit(1);
}

/**
 * The arguments of `spawn` that run npm in the project's root. Windows cannot start `npm` without a shell, so npm is run
 * by the file that runs this script, where there is one.
 */
export function npm(args, options) {
  const npmFile = process.env.npm_execpath;
  if (npmFile?.endsWith('.js')) return [process.execPath, [npmFile, ...args], { cwd: root, ...options }];
  return ['npm', args, { cwd: root, shell: process.platform === 'win32', ...options }];
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Sanctum needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** The file's time of modification in milliseconds, or undefined when there is no such file. */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
