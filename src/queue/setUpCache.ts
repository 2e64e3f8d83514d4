import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Repository } from '../git/repository.js';
import type { Config } from '../plan/schemas.js';
import { machinesEnvironment } from '../platform/machinesPrograms.js';
import type { Ports } from '../platform/ports.js';

/** So many set-ups are kept: a branch or two with other dependencies beside the present ones. */
const mostKept = 4;
/** How the names of folders begin that are not whole yet. */
const unfinished = 'new-';

/**
 * What set-up commands install, kept by the content of the files that say what that is, and by the commands. It is only ever kept from the
 * branch itself, where nothing of an agent's has run that was not reviewed and landed; and it is copied, so that no gate writes into it.
 */
export class SetUpCache {
  /** The folders that are being filled. */
  private readonly making = new Set<string>();

  constructor(
    private readonly ports: Pick<Ports, 'files' | 'processes' | 'random'>,
    private readonly repository: Repository,
    private readonly folder: string,
  ) {}

  /** The name of what `commit` needs; undefined where nothing is kept, or a file of the key is missing. */
  async keyOf({ cache, commands }: Config['setup'], commit: string): Promise<string | undefined> {
    if (cache === undefined) return undefined;
    const hash = createHash('sha256').update(JSON.stringify({ commands, cache }));
    for (const path of cache.key) {
      const object = await this.repository.reader.at(commit, path);
      if (object?.type !== 'blob') return undefined;
      hash.update(`\0${path}\0`).update(object.body);
    }
    return hash.digest('hex').slice(0, 16);
  }

  async has(key: string): Promise<boolean> {
    return (await this.ports.files.status(join(this.folder, key)))?.kind === 'folder';
  }

  /** Copies what is kept under `key` into a checkout; false where nothing is, or it could not be copied whole. */
  async restore(key: string, { cache }: Config['setup'], checkout: string): Promise<boolean> {
    if (cache === undefined || !(await this.has(key))) return false;
    for (const [at, path] of cache.paths.entries()) {
      if (!(await this.copy(join(this.folder, key, String(at)), join(checkout, path)))) return false;
    }
    return true;
  }

  /** Keeps what the commands have made in a checkout of the branch. The oldest go. */
  async keep(key: string, { cache }: Config['setup'], checkout: string): Promise<void> {
    if (cache === undefined || (await this.has(key))) return;
    const { files, random } = this.ports;
    const name = `${unfinished}${random.hex(8)}`;
    const made = join(this.folder, name);
    this.making.add(name);
    try {
      await files.makeFolder(made);
      for (const [at, path] of cache.paths.entries()) if (!(await this.copy(join(checkout, path), join(made, String(at))))) return;
      await files.rename(made, join(this.folder, key));
    } finally {
      await files.removeTree(made);
      this.making.delete(name);
    }
    await this.forgetOldest();
  }

  private async forgetOldest(): Promise<void> {
    const { files } = this.ports;
    const found = (await files.list(this.folder)).filter(({ name }) => !this.making.has(name));
    // What an engine that was killed has left half done.
    for (const { name } of found) if (name.startsWith(unfinished)) await files.removeTree(join(this.folder, name));
    const kept = await Promise.all(found.filter(({ name }) => !name.startsWith(unfinished)).map(async ({ name }) => ({ name, at: (await files.status(join(this.folder, name)))?.modified ?? 0n })));
    const oldest = kept.sort((one, other) => Number(other.at - one.at)).slice(mostKept);
    for (const { name } of oldest) await files.removeTree(join(this.folder, name));
  }

  /** By `cp`, which is several times faster than Node for the many small files of dependencies. */
  private async copy(from: string, to: string): Promise<boolean> {
    const { files, processes } = this.ports;
    if ((await files.status(from)) === undefined || (await files.status(to)) !== undefined) return false;
    await files.makeFolder(dirname(to));
    const copied = await processes.run({ file: 'cp', args: ['-a', from, to], cwd: '/', env: machinesEnvironment(processes.environment()) });
    return copied.exitCode === 0;
  }
}
