import { basename, join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import { Git, gitEnvironment } from './git.js';
import { LooseObjects } from './looseObjects.js';
import { ObjectReader } from './objectReader.js';
import type { ObjectFormat } from './objects.js';
import { RefWriter } from './refWriter.js';
import { TreeEditor } from './treeEditor.js';

/** A repository that Sanctum cannot work in, and the way out. */
export class RepositoryError extends Error {
  override readonly name = 'RepositoryError';

  /** `none`: there is no repository at all; `partial`: some of its objects are elsewhere; `unborn`: it has no commit. */
  constructor(
    message: string,
    readonly kind: 'none' | 'partial' | 'unborn' | 'unusable' = 'unusable',
  ) {
    super(message);
  }
}

/** What a folder turned out to be. */
export interface RepositoryPlace {
  /** The repository's own git directory, shared by all of its worktrees. */
  readonly commonDir: string;
  /** The top folder of the worktree that was asked about. */
  readonly topFolder: string;
  readonly format: ObjectFormat;
  readonly shallow: boolean;
  /** The configuration by lower-case key, last value wins. */
  readonly settings: ReadonlyMap<string, string>;
}

/** The first git that can merge in memory: `merge-tree --write-tree`. */
const oldestGit = [2, 38] as const;

/** Throws RepositoryError when there is no git, or one that is too old. */
export async function checkVersion(ports: Ports): Promise<void> {
  const env = gitEnvironment(ports.processes.environment(), 'engineer');
  const result = await ports.processes.run({ file: 'git', args: ['--version'], cwd: '/', env });
  if (result.startError !== undefined) throw new RepositoryError('git was not found on PATH. Install git 2.38 or newer.');
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(result.stdout.toString('utf8')) ?? [];
  const isOld = Number(major) < oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) < oldestGit[1]);
  if (isOld) throw new RepositoryError(`git ${major}.${minor} is too old: Sanctum needs git 2.38 or newer.`);
}

/** A path as a person can paste it into a shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function discoveryError(folder: string, words: string): RepositoryError {
  const [, owned] = /dubious ownership in repository at '(.*)'/.exec(words) ?? [];
  if (owned !== undefined) {
    return new RepositoryError(
      `${owned} belongs to another user, so git refuses to read it. If you trust it: git config --global --add safe.directory ${shellWord(owned)}`,
    );
  }
  if (words.includes('not a git repository')) {
    return new RepositoryError(`${folder} is not in a git repository. Make one with: git init && git add -A && git commit`, 'none');
  }
  return new RepositoryError(`git cannot read ${folder}: ${words.trim()}`);
}

function parseSettings(listing: Buffer): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const entry of listing.toString('utf8').split('\0')) {
    const split = entry.indexOf('\n');
    if (entry !== '') settings.set(split < 0 ? entry : entry.slice(0, split), split < 0 ? 'true' : entry.slice(split + 1));
  }
  return settings;
}

function refuseUnusable(folder: string, bare: boolean, settings: ReadonlyMap<string, string>): void {
  if ((settings.get('extensions.refstorage') ?? 'files') !== 'files') {
    throw new RepositoryError(`${folder} keeps its refs in a "${settings.get('extensions.refstorage') ?? ''}". Sanctum reads ref files: git refs migrate --ref-format=files`);
  }
  if (bare) {
    throw new RepositoryError(`${folder} is a bare repository. Run Sanctum in a checkout of it: git clone ${shellWord(folder)} <folder>`);
  }
  const promisor = [...settings].find(([key, value]) => /^remote\..*\.promisor$/.test(key) && value !== 'false');
  const partial = settings.get('extensions.partialclone') ?? (promisor === undefined ? undefined : promisor[0].split('.').slice(1, -1).join('.'));
  if (partial !== undefined) {
    const marks = [`remote.${partial}.promisor`, `remote.${partial}.partialclonefilter`, 'extensions.partialclone'].filter((key) => settings.has(key));
    const commands = [`git fetch --refetch --no-filter ${shellWord(partial)}`, ...marks.map((key) => `git config --unset-all ${shellWord(key)}`)];
    throw new RepositoryError(`${folder} is a partial clone of "${partial}": some of its objects are not here. Complete it first: ${commands.join(' && ')}`, 'partial');
  }
}

/** A git directory that stands apart from its checkout and does not say where that is: a landing could not find the engineer's files. */
function refuseHiddenCheckout(folder: string, commonDir: string, settings: ReadonlyMap<string, string>): void {
  const isBare = /^(?:true|yes|on|1)$/i.test(settings.get('core.bare') ?? '');
  if (isBare || settings.has('core.worktree') || basename(commonDir) === '.git') return;
  throw new RepositoryError(
    `The git directory of ${folder} is ${commonDir}, apart from its checkout. Tell it where that is: ` +
      `git --git-dir=${shellWord(commonDir)} config core.worktree <folder of the checkout>`,
  );
}

/** Finds the repository that `folder` is in. Throws RepositoryError, with the way out, for one that Sanctum cannot work in. */
export async function findRepository(ports: Ports, folder: string): Promise<RepositoryPlace> {
  if ((await ports.files.status(folder)) === undefined) throw new RepositoryError(`${folder} does not exist.`);
  const real = await ports.files.realPath(folder);
  if ((await ports.files.status(real))?.kind !== 'folder') throw new RepositoryError(`${folder} is not a folder.`);
  const env = gitEnvironment(ports.processes.environment(), 'engineer');
  const discover = (args: readonly string[]) =>
    ports.processes.run({ file: 'git', args: ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', ...args], cwd: folder, env });
  // All at once: a window that comes up waits for this before all else.
  const [, found, listing] = await Promise.all([
    checkVersion(ports),
    discover(['rev-parse', '--path-format=absolute', '--git-common-dir', '--is-bare-repository', '--is-shallow-repository', '--is-inside-work-tree', '--show-toplevel']),
    discover(['config', '--list', '-z']),
  ]);
  if (found.startError !== undefined) throw new RepositoryError(`${folder} is not a folder that can be entered.`);
  // What is no checkout has no top folder; git says so after it has answered the rest.
  const [commonDir = '', bare, shallow, insideWorkTree, ...top] = found.stdout.toString('utf8').replace(/\n$/, '').split('\n');
  if (insideWorkTree === undefined || (found.exitCode !== 0 && insideWorkTree === 'true')) throw discoveryError(folder, found.stderr.toString('utf8'));
  const settings = parseSettings(listing.stdout);
  refuseUnusable(folder, bare === 'true', settings);
  if (insideWorkTree !== 'true') throw new RepositoryError(`${folder} is inside a git directory. Run Sanctum in the checkout instead.`);
  const realCommonDir = await ports.files.realPath(commonDir);
  refuseHiddenCheckout(folder, realCommonDir, settings);
  return {
    commonDir: realCommonDir,
    topFolder: top.join('\n'),
    format: settings.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    settings,
  };
}

/** The engineer's repository: objects and refs, and nothing of its working trees. */
export class Repository {
  readonly git: Git;
  readonly reader: ObjectReader;
  readonly objects: LooseObjects;
  readonly refs: RefWriter;
  readonly trees: TreeEditor;
  readonly objectsFolder: string;

  constructor(
    ports: Ports,
    readonly commonDir: string,
    readonly format: ObjectFormat,
  ) {
    this.git = new Git(ports.processes, commonDir, 'engineer');
    this.objectsFolder = join(commonDir, 'objects');
    this.reader = new ObjectReader(this.git, format);
    this.objects = new LooseObjects(ports.files, this.objectsFolder, format);
    this.refs = new RefWriter(this.git, ports);
    this.trees = new TreeEditor(this.reader, this.objects);
  }

  /** True when `ancestor` is `descendant` or can be reached from it. */
  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    if (ancestor === descendant) return true;
    const result = await this.git.ask(['merge-base', '--is-ancestor', ancestor, descendant], { answers: [1] });
    return result.exitCode === 0;
  }

  /** A commit that both have in their history, the newest; undefined when they have none. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const result = await this.git.ask(['merge-base', one, other], { answers: [1] });
    return result.exitCode === 0 ? result.stdout.toString('utf8').trim() : undefined;
  }

  async treeOf(commit: string): Promise<string> {
    return (await this.reader.commit(commit)).tree;
  }

  /** Ends the processes that were kept open. */
  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.refs.close()]);
  }
}
