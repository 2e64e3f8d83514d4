import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { chmod, utimes } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { engineersBeside } from './engineersBeside.js';
import type { Landable, RunningSanctum } from './engineStage.js';
import { EngineStage } from './engineStage.js';
import { landedOnce } from './landedOnce.js';
import type { SystemCall } from './strace.js';
import { changesIn, straceArguments } from './strace.js';

const files = {
  '.gitignore': '*.log\n',
  'changed.txt': 'old\n',
  'also/changed.txt': 'old\n',
  'removed.txt': 'removed\n',
  'folder/removed.txt': 'with its folder\n',
  'tool.sh': '#!/bin/sh\n',
  'to-link': 'a file before\n',
  'to-folder': 'a file before\n',
  'to-file/removed.txt': 'a folder before\n',
  'kept.txt': 'kept\n',
  'staged.txt': 'staged\n',
};

const landing: Readonly<Record<string, string>> = {
  'changed.txt': 'new\n',
  // More than one write.
  'also/changed.txt': 'new\n'.repeat(5000),
  'new.txt': 'new\n',
  'new/deep/new.txt': 'new\n',
  'fresh/deep/new.txt': 'new\n',
  'to-folder/deep/new.txt': 'new\n',
  'to-file': 'new\n',
};

const touched = new Set([...Object.keys(landing), 'removed.txt', 'folder/removed.txt', 'to-file/removed.txt', 'tool.sh', 'to-link', 'to-folder']);

const isLandings = (path: string): boolean => touched.has(path);

/** What was found after a kill, before Sanctum was started again. */
export interface Wreck {
  readonly call: SystemCall;
  readonly masterMoved: boolean;
  /** Lock files of git's. */
  readonly locks: readonly string[];
  /** How many of the landing's paths were no longer in the checkout as they were before. */
  readonly pathsChanged: number;
}

/** Who dies with git: the engine, before it can notice, or nobody, as when the system is short of memory. */
type Victims = 'git and engine' | 'git';

/** One landing, prepared once and played on many copies, whose git is killed at one system call after another. */
export class KilledLandings {
  private constructor(
    private readonly base: EngineStage,
    private readonly landable: Landable,
    /** With the git that listens for its end in front. */
    private readonly path: string,
    /** Every system call of the landing's git that changes something. */
    readonly calls: readonly SystemCall[],
  ) {}

  /** Prepares the landing and plays it once, unharmed, to see what git does. */
  static async make(): Promise<KilledLandings> {
    const base = await EngineStage.make({ files, config: { protected: { allow: ['tool.sh'] } } });
    const landable = await base.landableTree(await landedTree(base));
    const path = await tracedGit(base);
    const unharmed = new KilledLandings(base, landable, path, []);
    return new KilledLandings(base, landable, path, await unharmed.watch());
  }

  close(): Promise<void> {
    return this.base.close();
  }

  /** Kills git when it enters the call, and the engine too; lets a new engine recover, and checks all that was promised. */
  kill(call: SystemCall): Promise<Wreck> {
    return this.recovered(async (stage) => {
      const { signal, output } = await (await this.land(stage, call, 'git and engine')).finished;
      assert.equal(signal, 'SIGKILL', `git did not come to ${call.words}: ${output}`);
      assert.equal((await this.traced(stage)).at(-1)?.words, call.words);
      const wreck = await this.lookAt(stage, call);
      const ended = await stage.untilIdle();
      assert.equal(ended.code, 0, ended.output);
      return wreck;
    });
  }

  /** Kills git alone: the engine that started it finishes the landing or takes it back, and what was taken back lands at the next try. */
  killGit(call: SystemCall): Promise<void> {
    return this.recovered(async (stage) => {
      const { code, output } = await (await this.land(stage, call, 'git')).finished;
      assert.ok(code === 0 || code === 7, output);
      assert.equal((await this.traced(stage)).at(-1)?.words, call.words);
      assert.deepEqual(await locksIn(stage), []);
      const ended = await stage.untilIdle();
      assert.equal(ended.code, 0, ended.output);
    });
  }

  private recovered<Value>(play: (stage: EngineStage) => Promise<Value>): Promise<Value> {
    return this.onCopy(async (stage) => {
      const before = await engineersBeside(stage, isLandings);
      const result = await play(stage);
      await landedOnce(stage, this.landable);
      assert.deepEqual(await engineersBeside(stage, isLandings), before);
      assert.deepEqual(await locksIn(stage), []);
      await stage.quiet();
      return result;
    });
  }

  private watch(): Promise<readonly SystemCall[]> {
    return this.onCopy(async (stage) => {
      const { code, output } = await (await this.land(stage)).finished;
      assert.equal(code, 0, output);
      await landedOnce(stage, this.landable);
      return this.traced(stage);
    });
  }

  private async land(stage: EngineStage, call?: SystemCall, victims: Victims = 'git'): Promise<RunningSanctum> {
    await stage.setMark('strace', straceArguments(stage.mark('trace'), call).join('\n'));
    const engine = stage.start(['run', '--until-idle']);
    if (victims === 'git and engine') writeFileSync(stage.mark('engine'), String(engine.pid));
    return engine;
  }

  private async traced(stage: EngineStage): Promise<readonly SystemCall[]> {
    return changesIn(await stage.markText('trace'), stage.repo.path);
  }

  private async lookAt(stage: EngineStage, call: SystemCall): Promise<Wreck> {
    const { git } = stage.repo;
    const tip = await git('rev-parse', 'refs/heads/master');
    const changed = (await git('--no-optional-locks', 'diff', '--name-only', '--no-renames', this.landable.candidate === tip ? `${tip}^` : tip)).split('\n');
    const created = (await git('ls-files', '--others', '--exclude-standard')).split('\n');
    const pathsChanged = new Set([...changed, ...created].filter(isLandings)).size;
    return { call, masterMoved: tip === this.landable.candidate, locks: await locksIn(stage), pathsChanged };
  }

  /** A checkout in which the engineer has changed, staged, untracked and ignored files, some of them in the landing's folders. */
  private async onCopy<Value>(work: (stage: EngineStage) => Promise<Value>): Promise<Value> {
    const stage = await this.base.copy({ PATH: this.path });
    const { repo } = stage;
    try {
      await repo.write('kept.txt', 'kept, and modified\n');
      await repo.write('staged.txt', 'staged, and modified\n');
      await repo.write('new/staged.txt', 'staged, and new\n');
      await makeOld(stage, ['staged.txt', 'new/staged.txt']);
      await repo.git('add', 'staged.txt', 'new/staged.txt');
      await repo.write('staged.txt', 'modified once more\n');
      await repo.write('also/notes.md', 'notes\n');
      await repo.write('new/deep/debug.log', 'ignored\n');
      return await work(stage);
    } finally {
      await stage.close();
    }
  }
}

/** The lock files of git's that lie in the repository. */
async function locksIn({ repo }: EngineStage): Promise<readonly string[]> {
  const found: string[] = [];
  for (const lock of ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock', 'refs/heads/master.lock']) {
    if ((await repo.ports.files.status(join(repo.path, '.git', lock))) !== undefined) found.push(lock);
  }
  return found;
}

/** Files change, come and go, with folders and without; a mode changes, a file becomes a link, another a folder. */
async function landedTree(base: EngineStage): Promise<string> {
  const { repo } = base;
  const { git } = repo;
  await git('rm', '--quiet', '-r', 'removed.txt', 'folder', 'to-link', 'to-folder', 'to-file');
  for (const [path, text] of Object.entries(landing)) await repo.write(path, text);
  await repo.ports.files.makeLink(`${repo.path}/to-link`, 'changed.txt');
  await chmod(`${repo.path}/tool.sh`, 0o755);
  await git('add', '--all');
  const tree = await git('write-tree');
  await git('reset', '--quiet', '--hard');
  await makeOld(base, (await git('ls-files')).split('\n'));
  return tree;
}

/** A file of the same second as the index is read by git once more, and in every copy git is to make the same calls. */
async function makeOld({ repo }: EngineStage, paths: readonly string[]): Promise<void> {
  for (const path of paths) await utimes(join(repo.path, path), 1, 1);
}

/**
 * A git in front of git: a landing's, where a file `strace` in the stage's scratch folder says how, runs traced; when it was killed, the
 * engine whose id lies beside is killed too, before it can notice. Returns the PATH that leads to it.
 */
async function tracedGit(base: EngineStage): Promise<string> {
  const file = base.mark('bin/git');
  const { PATH = '' } = base.repo.ports.processes.environment();
  await base.repo.ports.files.makeFolder(dirname(file));
  await base.setMark(
    'bin/git',
    `#!/bin/sh
PATH='${PATH}'
state="$PWD/../scratch"
case " $* " in *' merge --ff-only '*) ;; *) exec git "$@" ;; esac
mv "$state/strace" "$state/used" 2>/dev/null || exec git "$@"
IFS='
'
strace $(cat "$state/used") git "$@"
code=$?
[ ! -e "$state/engine" ] || kill -9 "$(cat "$state/engine")"
[ $code -le 128 ] || kill -9 $$
exit $code
`,
  );
  await chmod(file, 0o755);
  return `${dirname(file)}${delimiter}${PATH}`;
}
