import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ObjectFormat } from '../../src/git/objects.js';
import { Repository } from '../../src/git/repository.js';
import { NodeProcesses } from '../../src/platform/nodeProcesses.js';
import type { Ports } from '../../src/platform/ports.js';
import { nodePorts } from '../../src/platform/ports.js';

export interface TemporaryRepositoryOptions {
  /** The branch that HEAD names; `master` unless told. */
  readonly branch?: string;
  readonly format?: ObjectFormat;
  readonly bare?: boolean;
  /** The files of a first commit; none: a repository without a commit. */
  readonly files?: Readonly<Record<string, string>>;
  /** A repository whose copy this is to be, checkout and all; the other options but `environment` then have no meaning. */
  readonly copyOf?: string;
  /** More variables that the ports show, such as SANCTUM_HOME. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface TemporaryRepository {
  /** The checkout, or the bare repository; its real path. */
  readonly path: string;
  /** A folder beside it for whatever else a test needs; it goes with the repository. */
  readonly scratch: string;
  /** Runs git in the checkout with a closed environment; what it printed, without the last newline. */
  readonly git: (...args: string[]) => Promise<string>;
  /** Writes a file of the checkout, and the folders above it. */
  readonly write: (path: string, text: string | Uint8Array) => Promise<void>;
  /** Writes the files (null removes one), commits them and all else that is staged; the commit's id. */
  readonly commit: (files: Readonly<Record<string, string | null>>, message: string) => Promise<string>;
  /** The machine's own ports, except that their environment has no configuration of the person who runs the tests. */
  readonly ports: Ports;
  readonly repository: Repository;
  readonly dispose: () => Promise<void>;
}

/** A machine on which nobody ever configured git. */
class ClosedProcesses extends NodeProcesses {
  constructor(private readonly closed: Readonly<Record<string, string>>) {
    super();
  }

  override environment(): Readonly<Record<string, string>> {
    return this.closed;
  }
}

export interface TemporaryMachine {
  readonly root: string;
  readonly ports: Ports;
  readonly dispose: () => Promise<void>;
}

/** A folder of its own below the system's temporary one, and ports that see a machine whose home it is. */
export async function temporaryMachine(more: Readonly<Record<string, string>> = {}): Promise<TemporaryMachine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sanctum-test-')));
  const home = join(root, 'home');
  await mkdir(home);
  const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, USERPROFILE: home, SANCTUM_HOME: join(root, 'sanctum'), ...more };
  const ports = { ...nodePorts(), processes: new ClosedProcesses(environment) };
  return {
    root,
    ports,
    // Also where an agent took its owner's rights from a folder.
    dispose: () => ports.files.removeTree(root),
  };
}

const person = ['-c', 'user.name=Engineer', '-c', 'user.email=engineer@example.com', '-c', 'commit.gpgSign=false', '-c', 'core.autocrlf=false'];

/** A repository in a temporary folder; every test removes its own by `dispose`. */
export async function temporaryRepository(options: TemporaryRepositoryOptions = {}): Promise<TemporaryRepository> {
  const { branch = 'master', format = 'sha1', bare = false, files } = options;
  const { root, ports, dispose } = await temporaryMachine(options.environment);
  const path = join(root, 'repository');
  const scratch = join(root, 'scratch');
  await Promise.all([mkdir(path), mkdir(scratch)]);
  const env = {
    ...ports.processes.environment(),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  const git = async (...args: string[]): Promise<string> => {
    const result = await ports.processes.run({ file: 'git', args: [...person, ...args], cwd: path, env });
    if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${result.startError ?? result.stderr.toString('utf8')}`);
    return result.stdout.toString('utf8').replace(/\n$/, '');
  };
  if (options.copyOf !== undefined) {
    const copied = await ports.processes.run({ file: 'cp', args: ['-a', `${options.copyOf}/.`, path], cwd: root, env });
    if (copied.exitCode !== 0) throw new Error(copied.stderr.toString('utf8'));
  } else await git('init', '--quiet', `--initial-branch=${branch}`, `--object-format=${format}`, '--template=', ...(bare ? ['--bare'] : []), '.');
  const write = async (name: string, text: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  const commit = async (changes: Readonly<Record<string, string | null>>, message: string): Promise<string> => {
    for (const [name, text] of Object.entries(changes)) {
      if (text === null) await git('rm', '--quiet', '--force', '--', name);
      else {
        await write(name, text);
        await git('add', '--force', '--', name);
      }
    }
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  if (files !== undefined) await commit(files, 'First commit');
  const repository = new Repository(ports, bare ? path : join(path, '.git'), format);
  return {
    path,
    scratch,
    git,
    write,
    commit,
    ports,
    repository,
    dispose: async () => {
      await repository.close();
      await dispose();
    },
  };
}
