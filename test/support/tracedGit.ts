import { writeFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { EngineStage } from './engineStage.js';
import type { SystemCall } from './strace.js';
import { changesIn, straceArguments } from './strace.js';

/** One git of a play, and how the same git is known in another play. */
export interface TracedGit {
  /** Its arguments as a pattern of the shell's: what is another one in each play is a star. */
  readonly pattern: string;
  /** It is the n-th that looks so, from 1. */
  readonly nth: number;
  /** The git command, and whose repository it works on. */
  readonly words: string;
  /** Its system calls that change something. */
  readonly calls: readonly SystemCall[];
}

/** Who dies with git: the command that started it, before it can notice, or nobody, as when the system is short of memory. */
export type Victims = 'git' | 'git and engine';

/** Beside the home folder of a stage, which is all that every git of Sanctum's is told. */
const folder = (stage: EngineStage): string => stage.mark('gits');

/** Where it lies when git was killed, or nobody is to be watched any more. */
const usedFolder = (stage: EngineStage): string => stage.mark('gits-used');

/** Puts a program in front of git, for a stage and its copies. Returns the PATH that leads to it; it does nothing until it is told to. */
export async function gitInFront(stage: EngineStage): Promise<string> {
  const file = stage.mark('bin/git');
  const { PATH = '' } = stage.repo.ports.processes.environment();
  await stage.repo.ports.files.makeFolder(dirname(file));
  await stage.setMark(
    'bin/git',
    `#!/bin/sh
PATH='${PATH}'
state="$HOME/../scratch/gits"
[ -d "$state" ] || exec git "$@"
all="$* "
IFS='
'
if [ -e "$state/watch" ]; then
  n=1
  while ! mkdir "$state/$n" 2>/dev/null; do n=$((n + 1)); done
  printf '%s' "$all" > "$state/$n/arguments"
  exec strace -o "$state/$n/trace" $(cat "$state/watch") git "$@"
fi
pattern=$(cat "$state/pattern")
case "$all" in $pattern) ;; *) exec git "$@" ;; esac
n=1
while ! mkdir "$state/seen-$n" 2>/dev/null; do n=$((n + 1)); done
[ $n = "$(cat "$state/nth")" ] || exec git "$@"
mv "$state" "$state-used"
state="$state-used"
strace -o "$state/trace" $(cat "$state/strace") git "$@"
code=$?
[ $code -le 128 ] || touch "$state/struck"
[ ! -e "$state/engine" ] || kill -9 "$(cat "$state/engine")"
[ $code -le 128 ] || kill -9 $$
exit $code
`,
  );
  await chmod(file, 0o755);
  return `${dirname(file)}${delimiter}${PATH}`;
}

/** From now on each git of the stage writes down what it does. */
export async function watchGits(stage: EngineStage): Promise<void> {
  await mkdir(folder(stage));
  await writeFile(join(folder(stage), 'watch'), straceArguments().join('\n'));
}

/** The gits that changed something since they were watched, in the order of their start. Nobody is watched any more. */
export async function watchedGits(stage: EngineStage): Promise<readonly TracedGit[]> {
  await rename(folder(stage), usedFolder(stage));
  const seen = new Map<string, number>();
  const gits: TracedGit[] = [];
  const numbers = (await readdir(usedFolder(stage))).map(Number).filter((number) => number > 0);
  for (const number of numbers.sort((a, b) => a - b)) {
    const [args, trace] = await Promise.all(['arguments', 'trace'].map((name) => readFile(join(usedFolder(stage), String(number), name), 'utf8')));
    const pattern = patternOf(args ?? '', stage.root);
    const nth = (seen.get(pattern) ?? 0) + 1;
    seen.set(pattern, nth);
    const calls = changesIn(trace ?? '', stage.repo.path);
    if (calls.some(({ name }) => name !== 'exit_group')) gits.push({ pattern, nth, words: gitWords(args ?? ''), calls });
  }
  return gits;
}

/** The stage's git that is the n-th to look so is killed as it enters the call. */
export async function aimAtGit(stage: EngineStage, { pattern, nth }: Pick<TracedGit, 'pattern' | 'nth'>, call: SystemCall): Promise<void> {
  await mkdir(folder(stage));
  const texts = { pattern, nth: String(nth), strace: straceArguments(call).join('\n') };
  await Promise.all(Object.entries(texts).map(([name, text]) => writeFile(join(folder(stage), name), text)));
}

/** Kills this process too when git was killed, at once. It must not have come to that git yet. */
export function dieWithGit(stage: EngineStage, pid: number): void {
  writeFileSync(join(folder(stage), 'engine'), String(pid));
}

/** What the git that was aimed at did, when it was killed; nothing where it did not come to that. */
export async function struckGit(stage: EngineStage): Promise<SystemCall | undefined> {
  const { files } = stage.repo.ports;
  if ((await files.status(join(usedFolder(stage), 'struck'))) !== undefined) return changesIn(await readFile(join(usedFolder(stage), 'trace'), 'utf8'), stage.repo.path).at(-1);
  // It may not have come at all.
  await rename(folder(stage), usedFolder(stage)).catch(() => undefined);
  return undefined;
}

/** Ids, paths of the stage and names of runs are others in each play. */
function patternOf(args: string, root: string): string {
  return args
    .replaceAll(root, '*')
    .replaceAll(/\bR-\d{8}T\d{6}-[\w-]+/g, '*')
    .replaceAll(/(?<![0-9a-z])[0-9a-f]{8,}(?![0-9a-z])/g, '*')
    .replaceAll('[', '?');
}

const places: readonly (readonly [RegExp, string])[] = [
  [/--git-dir=\S*\/tickets\//, "a ticket's worktree"],
  [/--git-dir=\S*\/lanes\//, 'a lane of the gate'],
  [/--git-dir=\S*\/snapshots\.git/, "Sanctum's repository for snapshots"],
];

function gitWords(args: string): string {
  const command = /^(?:--\S+ |-c \S+ )*(\S+)/.exec(args)?.[1] ?? '';
  return `\`git ${command}\`, ${places.find(([pattern]) => pattern.test(args))?.[1] ?? "the engineer's repository"}`;
}
