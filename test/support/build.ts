import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const bundles = ['cli', 'mcp', 'runner', 'rehearsal', 'extension'].map((name) => join(root, 'dist', `${name}.cjs`));

/** What the bundles are made of, beside the dependencies. */
const sources = ['src', 'scripts/build.mjs', 'package.json'].map((name) => join(root, name));

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const names = readdirSync(path).filter((name) => !name.endsWith('.test.ts'));
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}

function isCurrent(): boolean {
  const oldestBundle = Math.min(...bundles.map((bundle) => modified(bundle) ?? 0));
  return oldestBundle > Math.max(...sources.map(newest));
}

let command: string | undefined;

/** The path of `dist/cli.cjs`, with its fellows beside it; built when it is missing or older than its sources, once in a test process. */
export function builtCommand(): string {
  if (command !== undefined) return command;
  if (!isCurrent()) {
    const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`The bundles could not be built.\n${built.stdout}${built.stderr}`);
  }
  command = join(root, 'dist', 'cli.cjs');
  return command;
}
