import { join } from 'node:path';
import { Git, GitError } from '../../git/git.js';
import { queueContext } from '../project.js';
import type { Project } from '../project.js';
import type { Fault } from './fault.js';

async function brokenWords({ ports, folder }: Project): Promise<string | undefined> {
  if ((await ports.files.status(folder.snapshots)) === undefined) return undefined;
  try {
    const git = new Git(ports.processes, folder.snapshots, 'closed');
    await git.text(['rev-parse', '--is-bare-repository']);
    await git.text(['for-each-ref', '--count=1']);
    const borrowed = await ports.files.readIfThere(join(folder.snapshots, 'objects', 'info', 'alternates'));
    return borrowed === undefined || borrowed.length === 0 ? "it does not find your repository's objects any more" : undefined;
  } catch (error) {
    if (error instanceof GitError) return error.message;
    throw error;
  }
}

/** Sanctum's own repository for snapshots, where it cannot be used: without it nothing that an agent hands in is taken. */
export async function snapshotsRepository(project: Project): Promise<readonly Fault[]> {
  const words = await brokenWords(project);
  if (words === undefined) return [];
  return [
    {
      name: 'snapshots',
      words: `Sanctum's repository for snapshots, ${project.folder.snapshots}, cannot be used: ${words.replace(/\.$/, '')}.`,
      would: 'sets it aside and makes another',
      repair: async (keeping) => {
        const kept = await keeping.take(project.folder.snapshots, 'snapshots.git');
        await queueContext(project, 'unused');
        return `The repository for snapshots was made anew; the old one is ${kept}.`;
      },
    },
  ];
}
