import { delimiter, parse } from 'node:path';
import { machinesEnvironment } from '../platform/machinesPrograms.js';
import type { Child, Command, Completed, Processes } from '../platform/processes.js';
import { gitWords } from './gitWords.js';

/** Whose configuration git reads: the engineer's own, or none but the repository's (for repositories that Sanctum made). */
export type GitConfiguration = 'engineer' | 'closed';

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly workTree?: string;
  /** Where git runs; by default the work tree, else the git directory. */
  readonly cwd?: string;
  readonly indexFile?: string;
  /** Where new objects go instead of the repository's own store. */
  readonly objectDirectory?: string;
  readonly alternateObjectDirectories?: readonly string[];
  /** Exit codes that are an answer and no failure; 0 always is. */
  readonly answers?: readonly number[];
}

/** The git command among its arguments: what follows the settings. */
function subcommand(args: readonly string[]): string {
  const at = args.findIndex((arg, index) => arg !== '-c' && args[index - 1] !== '-c');
  return args[at] ?? '';
}

/** git said no: what was asked, and the way out; `errorOutput` is all that git said. */
export class GitError extends Error {
  override readonly name = 'GitError';

  constructor(
    readonly args: readonly string[],
    readonly exitCode: number | undefined,
    readonly errorOutput: string,
  ) {
    super(gitWords(subcommand(args), exitCode, errorOutput));
  }
}

/** The settings that hold for every git of ours; each one is there because its absence was seen to run code or to move data. */
const pinnedSettings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.fsync=loose-object,reference',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.allow=never',
  'submodule.recurse=false',
  'advice.detachedHead=false',
];

const inheritedVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR'];

/**
 * The environment of every git of ours: built from nothing, so that no `GIT_*` of a hook or a terminal leaks in. By its PATH git itself is found, and whatever it starts:
 * the machine's own, as `machinesEnvironment` tells them.
 */
export function gitEnvironment(machine: Readonly<Record<string, string>>, configuration: GitConfiguration): Record<string, string> {
  const environment: Record<string, string> = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_SSH_COMMAND: 'false',
    GIT_ASKPASS: 'false',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_AUTHOR_NAME: 'Sanctum',
    GIT_AUTHOR_EMAIL: 'sanctum@localhost',
    GIT_COMMITTER_NAME: 'Sanctum',
    GIT_COMMITTER_EMAIL: 'sanctum@localhost',
  };
  const own = machinesEnvironment(machine);
  for (const name of inheritedVariables) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  if (configuration === 'closed') {
    environment['GIT_CONFIG_NOSYSTEM'] = '1';
    environment['GIT_CONFIG_GLOBAL'] = '/dev/null';
    environment['GIT_ATTR_NOSYSTEM'] = '1';
  }
  return environment;
}

/** A folder in a list of them; one with the separator in its name is quoted (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES). */
function listedFolder(folder: string): string {
  if (!folder.startsWith('"') && !folder.includes(delimiter) && !folder.includes('\n')) return folder;
  return `"${folder.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/**
 * The one way git is run: an explicit git directory, a closed environment, arguments from our own code only. Text of an agent's or
 * a ticket's never becomes an option or a ref name; it travels on standard input or after `--`.
 */
export class Git {
  constructor(
    private readonly processes: Processes,
    readonly gitDir: string,
    private readonly configuration: GitConfiguration,
  ) {}

  /** The command line for `args`, for the few places that start git in a way of their own. */
  command(args: readonly string[], options: GitOptions = {}): Command {
    const env = gitEnvironment(this.processes.environment(), this.configuration);
    if (options.indexFile !== undefined) env['GIT_INDEX_FILE'] = options.indexFile;
    if (options.objectDirectory !== undefined) env['GIT_OBJECT_DIRECTORY'] = options.objectDirectory;
    if (options.alternateObjectDirectories !== undefined) {
      env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = options.alternateObjectDirectories.map(listedFolder).join(delimiter);
    }
    return {
      file: 'git',
      args: [
        `--git-dir=${this.gitDir}`,
        ...(options.workTree === undefined ? [] : [`--work-tree=${options.workTree}`]),
        ...pinnedSettings.flatMap((setting) => ['-c', setting]),
        ...args,
      ],
      cwd: options.cwd ?? options.workTree ?? this.gitDir,
      env,
    };
  }

  /** Runs git to its end. Throws GitError unless the exit code is 0 or one of `options.answers`. */
  async ask(args: readonly string[], options: GitOptions = {}): Promise<Completed> {
    const result = await this.processes.run(this.command(args, options), options.input);
    if (result.exitCode === 0 || (result.exitCode !== undefined && options.answers?.includes(result.exitCode) === true)) return result;
    throw new GitError(args, result.exitCode, result.startError ?? result.stderr.toString('utf8'));
  }

  /** What git printed. */
  async bytes(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    return (await this.ask(args, options)).stdout;
  }

  /** What git printed, as text without the last newline. */
  async text(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return (await this.bytes(args, options)).toString('utf8').replace(/\n$/, '');
  }

  /** A git that stays open. It runs in no folder of anybody's: a git that runs in a checkout counts as somebody at work there. */
  start(args: readonly string[], options: GitOptions = {}): Child {
    return this.processes.start(this.command(args, { cwd: parse(this.gitDir).root, ...options }));
  }
}

/** The fields of a NUL-separated answer. */
export function zeroSeparated(bytes: Buffer): readonly string[] {
  const fields = bytes.toString('utf8').split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}
