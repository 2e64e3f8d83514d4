import { makeWorktree } from '../../agents/worktree.js';
import { readRef } from '../../git/refReader.js';
import { keepRef } from '../../plan/paths.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { QueueContext } from '../../queue/context.js';
import type { Project } from '../project.js';
import { keptTrees } from './cleanWorktrees.js';
import { HandError } from './handError.js';
import type { LeftWorktree } from './leftWork.js';
import { leftWorktrees } from './leftWork.js';
import { readWorktree } from './worktreeTree.js';

/** By what name the checkouts lie that the engineer takes a ticket over in. */
export function handName(ticket: string): string {
  return `hand-${ticket}`;
}

/** The checkout in which a ticket was taken over last, if it is still there. */
export async function takenOver(project: Project, ticket: string): Promise<LeftWorktree | undefined> {
  const all = (await leftWorktrees(project)).filter(({ of }) => of === handName(ticket));
  return all.sort((one, other) => other.attempt - one.attempt)[0];
}

/** The number of the next checkout: what is there, or was, is never made anew. */
async function nextAttempt(project: Project, ticket: string): Promise<number> {
  const { ports, place, folder } = project;
  let attempt = 1;
  while ((await readRef(ports.files, place.commonDir, keepRef(handName(ticket), attempt))) !== undefined || (await ports.files.status(folder.attempt(handName(ticket), attempt))) !== undefined) attempt += 1;
  return attempt;
}

/**
 * Gives the engineer a checkout of a ticket's work so far, as changes that are not committed, in a repository of its own; of a ticket that
 * nobody has begun, a checkout of master. A plain git works in it, and nothing done there reaches the engineer's repository. Throws HandError.
 */
export async function takeOver(project: Project, queue: QueueContext, snapshot: Snapshot, ticket: string): Promise<LeftWorktree> {
  const { ports, repository, place } = project;
  const found = snapshot.tickets.get(ticket);
  if (found === undefined) throw new HandError(`There is no ticket ${ticket}.`);
  const { run, snapshot: work } = found.fields;
  if (run !== undefined) throw new HandError(`An agent is at work on ticket ${ticket}. Its run has to end first: sanctum stop ${ticket}`);
  const base = work === undefined ? await readRef(ports.files, place.commonDir, `refs/heads/${queue.branch}`) : (await repository.reader.commit(work)).parents[0];
  if (base === undefined) throw new HandError(`There is no commit that a checkout for ticket ${ticket} could be made from.`);
  const attempt = await nextAttempt(project, ticket);
  const context = { ports, repository, settings: place.settings, project: queue.project, closedGit: queue.closedGit };
  const of = handName(ticket);
  return { of, attempt, path: await makeWorktree(context, { ticket: of, attempt, base, earlier: work }) };
}

/**
 * Whether agents have gone on with a ticket since the engineer's checkout of it was made. One that holds anything that is kept nowhere else
 * is never behind: the engineer goes on with it.
 */
async function isBehind(project: Project, queue: QueueContext, snapshot: Snapshot, ticket: string, there: LeftWorktree): Promise<boolean> {
  const work = snapshot.tickets.get(ticket)?.fields.snapshot;
  if (work === undefined) return false;
  const { tree } = await readWorktree(project, queue, there);
  return (await project.repository.treeOf(work)) !== tree && (await keptTrees(project, there.of)).has(tree);
}

/** The checkout in which a ticket was taken over, where agents have not gone on without it. */
export async function handCheckout(project: Project, queue: QueueContext, snapshot: Snapshot, ticket: string): Promise<LeftWorktree | undefined> {
  const there = await takenOver(project, ticket);
  return there === undefined || (await isBehind(project, queue, snapshot, ticket, there)) ? undefined : there;
}
