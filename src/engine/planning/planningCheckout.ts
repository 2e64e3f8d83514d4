import { join } from 'node:path';
import type { TreeEntry } from '../../git/objects.js';
import { sanctumPerson } from '../../git/objects.js';
import { refsBelow } from '../../git/commitList.js';
import { makePrivateRepository } from '../../git/privateRepository.js';
import { makePrivateWorktree } from '../../git/privateWorktree.js';
import { keepRef, specPath } from '../../plan/paths.js';
import type { Project } from '../project.js';

/** The name of a revision of the spec among pieces of work. */
export const specWork = 'spec';

/** Where an architect works: `spec.md`, and the source beside it. */
export interface PlanningCheckout {
  /** The number of this revision; it names the folders and refs of the run. */
  readonly number: number;
  /** The commit that the checkout was made from; what the architect wrote is what differs. */
  readonly base: string;
  readonly worktree: string;
}

/** The numbers of revisions whose folder is still there. */
export async function numbersWithFolder({ ports, folder }: Project): Promise<readonly number[]> {
  const entries = await ports.files.list(join(folder.path, 'tickets', specWork));
  return entries.map(({ name }) => Number(name)).filter((number) => Number.isSafeInteger(number) && number > 0).sort((a, b) => a - b);
}

async function freeNumber(project: Project): Promise<number> {
  const kept = await Promise.all(['keep', 'wip'].map((kind) => refsBelow(project.repository.git, `refs/sanctum/${kind}/${specWork}/`)));
  const used = kept.flatMap((refs) => [...refs.keys()].map((ref) => Number(ref.split('/').at(-1))));
  return Math.max(0, ...used, ...(await numbersWithFolder(project))) + 1;
}

/** Checks out a spec, where there is one, beside master's files, in a repository of its own. */
export async function makePlanningCheckout(project: Project, spec: string | undefined, master: string): Promise<PlanningCheckout> {
  const { ports, repository, place, folder } = project;
  const number = await freeNumber(project);
  const entries: TreeEntry[] = [{ mode: '040000', name: 'source', id: await repository.treeOf(master) }];
  if (spec !== undefined) entries.push({ mode: '100644', name: specPath, id: await repository.objects.blob(spec) });
  const tree = await repository.objects.tree(entries);
  const message = `What the architect sees: the spec, and the source at ${master}`;
  const base = await repository.objects.commit({ tree, parents: [], author: sanctumPerson, committer: sanctumPerson, time: ports.clock.now() / 1000, message });
  await repository.refs.swap(keepRef(specWork, number), base, undefined);
  const own = join(folder.attempt(specWork, number), 'repo.git');
  const git = await makePrivateRepository(ports, repository, place.settings, own, { branch: 'unused', tags: false, person: 'architect' });
  const worktree = folder.worktree(specWork, number);
  await makePrivateWorktree(ports, git, worktree, base, specWork);
  return { number, base, worktree };
}
