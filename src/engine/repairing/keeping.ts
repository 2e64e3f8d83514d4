import { join } from 'node:path';
import type { Project } from '../project.js';

/** Where a repair puts what it replaces: a folder of its own in Sanctum's home. Nothing is ever thrown away. */
export class Keeping {
  /** `at` names the folder: the time of the repair, ISO. */
  constructor(
    private readonly project: Pick<Project, 'folder' | 'ports'>,
    at: string,
  ) {
    this.folder = join(project.folder.path, 'rescued', at.replace(/[^0-9TZ]/g, ''));
  }

  readonly folder: string;

  /** Takes a file or a folder away from where it is; `name` is its path in the folder. Returns where it lies now. */
  async take(path: string, name: string): Promise<string> {
    const { files } = this.project.ports;
    const kept = await this.freeName(join(this.folder, name));
    await files.makeFolder(join(kept, '..'));
    // The home may lie on another disk than the repository.
    await files.copyTree(path, kept);
    if ((await files.status(path))?.kind === 'folder') await files.removeTree(path);
    else await files.remove(path);
    return kept;
  }

  private async freeName(path: string): Promise<string> {
    const { files } = this.project.ports;
    let free = path;
    for (let number = 2; (await files.status(free)) !== undefined; number += 1) free = `${path}-${String(number)}`;
    return free;
  }
}
