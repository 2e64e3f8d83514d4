import { join } from 'node:path';
import { isWorktree } from '../../agents/worktree.js';
import { readRef } from '../../git/refReader.js';
import { refsBelow } from '../../git/commitList.js';
import { keepRef } from '../../plan/paths.js';
import { isoSeconds } from '../../platform/clock.js';
import type { QueueContext } from '../../queue/context.js';
import { takeSnapshot } from '../../queue/submission.js';
import { setUpMadeIn } from './handSource.js';
import type { Project } from '../project.js';
import { UninstallError } from './uninstallError.js';

/** A worktree that an agent was given, and that is still there. */
export interface LeftWorktree {
  /** The ticket, or the run. */
  readonly of: string;
  readonly attempt: number;
  readonly path: string;
}

export async function leftWorktrees({ ports, folder }: Project): Promise<readonly LeftWorktree[]> {
  const { files } = ports;
  const found: LeftWorktree[] = [];
  const tickets = join(folder.path, 'tickets');
  for (const { name: of } of await files.list(tickets)) {
    for (const { name } of await files.list(join(tickets, of))) {
      const attempt = Number(name);
      const path = Number.isSafeInteger(attempt) && attempt > 0 ? folder.worktree(of, attempt) : undefined;
      if (path !== undefined && (await isWorktree(files, path))) found.push({ of, attempt, path });
    }
  }
  return found;
}

/** The trees that are kept already of what was written for a ticket or by a run. */
async function keptTrees({ repository }: Project, of: string): Promise<ReadonlySet<string>> {
  const refs = await refsBelow(repository.git, `refs/sanctum/wip/${of}/`);
  const bases = await refsBelow(repository.git, `refs/sanctum/keep/${of}/`);
  return new Set(await Promise.all([...refs.values(), ...bases.values()].map((commit) => repository.treeOf(commit))));
}

/**
 * Keeps what a worktree holds and no ref does: what somebody changed in it after its run had ended. Returns the ref, or undefined where all
 * is kept already. Throws UninstallError where nobody knows what it was made from.
 */
export async function keepLeftWork(project: Project, queue: QueueContext, { of, attempt, path }: LeftWorktree, largestMegabytes: number): Promise<string | undefined> {
  const { ports, place, repository } = project;
  const base = await readRef(ports.files, place.commonDir, keepRef(of, attempt));
  if (base === undefined) throw new UninstallError(`It is not known any more which commit ${path} was made from. Move it away if you want to keep what is in it, or remove it; then try again.`);
  const kept = await keptTrees(project, of);
  const left = `left-${of}`;
  const request = { ticket: left, folder: path, attempt, run: `${left}-${String(attempt)}`, base, at: isoSeconds(ports.clock.now()), largestMegabytes, leftOut: await setUpMadeIn(project, of, attempt, path) };
  const taken = await takeSnapshot(queue, request);
  if (!taken.inRepository || !kept.has(taken.tree)) return taken.ref;
  await repository.refs.swap(taken.ref, undefined, taken.commit);
  return undefined;
}
