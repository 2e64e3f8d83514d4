import { Git } from '../git/git.js';
import { isPrivateRepository, makePrivateRepository } from '../git/privateRepository.js';
import { ProjectFolder, sanctumHome } from '../git/projectFolder.js';
import type { RepositoryPlace } from '../git/repository.js';
import { findRepository, Repository, RepositoryError } from '../git/repository.js';
import { PlanStore } from '../plan/store.js';
import type { Ports } from '../platform/ports.js';
import { findSandbox } from '../platform/sandbox.js';
import type { QueueContext } from '../queue/context.js';
import { Stacks } from '../queue/stacks.js';
import type { Machine } from './machine.js';
import { readMachine } from './machine.js';
import { refusedWrite } from './writable.js';

/** A repository of the engineer's with all that Sanctum knows of it; made in a composition root, closed at its end. */
export interface Project {
  readonly ports: Ports;
  readonly home: string;
  readonly machine: Machine;
  readonly place: RepositoryPlace;
  readonly repository: Repository;
  readonly folder: ProjectFolder;
  readonly store: PlanStore;
  close(): Promise<void>;
}

/** What writes into Sanctum's own folder; throws RepositoryError when that cannot be written. */
async function inHome<T>(home: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const because = refusedWrite(error);
    if (because === undefined) throw error;
    throw new RepositoryError(`Sanctum's own folder, ${home}, cannot be written: ${because}. Name another: SANCTUM_HOME=<folder>`);
  }
}

/** Opens the repository that `path` is in; `isShown`: its plan is wanted as soon as can be. Throws RepositoryError. */
export async function openProject(ports: Ports, path: string, { isShown = false } = {}): Promise<Project> {
  const place = await findRepository(ports, path);
  const home = sanctumHome(ports.processes.environment());
  const repository = new Repository(ports, place.commonDir, place.format);
  const store = new PlanStore(repository, ports.files, ports.clock);
  if (isShown) store.foresee();
  return {
    ports,
    home,
    machine: await inHome(home, () => readMachine(ports, home)),
    place,
    repository,
    folder: new ProjectFolder(home, place.commonDir),
    store,
    close: () => repository.close(),
  };
}

/** What the queue needs of a project; makes the repository for snapshots when it is not there, or not whole. */
export async function queueContext(project: Project, branch: string): Promise<QueueContext> {
  const { ports, repository, place, folder } = project;
  const path = folder.snapshots;
  const closedGit =
    !(await isPrivateRepository(ports.files, repository, path))
      ? await inHome(project.home, () => makePrivateRepository(ports, repository, place.settings, path, { branch: 'unused', tags: false, person: 'Sanctum' }))
      : new Git(ports.processes, path, 'closed');
  const sandbox = await findSandbox(ports);
  return { ports, repository, checkout: place.topFolder, settings: place.settings, project: folder, closedGit, branch, sandbox, stacks: new Stacks() };
}
