import { join } from 'node:path';
import type { Files } from '../platform/files.js';
import type { Processes } from '../platform/processes.js';
import { Git } from './git.js';
import { hasRefs } from './refReader.js';
import type { Repository } from './repository.js';

/** Facts of the file system that git wrote into the engineer's configuration when it made the repository. */
const copiedSettings = ['core.filemode', 'core.ignorecase', 'core.symlinks', 'core.precomposeunicode'];

export interface PrivateRepositoryOptions {
  /** A branch that HEAD names and that the worktree is to be on. */
  readonly branch: string;
  /** Whether the engineer's tags are wanted. */
  readonly tags: boolean;
  /** Who commits in it. */
  readonly person: string;
}

/**
 * Whoever has git turn line ends to LF in what they commit has it done in what agents hand in as well. Checkouts are not converted: a gate
 * sees what is committed.
 */
function autocrlfOf(settings: ReadonlyMap<string, string>): readonly string[] {
  return /^(?:true|yes|on|1|input)$/i.test(settings.get('core.autocrlf') ?? '') ? ['\tautocrlf = input'] : [];
}

/**
 * A bare repository of Sanctum's own that borrows the engineer's objects: no template, no hooks, no remote. What is done in it can reach
 * neither the engineer's refs nor their configuration. It is written file by file, without a git process.
 */
export async function makePrivateRepository(
  ports: { readonly files: Files; readonly processes: Processes },
  engineer: Repository,
  settings: ReadonlyMap<string, string>,
  path: string,
  options: PrivateRepositoryOptions,
): Promise<Git> {
  const { files } = ports;
  const sha256 = engineer.format === 'sha256';
  const lines = [
    '[core]',
    `\trepositoryformatversion = ${sha256 ? '1' : '0'}`,
    '\tbare = true',
    '\tlogallrefupdates = true',
    ...copiedSettings.flatMap((key) => {
      const value = settings.get(key);
      return value === undefined ? [] : [`\t${key.slice('core.'.length)} = ${value}`];
    }),
    ...autocrlfOf(settings),
    ...(sha256 ? ['[extensions]', '\tobjectformat = sha256'] : []),
    '[gc]',
    '\tauto = 0',
    '[user]',
    `\tname = ${options.person}`,
    '\temail = sanctum@localhost',
    '',
  ];
  await Promise.all([
    files.write(join(path, 'HEAD'), `ref: refs/heads/${options.branch}\n`),
    files.write(join(path, 'config'), lines.join('\n')),
    files.write(join(path, 'objects', 'info', 'alternates'), `${engineer.objectsFolder}\n`),
    files.makeFolder(join(path, 'objects', 'pack')),
    files.makeFolder(join(path, 'refs', 'heads')),
    files.makeFolder(join(path, 'refs', 'tags')),
    files.makeFolder(join(path, 'info')),
    // Codex's sandbox could commit in such a repository only after this folder had been made.
    files.makeFolder(join(path, 'logs', 'refs', 'heads')),
  ]);
  const shallow = await files.readIfThere(join(engineer.commonDir, 'shallow'));
  if (shallow !== undefined) await files.write(join(path, 'shallow'), shallow);
  if (options.tags && (await hasRefs(files, engineer.commonDir, 'refs/tags/'))) {
    const tags = await engineer.git.text(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags']);
    if (tags !== '') await files.write(join(path, 'packed-refs'), `${tags}\n`);
  }
  return new Git(ports.processes, path, 'closed');
}

/** Whether such a repository is at `path`, and borrows from this one: of files that nobody waited for on the disk a loss of power may leave empty ones. To make it anew takes nothing away. */
export async function isPrivateRepository(files: Files, engineer: Pick<Repository, 'objectsFolder'>, path: string): Promise<boolean> {
  const [head, config, alternates] = await Promise.all([['HEAD'], ['config'], ['objects', 'info', 'alternates']].map((parts) => files.readIfThere(join(path, ...parts))));
  return head?.toString().endsWith('\n') === true && config?.toString().endsWith('\n') === true && alternates?.toString() === `${engineer.objectsFolder}\n`;
}
