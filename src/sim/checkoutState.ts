import { activePath } from '../plan/paths.js';
import type { Snapshot } from '../plan/snapshot.js';
import { gateFinds } from './gateProgram.js';
import { statusLines } from './git/checkout.js';
import { flatTree } from './git/flatTree.js';
import { readIndex } from './git/gitIndex.js';
import { SimRepository } from './git/simRepository.js';
import type { World } from './world.js';
import { repositoryFolder } from './world.js';

/** The paths of the engineer's checkout that are not as HEAD has them. */
export function changedInCheckout({ machine: { disk } }: World): readonly string[] {
  const repository = new SimRepository(disk, { gitDir: `${repositoryFolder}/.git` });
  const head = repository.ref('HEAD');
  if (head === undefined) return ['HEAD'];
  const files = flatTree(repository.store, repository.store.treeOf(head));
  return statusLines(disk, repositoryFolder, files, readIndex(disk, repository.indexFile)).map(({ path }) => path);
}

/** Removes the locks that killed gits left on what is the engineer's, as the engineer is told to; not while a git is at work. Sanctum's own are for Sanctum to mind. */
export function removeLeftLocks({ machine: { disk, processes } }: World): void {
  if ([...processes.values()].some(({ program, cwd }) => program === 'git' && cwd !== '/')) return;
  const gitDir = `${repositoryFolder}/.git`;
  const locks = [...['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock'].filter((name) => disk.find(`${gitDir}/${name}`) !== undefined), ...[...disk.filesBelow(`${gitDir}/refs`)].flatMap(([path]) => (path.endsWith('.lock') && !/^(?:heads\/)?sanctum\//.test(path) ? [`refs/${path}`] : []))];
  for (const lock of locks) disk.remove(`${gitDir}/${lock}`);
}

/** What master became by landings although the gate, run here once more on the very tree, finds something in it. */
export function untestedLandings({ machine: { disk } }: World, { tickets }: Snapshot): readonly string[] {
  const { store } = new SimRepository(disk, { gitDir: `${repositoryFolder}/.git` });
  return [...tickets.values()].flatMap(({ fields: { id, landed } }) => {
    if (landed === undefined) return [];
    const files = [...flatTree(store, landed.tip?.tree ?? landed.tree)].map(([path, entry]) => [path, store.expect(entry.id, 'blob').toString('utf8')] as const);
    const found = gateFinds(files);
    return found === undefined ? [] : [`${id} landed, and its gate is red: ${found}`];
  });
}

/** What master was at some time, with the plan as it was in that moment. */
export interface MasterMoment {
  readonly commit: string;
  readonly plan: string;
}

/** Landings that moved master while the plan did not name them: a crash in that moment would have left them untold. */
export function unintendedLandings({ machine: { disk } }: World, moments: readonly MasterMoment[]): readonly string[] {
  const repository = new SimRepository(disk, { gitDir: `${repositoryFolder}/.git` });
  const { store } = repository;
  return moments.flatMap(({ commit, plan }) => {
    if (!store.commit(commit).message.includes('\nSanctum-Ticket: ')) return [];
    const intent = repository.resolve(`${plan}:${activePath}`);
    const isNamed = intent !== undefined && store.expect(intent, 'blob').toString('utf8').includes(commit);
    return isNamed ? [] : [`master moved to ${commit} while the plan did not say so`];
  });
}
