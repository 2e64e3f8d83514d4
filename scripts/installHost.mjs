// `node scripts/installHost.mjs`: the VS Code that `npm run test:host` and `npm run pictures` run, from packages alone: no download of a
// desktop program. It lies in the user's cache, since it takes minutes to build and half a gigabyte, and is the same for every clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './install.mjs';

const described = join(root, 'test', 'host', 'program');

/** What the browser and the build of native parts come from. */
const debianPackages = ['chromium', 'libkrb5-dev', 'pkg-config', 'g++', 'make'];

/** Where the program is: its server, the Node that runs it, and the browser that shows it. Installs what is missing; throws with what to do. */
export function installHost() {
  installDebianPackages();
  const lock = readFileSync(join(described, 'package-lock.json'));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'sanctum-host', createHash('sha256').update(lock).digest('hex').slice(0, 12));
  if (!existsSync(folder)) build(folder);
  return {
    node: join(folder, 'node_modules', 'node', 'bin', 'node'),
    server: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
    browser: '/usr/bin/chromium',
  };
}

/** Builds beside the place and moves there at the end, so that what is there is whole. */
function build(folder) {
  console.log('Installing the VS Code that the tests run; this happens once and takes a few minutes.');
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(described, name), join(making, name));
  const path = [join(making, 'node_modules', 'node', 'bin'), process.env.PATH].join(delimiter);
  run(making, ['ci', '--ignore-scripts'], {});
  run(making, ['rebuild', 'node'], {});
  // The server's native parts must be built by the Node that will load them, with its headers, which lie beside it.
  const headers = join(making, 'node_modules', 'node', 'node_modules', `node-${process.platform}-${process.arch}`);
  run(making, ['rebuild', 'argon2', 'code-server'], { PATH: path, npm_config_nodedir: headers });
  renameSync(making, folder);

  function run(cwd, args, environment) {
    // By its name, and without what an outer npm says of itself: npm then runs on the Node that is first on the PATH.
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(?:registry|cache|proxy|https_proxy)$)/i.test(name)));
    const { status, stdout, stderr, error } = spawnSync('npm', args, { cwd, encoding: 'utf8', env: { ...own, ...environment } });
    if (status === 0) return;
    rmSync(making, { recursive: true, force: true });
    throw new Error(`npm ${args.join(' ')} failed.\n${[stdout, stderr, error?.message].filter(Boolean).join('\n')}`);
  }
}

function installDebianPackages() {
  if (existsSync('/usr/bin/chromium') && existsSync('/usr/include/krb5.h')) return;
  const words = `apt-get install -y ${debianPackages.join(' ')}`;
  if (process.getuid?.() !== 0) throw new Error(`The tests of the extension need a browser and a compiler. On Debian, as root: ${words}`);
  console.log(`Installing with: ${words}`);
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', ...debianPackages]]) {
    const { status, stderr } = spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed.\n${stderr}`);
  }
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(installHost(), null, 2));
