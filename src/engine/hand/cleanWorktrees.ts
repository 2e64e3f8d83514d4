import { basename, dirname, join } from 'node:path';
import { Runs } from '../../agents/runs.js';
import { RunFileError } from '../../agents/runFolder.js';
import { refsBelow } from '../../git/commitList.js';
import type { TicketState } from '../../plan/paths.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Files } from '../../platform/files.js';
import type { QueueContext } from '../../queue/context.js';
import type { Project } from '../project.js';
import { asideOf, putBack } from './asideWorktrees.js';
import { HandError } from './handError.js';
import type { LeftWorktree } from './leftWork.js';
import { leftWorktrees } from './leftWork.js';
import { unkeptIn } from './ownRepository.js';
import { readWorktree } from './worktreeTree.js';

/** What a worktree was made for, as the plan has it now. */
export type WorktreePurpose =
  | { readonly kind: 'ticket'; readonly state: TicketState; readonly title: string; readonly landed: boolean }
  /** A checkout that the engineer took over; of what they changed nothing is anybody else's. */
  | { readonly kind: 'hand'; readonly ticket: string; readonly state: TicketState | undefined; readonly title: string; readonly landed: boolean }
  | { readonly kind: 'work'; readonly isUnderWay: boolean };

export interface WorktreeFacts {
  readonly purpose: WorktreePurpose;
  /** A run that is alive and works in it. */
  readonly liveRun: string | undefined;
  /** Whether all that is in it stands under a ref; words where that cannot be told. Undefined when nobody looked. */
  readonly kept: boolean | string | undefined;
}

/** Whether a worktree may go, and why it may not. */
export type CleanVerdict =
  | { readonly safe: true }
  /** `passes`: the reason is one that passes by itself, and not what the worktree holds. */
  | { readonly safe: false; readonly why: string; readonly passes: boolean };

function unended(purpose: WorktreePurpose): string | undefined {
  switch (purpose.kind) {
    case 'ticket':
      return purpose.state === 'done' || purpose.state === 'cancelled' ? undefined : `its ticket is ${purpose.state}`;
    case 'hand':
      return purpose.state === undefined || purpose.state === 'done' || purpose.state === 'cancelled' ? undefined : `ticket ${purpose.ticket} is ${purpose.state}`;
    case 'work':
      return purpose.isUnderWay ? 'its work is under way' : undefined;
  }
}

/** Decides about a worktree. Pure. With `kept` undefined it says whether a look at the files is worth it. */
export function cleanVerdict({ purpose, liveRun, kept }: WorktreeFacts): CleanVerdict {
  if (liveRun !== undefined) return { safe: false, why: `an agent is at work in it (${liveRun})`, passes: true };
  const why = unended(purpose);
  if (why !== undefined) return { safe: false, why, passes: true };
  if (typeof kept === 'string') return { safe: false, why: kept, passes: false };
  if (kept === false) return { safe: false, why: 'it holds changes that are kept nowhere else', passes: false };
  return { safe: true };
}

/** A worktree as it is offered. */
export interface CleanableWorktree extends LeftWorktree {
  readonly purpose: WorktreePurpose;
  readonly bytes: number;
  /** When a file in it was changed last, in milliseconds since the Unix epoch. */
  readonly changed: number;
  readonly verdict: CleanVerdict;
}

const takenOverName = /^hand-(\d{4,9})$/;

/** What the plan says of the ticket or piece of work that a worktree was made for. */
export function purposeOf({ tickets, work }: Snapshot, of: string): WorktreePurpose {
  const ticket = tickets.get(of);
  if (ticket !== undefined) return { kind: 'ticket', state: ticket.state, title: ticket.fields.title, landed: ticket.fields.landed !== undefined };
  const [, by] = takenOverName.exec(of) ?? [];
  if (by === undefined) return { kind: 'work', isUnderWay: work.has(of) && work.get(of)?.fields.stuck === undefined };
  const taken = tickets.get(by);
  return { kind: 'hand', ticket: by, state: taken?.state, title: taken?.fields.title ?? '', landed: taken?.fields.landed !== undefined };
}

interface Extent {
  readonly bytes: number;
  readonly changed: number;
}

const millisecond = 1_000_000n;

/** How much lies in a folder, and when it was changed last. Links are not followed; what goes meanwhile counts for nothing. */
async function extentOf(files: Files, folder: string): Promise<Extent> {
  const parts: Extent[] = [];
  for (const { name, kind } of await files.list(folder)) {
    const path = join(folder, name);
    if (kind === 'folder') parts.push(await extentOf(files, path));
    else {
      const status = await files.status(path);
      if (status !== undefined) parts.push({ bytes: status.size, changed: Number(status.modified / millisecond) });
    }
  }
  return { bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), changed: parts.reduce((last, { changed }) => Math.max(last, changed), 0) };
}

/** The ticket that a worktree was made for, also where it is the engineer's own checkout. */
function ticketOf(of: string): string {
  return takenOverName.exec(of)?.[1] ?? of;
}

/** The worktrees in which a runner is alive, and its run; with `of` only those of the runs that bear its name. */
async function liveWorktrees({ ports, folder }: Project, of?: string): Promise<ReadonlyMap<string, string>> {
  const runs = new Runs(ports, { execPath: '', programs: { runner: '' }, place: folder });
  const live = new Map<string, string>();
  try {
    for (const { name } of await ports.files.list(join(folder.path, 'runs'))) {
      if (of !== undefined && !name.includes(`-${ticketOf(of)}-`)) continue;
      const worktree = await orderedWorktree(runs, name);
      if (worktree !== undefined && (await isAlive(runs, name))) live.set(worktree, name);
    }
  } finally {
    runs.close();
  }
  return live;
}

async function orderedWorktree(runs: Runs, run: string): Promise<string | undefined> {
  try {
    return (await runs.folder(run).order())?.place.worktree;
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

/** What cannot be told counts as alive. */
async function isAlive(runs: Runs, run: string): Promise<boolean> {
  try {
    return (await runs.observe(run)).kind === 'live';
  } catch (error) {
    if (error instanceof RunFileError) return true;
    throw error;
  }
}

/** The trees that are kept of a piece of work: what its attempts wrote, what was handed in for it, and what they began from. */
export async function keptTrees({ repository }: Project, of: string): Promise<ReadonlySet<string>> {
  const ticket = ticketOf(of);
  const all = await refsBelow(repository.git, 'refs/sanctum/wip/');
  const work = [...all].filter(([ref]) => ref.split('/').slice(3, -1).some((name) => name === 'kept' || name === of || name === ticket || name.includes(`-${ticket}-`)));
  const bases = await refsBelow(repository.git, `refs/sanctum/keep/${of}/`);
  return new Set(await Promise.all([...work.map(([, commit]) => commit), ...bases.values()].map((commit) => repository.treeOf(commit))));
}

/** Whether all is kept that a worktree and the repository made for it hold. `folder` is where both lie. */
async function isKept(project: Project, queue: QueueContext, worktree: LeftWorktree, folder = dirname(worktree.path)): Promise<boolean | string> {
  try {
    const { tree, problems } = await readWorktree(project, queue, worktree, join(folder, basename(worktree.path)));
    if (problems[0] !== undefined) return problems[0];
    const trees = await keptTrees(project, worktree.of);
    return trees.has(tree) ? ((await unkeptIn(project, join(folder, 'repo.git'), trees)) ?? true) : false;
  } catch (error) {
    if (error instanceof HandError) return 'it is not known which commit it was made from';
    throw error;
  }
}

async function judge(project: Project, queue: QueueContext, snapshot: Snapshot, live: ReadonlyMap<string, string>, worktree: LeftWorktree): Promise<CleanVerdict> {
  const facts = { purpose: purposeOf(snapshot, worktree.of), liveRun: live.get(worktree.path) };
  const first = cleanVerdict({ ...facts, kept: undefined });
  return first.safe ? cleanVerdict({ ...facts, kept: await isKept(project, queue, worktree) }) : first;
}

/** All worktrees of a project with what is known of each, the oldest first. Changes nothing. Throws NoPlanError. */
export async function cleanableWorktrees(project: Project, queue: QueueContext): Promise<readonly CleanableWorktree[]> {
  const snapshot = await project.store.read();
  const live = await liveWorktrees(project);
  const found: CleanableWorktree[] = [];
  for (const worktree of await leftWorktrees(project)) {
    const verdict = await judge(project, queue, snapshot, live, worktree);
    const extent = await extentOf(project.ports.files, dirname(worktree.path));
    found.push({ ...worktree, ...extent, verdict, purpose: purposeOf(snapshot, worktree.of) });
  }
  return found.sort((one, other) => one.changed - other.changed);
}

/** Does something with what was put aside; where that fails, it is put back. */
async function orPutBack<Value>(files: Files, aside: string, folder: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    await putBack(files, aside, folder);
    throw error;
  }
}

/**
 * Removes a worktree with the repository that was made for it, if that is still safe at this moment. Files that an ignore rule names go with
 * it, and what the set-up made. Returns the verdict: a worktree that somebody wrote to meanwhile stays. Throws NoPlanError, and where it can be
 * neither read nor moved.
 */
export async function removeWorktree(project: Project, queue: QueueContext, worktree: LeftWorktree): Promise<CleanVerdict> {
  const { files, random } = project.ports;
  const snapshot = await project.store.read();
  const verdict = await judge(project, queue, snapshot, await liveWorktrees(project, worktree.of), worktree);
  if (!verdict.safe) return verdict;
  const folder = dirname(worktree.path);
  const aside = asideOf(folder, random.hex(4));
  await files.rename(folder, aside);
  return orPutBack(files, aside, folder, async () => {
    // To look takes seconds, in which somebody may have saved a file. Here nobody finds it, so that a second look is the last word.
    const kept = await isKept(project, queue, worktree, aside);
    if (kept !== true) {
      const isBack = await putBack(files, aside, folder);
      return cleanVerdict({ purpose: purposeOf(snapshot, worktree.of), liveRun: undefined, kept: isBack ? kept : `it holds what is kept nowhere else, and something new is in its place: it lies in ${aside}` });
    }
    // Away at once: of a folder that is half gone nobody could tell what it held.
    const gone = queue.project.scratch(`gone-${worktree.of}-${String(worktree.attempt)}-${random.hex(4)}`);
    await files.makeFolder(dirname(gone));
    await files.rename(aside, gone);
    await files.removeEmptyFolder(dirname(folder));
    await files.removeTree(gone);
    return verdict;
  });
}
