import { join } from 'node:path';
import type { Git } from '../git/git.js';
import { makePrivateRepository } from '../git/privateRepository.js';
import { makePrivateWorktree } from '../git/privateWorktree.js';
import { sweep } from '../platform/processes.js';
import type { QueueContext } from './context.js';

/** The start of every lane's tag in one project: what carries it when no gate runs is a left-over. */
export function laneTags(context: Pick<QueueContext, 'project'>): string {
  return `lane:${context.project.path}/`;
}

/** A pristine checkout for one gate, with a repository, a home and a temporary folder of its own. */
export interface LanePlace {
  readonly name: string;
  /** All of it lies in this folder. */
  readonly path: string;
  readonly folder: string;
  readonly home: string;
  readonly temporary: string;
  readonly tag: string;
  readonly git: Git;
}

/** Makes a lane of a name that no other has, with `commit` checked out. */
export async function makeLane(context: QueueContext, name: string, commit: string): Promise<LanePlace> {
  const { ports, project } = context;
  const path = join(project.lanes, name);
  const place = { name, path, folder: join(path, 'worktree'), home: join(path, 'home'), temporary: join(path, 'tmp'), tag: `${laneTags(context)}${name}` };
  await Promise.all([ports.files.makeFolder(place.home), ports.files.makeFolder(place.temporary)]);
  const repository = await makePrivateRepository(ports, context.repository, context.settings, join(path, 'repo.git'), { branch: 'lane', tags: true, person: 'Sanctum' });
  return { ...place, git: await makePrivateWorktree(ports, repository, place.folder, commit) };
}

/** Checks another commit out in a lane in which nothing has run yet. */
export async function switchLane({ ports }: QueueContext, { git, folder }: LanePlace, commit: string): Promise<void> {
  await ports.files.write(join(git.gitDir, 'HEAD'), `${commit}\n`);
  await git.ask(['-c', 'checkout.workers=8', 'read-tree', '--reset', '-u', commit], { workTree: folder });
}

/** Ends every process of a lane, and takes it out of the way at once, by a rename; it leaves the disk behind the scenes. */
export async function discardLane(context: QueueContext, { path, tag }: Pick<LanePlace, 'path' | 'tag'>): Promise<void> {
  const { ports, project } = context;
  await sweep(ports.processes, `${tag}/`);
  const trash = project.scratch(`trash-${ports.random.hex(8)}`);
  await ports.files.makeFolder(project.scratch(''));
  await ports.files.rename(path, trash);
  ports.files.removeTree(trash).catch(() => undefined);
}
