import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Goes with the dependencies, and is fetched once for them. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/sanctum-foreign');

function npm(folder: string, ...args: string[]): void {
  try {
    execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  } catch (error) {
    throw new Error(`npm ${args.join(' ')} failed; these tests need the npm registry the first time.`, { cause: error });
  }
}

/** Makes a folder of the cache whole or not at all, so that test processes may race for it. */
function cached(name: string, make: (folder: string) => void): string {
  const place = join(cache, name);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'making-'));
  try {
    make(folder);
    renameSync(folder, place);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

/** Unpacks a package into `folder` as it was published. `integrity` is the registry's `dist.integrity`; throws when the bytes are others. */
export function unpackPublished(name: string, version: string, integrity: string, folder: string): void {
  const tarball = join(cached(`${name}-${version}`, (place) => npm(place, 'pack', `${name}@${version}`)), `${name}-${version}.tgz`);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${tarball} is ${found}, not ${integrity}. Remove it if a download was cut short.`);
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}

/** The `node_modules` folder of an installation of nothing but this package, `more` by name with their versions, and what they need. */
export function installedModules(name: string, version: string, more: Readonly<Record<string, string>> = {}): string {
  const wanted = Object.entries({ [name]: version, ...more }).map(([one, its]) => `${one}@${its}`);
  const key = wanted.length === 1 ? '' : `-${createHash('sha256').update(wanted.join(' ')).digest('hex').slice(0, 12)}`;
  const place = cached(`with-${name}-${version}${key}`, (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    npm(folder, 'install', '--save-exact', ...wanted);
  });
  return join(place, 'node_modules');
}
