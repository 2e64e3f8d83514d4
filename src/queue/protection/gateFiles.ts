import { isDeepStrictEqual } from 'node:util';
import { posix } from 'node:path';
import type { Config } from '../../plan/schemas.js';
import { gateCommands } from '../gate.js';
import { namedPaths } from './namedPaths.js';

type Json = Readonly<Record<string, unknown>>;

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A file of JSON as an object; undefined for what is none. */
function readJson(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function scriptsOf(manifest: Json | undefined): ReadonlyMap<string, string> {
  const scripts = Object.entries(record(manifest?.['scripts']));
  return new Map(scripts.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])));
}

/** Run by themselves when packages are installed. */
const onInstall = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

/** The scripts of a manifest that commands come to, through other scripts too. */
function reached(commands: readonly string[], scripts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (name: string): void => {
    const text = scripts.get(name);
    if (text === undefined || found.has(name)) return;
    found.add(name);
    follow(text);
    for (const hook of [`pre${name}`, `post${name}`]) take(hook);
  };
  const follow = (command: string): void => {
    for (const word of command.split(/[\s;&|()<>"'`=]+/)) {
      if (word === 't' || word === 'tst') take('test');
      if (word.endsWith('*')) for (const name of scripts.keys()) if (name.startsWith(word.slice(0, -1))) take(name);
      take(word);
    }
  };
  for (const command of commands) follow(command);
  for (const name of onInstall) take(name);
  return found;
}

/** Of a manifest, beside its scripts: what settings of runners and of hooks stand there. */
const runnerKeys = ['jest', 'mocha', 'ava', 'c8', 'nyc', 'tap', 'vitest', 'tsd', 'playwright', 'karma', 'workspaces'];
const hookKeys = ['husky', 'lint-staged', 'simple-git-hooks', 'pre-commit', 'pre-push', 'lefthook'];

const packageManager = /\b(?:npm|npx|yarn|pnpm|bunx?)\b|\bnode --run\b/;

/** What a change of one `package.json` does to the gate, in words; undefined when nothing. */
function manifestChange(commands: readonly string[], before: string, after: string): string | undefined {
  const [old, now] = [readJson(before === '' ? '{}' : before), readJson(after === '' ? '{}' : after)];
  if (old === undefined || now === undefined) return 'the gate';
  const [oldScripts, nowScripts] = [scriptsOf(old), scriptsOf(now)];
  const names = new Set([...reached(commands, oldScripts), ...reached(commands, nowScripts)]);
  if ([...names].some((name) => oldScripts.get(name) !== nowScripts.get(name))) return 'the gate';
  if (runnerKeys.some((key) => !isDeepStrictEqual(old[key], now[key]))) return 'the gate';
  return hookKeys.some((key) => !isDeepStrictEqual(old[key], now[key])) ? 'hooks' : undefined;
}

/** The lines of those sections of a TOML or INI file whose names begin so. */
function sections(text: string, names: RegExp): string {
  let isInside = false;
  return text
    .split('\n')
    .filter((line) => {
      const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
      if (header !== undefined) isInside = names.test(header.replaceAll('"', ''));
      return isInside && line.trim() !== '';
    })
    .join('\n');
}

/** Files that hold more than tests: only these sections of them are the gate's. */
const sectioned: readonly (readonly [RegExp, RegExp])[] = [
  [/^pyproject\.toml$/, /^tool\.(?:pytest|tox|nox|hatch|pdm\.scripts|poe|taskipy|coverage|unittest)\b/],
  [/^setup\.cfg$/, /^(?:tool:pytest|coverage|flake8|testenv|aliases)/],
  [/^Cargo\.toml$/, /^(?:test|bench|lib|bin|example|profile|features|lints|workspace)\b/],
  [/^\.cargo\/config(?:\.toml)?$/, /./],
];

/** Programs whose definition lies in a file that their command does not name. */
const definitions: readonly (readonly [RegExp, RegExp])[] = [
  [/\bg?make\b/, /^(?:GNUm|[mM])akefile$|\.mk$/],
  [/\bjust\b/, /^\.?[jJ]ustfile$/],
  [/\btask\b/, /^[tT]askfile(?:\.dist)?\.ya?ml$/],
  [/\b(?:mage)\b/, /^magefile\.go$/],
  [/\brake\b/, /^Rakefile$|\.rake$/],
  [/\bnox\b/, /^noxfile\.py$/],
  [/\binvoke\b|\binv\b/, /^tasks\.py$/],
  [/\bc(?:make|test)\b/, /^CMakeLists\.txt$|^CMakePresets\.json$|^CTest\w*\.cmake$/],
  [/\bdeno\b/, /^deno\.jsonc?$/],
  [/\bbazel(?:isk)?\b/, /^\.bazelrc$/],
  [/\bearthly\b/, /^Earthfile$/],
  [/\bdocker\b/, /^(?:Dockerfile.*|(?:docker-)?compose.*\.ya?ml)$/],
];

/** Settings of runners, whatever starts these. */
const runnerSettings =
  /^(?:\.mocharc(?:\..+)?|(?:jest|vitest|karma|playwright|cypress|ava|web-test-runner|wdio)(?:\.\w+)?\.(?:conf|config|workspace)\.[\w.]+|vitest\.workspace\.\w+|\.taprc|\.nycrc(?:\..+)?|\.c8rc(?:\..+)?|pytest\.ini|\.pytest\.ini|tox\.ini|\.coveragerc|phpunit\.xml(?:\.dist)?|\.rspec|nextest\.toml|bunfig\.toml|testng\.xml|\.testcaferc\..+|\.runsettings)$/;

/** Vitest also takes its settings from those of the builder. */
const builderSettings = /^vite(?:\.\w+)?\.config\.\w+$/;

/** A file of pytest's that can leave tests out, whatever else it is for. */
const leavesOut = /\bcollect_ignore|\bpytest_(?:collection_modifyitems|ignore_collect|collect_file|runtest_\w+|pyfunc_call|itemcollected|deselected|sessionfinish)\b/;

/** A changed file as text; '' on a side where it is not. */
export interface TextChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Says of a changed file how it is part of what the gate runs, in a word or two; undefined when it is none. `manifest` is the base's `package.json`. */
export function gatePart({ gate, setup }: Pick<Config, 'gate' | 'setup'>, manifest: string | undefined): (change: TextChange) => string | undefined {
  const own = [...gateCommands(gate).map(({ command }) => command), ...(gate.testCommand === undefined ? [] : [gate.testCommand])];
  const commands = [...own, ...setup.commands];
  const scripts = manifest === undefined || !commands.some((command) => packageManager.test(command)) ? new Map<string, string>() : scriptsOf(readJson(manifest));
  const texts = [...commands, ...[...reached(commands, scripts)].map((name) => scripts.get(name) ?? '')];
  const named = new Set(texts.flatMap(namedPaths).map((path) => posix.normalize(path)));
  return ({ path, before, after }) => {
    const name = posix.basename(path);
    if (name === 'package.json') return texts.some((text) => packageManager.test(text)) ? manifestChange(commands, before, after) : undefined;
    if (name === 'conftest.py') return leavesOut.test(after) || leavesOut.test(before) ? 'the gate' : undefined;
    if (builderSettings.test(name)) return /\btest\s*:/.test(before) || /\btest\s*:/.test(after) ? 'the gate' : undefined;
    const parts = sectioned.find(([file]) => file.test(name) || file.test(path))?.[1];
    if (parts !== undefined) return sections(before, parts) === sections(after, parts) ? undefined : 'the gate';
    const isPart = named.has(path) || runnerSettings.test(name) || definitions.some(([program, file]) => file.test(name) && texts.some((text) => program.test(text)));
    return isPart ? 'the gate' : undefined;
  };
}
