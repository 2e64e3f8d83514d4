import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { RunFileError, RunFolder } from '../../agents/runFolder.js';
import { isWorktree } from '../../agents/worktree.js';
import type { Worktree } from '../../git/checkouts.js';
import { holdersOf, worktreesOf } from '../../git/checkouts.js';
import { Git } from '../../git/git.js';
import { readRef } from '../../git/refReader.js';
import { keepRef } from '../../plan/paths.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';
import { HandError } from './handError.js';
import type { Project } from '../project.js';
import { readSetUpMade } from '../runs/setUpMade.js';

/** Where the engineer's work lies. */
export type HandSource =
  | { readonly kind: 'commit'; readonly commit: string }
  /** Where an agent worked: no git directory that lies in it is ever read. */
  | { readonly kind: 'worktree'; readonly folder: string; readonly base: string; readonly leftOut: readonly string[] }
  /** A checkout of the engineer's own. */
  | { readonly kind: 'checkout'; readonly checkout: Worktree };

/** What is asked for, and where it was typed. */
export interface HandPlace {
  /** Undefined: the ticket's latest worktree. */
  readonly from: string | undefined;
  readonly folder: string;
  /** The branch that is kept green. */
  readonly branch: string;
}

async function realFolder({ ports: { files } }: Project, path: string): Promise<string | undefined> {
  if ((await files.status(path)) === undefined) return undefined;
  const real = await files.realPath(path);
  return (await files.status(real))?.kind === 'folder' ? real : undefined;
}

/** The paths that the set-up made in a worktree, by the records of the run that it was made for. */
export async function setUpMadeIn(project: Project, ticket: string, attempt: number, worktree: string): Promise<readonly string[]> {
  const { ports, folder } = project;
  const made: string[] = [];
  for (const { name } of await ports.files.list(join(folder.path, 'runs'))) {
    if (!name.includes(`-${ticket}-${String(attempt)}-`)) continue;
    if ((await worktreeOf(project, name)) === worktree) made.push(...(await readSetUpMade({ project }, name)));
  }
  return made;
}

async function worktreeOf({ ports, folder }: Project, run: string): Promise<string | undefined> {
  try {
    return (await new RunFolder(ports.files, folder.run(run)).order())?.place.worktree;
  } catch (error) {
    if (error instanceof RunFileError) return undefined;
    throw error;
  }
}

/** `of`: the ticket, or by what name the engineer took it over. */
async function worktreeSource(project: Project, { tickets }: Snapshot, of: string, attempt: number): Promise<HandSource> {
  const folder = project.folder.worktree(of, attempt);
  const ticket = of.replace(/^hand-/, '');
  const run = tickets.get(ticket)?.fields.run;
  if (run !== undefined) throw new HandError(`An agent may be at work in ${folder}. To end its run first, and keep what it wrote: sanctum stop ${ticket}`);
  const base = await readRef(project.ports.files, project.place.commonDir, keepRef(of, attempt));
  if (base === undefined) throw new HandError(`It is not known any more which commit ${folder} was made from. Bring its files onto a branch, and hand that in: --from <branch>`);
  return { kind: 'worktree', folder, base, leftOut: await setUpMadeIn(project, of, attempt, folder) };
}

async function latestWorktree(project: Project, snapshot: Snapshot, { fields: { id, attempts } }: Ticket): Promise<HandSource> {
  for (let attempt = attempts; attempt > 0; attempt -= 1) {
    if (await isWorktree(project.ports.files, project.folder.worktree(id, attempt))) return worktreeSource(project, snapshot, id, attempt);
  }
  throw new HandError(`Ticket ${id} has no worktree. Say where your work is: sanctum submit ${id} --from <branch or folder>`);
}

/** The checkout that a command was typed in; it says what `HEAD` means. */
async function gitOf({ ports, place, repository }: Project): Promise<Git> {
  const here = (await worktreesOf(ports.files, repository.git)).find(({ path }) => path === place.topFolder);
  return here === undefined ? repository.git : new Git(ports.processes, here.gitDir, 'engineer');
}

async function commitOf(project: Project, typed: string): Promise<string | undefined> {
  const answer = await (await gitOf(project)).ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${typed}^{commit}`], { answers: [1, 128] });
  return answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : undefined;
}

async function checkoutSource(project: Project, branch: string, real: string): Promise<HandSource> {
  const { ports, repository } = project;
  const checkouts = (await worktreesOf(ports.files, repository.git)).filter(({ missing }) => !missing);
  const places = await Promise.all(checkouts.map(async (checkout) => ({ checkout, path: await realFolder(project, checkout.path) })));
  const found = places.find(({ path }) => path === real)?.checkout;
  if (found === undefined) {
    const around = places.find(({ path }) => path !== undefined && real.startsWith(`${path}${sep}`))?.path;
    if (around !== undefined) throw new HandError(`${real} is a folder inside of a checkout. Name the whole checkout: --from ${around}`);
    throw new HandError(`${real} is no checkout of this repository, and no worktree of Sanctum's (sanctum worktrees lists those). From another clone, fetch it onto a branch first: git fetch ${real} HEAD:<branch>`);
  }
  const holders = await holdersOf(ports.files, repository.git, `refs/heads/${branch}`);
  if (holders.some(({ gitDir }) => gitDir === found.gitDir)) {
    throw new HandError(`${real} holds ${branch} itself, where your changes would be in the way of their own landing. Put them aside, and hand that in: git stash --include-untracked, then --from 'stash@{0}'; or commit them to a branch of their own, switch back to ${branch}, and use --from <branch>`);
  }
  return { kind: 'checkout', checkout: found };
}

async function folderSource(project: Project, snapshot: Snapshot, branch: string, real: string): Promise<HandSource> {
  const home = await realFolder(project, project.folder.path);
  const inHome = home === undefined ? '..' : relative(home, real);
  if (inHome.startsWith('..') || isAbsolute(inHome)) return checkoutSource(project, branch, real);
  const [, ticket, attempt] = /^tickets[\\/]((?:hand-)?\d{4,9})[\\/]([1-9]\d*)[\\/]worktree$/.exec(inHome) ?? [];
  if (ticket === undefined || attempt === undefined) throw new HandError(`${real} is not the worktree of a ticket. sanctum worktrees lists them.`);
  return worktreeSource(project, snapshot, ticket, Number(attempt));
}

/** Finds the work that the engineer means: a branch, any other commit, an agent's worktree, or a checkout. Throws HandError. */
export async function findHandSource(project: Project, snapshot: Snapshot, ticket: Ticket, { from, folder, branch }: HandPlace): Promise<HandSource> {
  if (from === undefined) return latestWorktree(project, snapshot, ticket);
  const isPath = isAbsolute(from) || /^\.{1,2}(?:[\\/]|$)/.test(from);
  const real = await realFolder(project, resolve(folder, from));
  const commit = isPath ? undefined : await commitOf(project, from);
  if (commit !== undefined && real !== undefined) throw new HandError(`"${from}" is a folder as well as a branch or commit. For the folder: --from ./${from}. For the branch: --from refs/heads/${from}`);
  if (commit !== undefined) return { kind: 'commit', commit };
  if (real !== undefined) return folderSource(project, snapshot, branch, real);
  throw new HandError(`There is no branch, commit or folder "${from}". Branches are listed by: git branch --all`);
}
