import { basename, dirname, join, relative, resolve } from 'node:path';
import { RunFileError } from '../../agents/runFolder.js';
import { Runs } from '../../agents/runs.js';
import { BundleError, refsOf, removeRefs, writeBundle } from '../../git/bundle.js';
import { holdersOf, worktreesOf } from '../../git/checkouts.js';
import { refsBelow } from '../../git/commitList.js';
import { GitError } from '../../git/git.js';
import { shellWord } from '../../git/repository.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isoSeconds } from '../../platform/clock.js';
import { EngineElsewhere } from '../engine.js';
import { putAllBack } from './asideWorktrees.js';
import { keepLeftWork, leftWorktrees } from './leftWork.js';
import { leaseHolder } from '../leaseRules.js';
import { acquireLock } from '../lock.js';
import { planningContext } from '../planning/planningFolder.js';
import { underPlanningLock } from '../planning/planningLock.js';
import type { Project } from '../project.js';
import { TrustStore } from '../trust.js';
import { UninstallError } from './uninstallError.js';

const ownPrefixes = ['refs/heads/sanctum/', 'refs/tags/sanctum/', 'refs/sanctum/'];

/** All of Sanctum's that one repository has. */
export interface Installed {
  readonly refs: ReadonlyMap<string, string>;
  /** Where worktrees, lanes and runs lie; undefined where there is no such folder. */
  readonly folder: string | undefined;
  readonly worktrees: number;
  /** Whether commands of it are approved on this machine. */
  readonly trusted: boolean;
  /** Tickets that are neither done nor cancelled. */
  readonly unfinished: number;
  /** Branches of a remote's, which stay. */
  readonly remotes: readonly string[];
}

export interface Uninstalled {
  readonly refs: number;
  readonly folder: string | undefined;
  /** The bundles that hold all refs; none where there was no ref. */
  readonly bundles: readonly string[];
  /** The commands that bring all refs back. */
  readonly restore: readonly string[];
  /** Refs of what was changed in worktrees after their runs had ended; the bundle has them. */
  readonly kept: readonly string[];
}

export interface UninstallRequest {
  /** Where the bundle is to be; undefined: beside the repository. */
  readonly bundle: string | undefined;
  /** Asked once all that is in the way has been looked for. */
  readonly confirm: (installed: Installed, bundle: string) => Promise<boolean>;
}

async function planOf({ store }: Project): Promise<Snapshot | undefined> {
  return (await store.tip()) === undefined ? undefined : store.read();
}

/** Where the project's folder is put before it is removed: of one that is half gone nothing is to be saved any more. */
function goneFolder({ folder }: Project): string {
  return `${folder.path}.removed`;
}

async function installedIn(project: Project, plan: Snapshot | undefined): Promise<Installed> {
  const { repository, ports, folder, home, place } = project;
  const places = await Promise.all([folder.path, goneFolder(project)].map((path) => ports.files.status(path)));
  const remote = await refsBelow(repository.git, 'refs/remotes/');
  return {
    refs: await refsOf(repository.git, ownPrefixes),
    folder: places.some((one) => one !== undefined) ? folder.path : undefined,
    worktrees: (await leftWorktrees(project)).length,
    trusted: await new TrustStore(ports, home).knows(place.commonDir),
    unfinished: [...(plan?.tickets.values() ?? [])].filter(({ state }) => state !== 'done' && state !== 'cancelled').length,
    remotes: [...remote.keys()].map((ref) => ref.slice('refs/remotes/'.length)).filter((name) => /^[^/]+\/sanctum\//.test(name)),
  };
}

async function refuseCheckedOut({ ports, repository }: Project, refs: ReadonlyMap<string, string>): Promise<void> {
  for (const ref of refs.keys()) {
    if (!ref.startsWith('refs/heads/')) continue;
    const [holder] = await holdersOf(ports.files, repository.git, ref);
    if (holder !== undefined) throw new UninstallError(`The branch ${ref.slice('refs/heads/'.length)} is checked out in ${holder.path}. Switch to another branch there, then try again.`);
  }
}

/** What an engine has begun and only an engine can end. */
function refuseUnended(plan: Snapshot): void {
  const end = 'Let it be ended: sanctum run --until-idle';
  if (plan.intent !== undefined) throw new UninstallError(`The landing of ticket ${plan.intent.ticket} was cut short. ${end}`);
  const ticket = [...plan.tickets.values()].find(({ fields }) => fields.run !== undefined)?.fields.id;
  if (ticket !== undefined) throw new UninstallError(`The run of ticket ${ticket} is not ended yet, and what it wrote is not kept. End it first: sanctum stop ${ticket}, then sanctum run --until-idle`);
  const work = [...plan.work.values()].find(({ fields }) => fields.run !== undefined)?.fields.name;
  if (work !== undefined) throw new UninstallError(`The run of ${work} is not ended yet. ${end}`);
}

/** The runs of the project's folder that nobody ended; throws UninstallError for one that is at work. */
async function lostRuns({ ports, folder }: Project, runs: Runs): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { name } of await ports.files.list(folder.run(''))) {
    try {
      const { kind } = await runs.observe(name);
      if (kind === 'live') throw new UninstallError(`An agent is at work (${name}). Wait until it has ended, or end it: sanctum stop <ticket>, and for an architect at the spec Ctrl-C where sanctum plan runs.`);
      if (kind === 'lost') lost.push(name);
    } catch (error) {
      // Records that cannot be read: there is no runner that could still be at work by them.
      if (!(error instanceof RunFileError)) throw error;
    }
  }
  return lost;
}

async function bundlePlace({ ports, place, repository, folder }: Project, wanted: string | undefined): Promise<string> {
  const { files, clock } = ports;
  const [main] = await worktreesOf(files, repository.git);
  const top = main?.path ?? place.topFolder;
  const inHome = (path: string): boolean => [folder.path, place.commonDir].some((own) => !relative(own, path).startsWith('..'));
  if (wanted !== undefined) {
    const path = resolve(wanted);
    if ((await files.status(path)) !== undefined) throw new UninstallError(`${path} is there already. Name another file: --bundle <file>`);
    if ((await files.status(dirname(path)))?.kind !== 'folder') throw new UninstallError(`There is no folder ${dirname(path)} for the bundle.`);
    if (inHome(path)) throw new UninstallError(`${path} would be removed as well. Name a file elsewhere: --bundle <file>`);
    return path;
  }
  const stem = resolve(dirname(top), `${basename(top)}-sanctum-${isoSeconds(clock.now()).slice(0, 10)}`);
  for (let number = 1; ; number += 1) {
    const path = `${stem}${number === 1 ? '' : `-${String(number)}`}.bundle`;
    if ((await files.status(path)) === undefined) return path;
  }
}

/** Where snapshots go that were too large for the engineer's repository. */
function largePath(bundle: string): string {
  return `${bundle.replace(/\.bundle$/, '')}-large.bundle`;
}

/** Writes all that would be lost into bundles, and reads them again. */
async function saveAll(project: Project, plan: Snapshot | undefined, bundle: string): Promise<Pick<Uninstalled, 'bundles' | 'kept'> & { readonly refs: ReadonlyMap<string, string> }> {
  const { repository } = project;
  const queue = await planningContext(project, plan?.config?.branch ?? '');
  const kept: string[] = [];
  const [aside] = await putAllBack(project);
  if (aside !== undefined) throw new UninstallError(`${aside} was put aside to be removed, and something new is in its place. Look through it, and move it away if you want to keep what is in it, or remove it; then try again.`);
  for (const worktree of await leftWorktrees(project)) {
    const ref = await keepLeftWork(project, queue, worktree, plan?.config?.limits.submissionMegabytes ?? 100);
    if (ref !== undefined) kept.push(ref);
  }
  const refs = await refsOf(repository.git, ownPrefixes);
  const large = await refsBelow(queue.closedGit, 'refs/');
  const bundles: string[] = [];
  try {
    if (refs.size > 0) {
      await writeBundle(repository.git, bundle, refs);
      bundles.push(bundle);
    }
    if (large.size > 0) {
      await writeBundle(queue.closedGit, largePath(bundle), large);
      bundles.push(largePath(bundle));
    }
  } catch (error) {
    if (!(error instanceof GitError || error instanceof BundleError)) throw error;
    throw new UninstallError(`Nothing was removed: the bundle could not be written. ${error.message} To write it elsewhere: --bundle <file>`);
  }
  return { refs, bundles, kept };
}

/** The folder goes first, the refs last: an uninstall that is cut short still finds its refs, and can be repeated. */
async function removeAll(project: Project, refs: ReadonlyMap<string, string>): Promise<void> {
  const { repository, ports, folder, home, place } = project;
  const { files } = ports;
  const gone = goneFolder(project);
  try {
    await files.removeTree(gone);
    if ((await files.status(folder.path)) !== undefined) await files.rename(folder.path, gone);
    await files.removeTree(gone);
  } catch (error) {
    throw new UninstallError(`The bundle is written, but ${gone} cannot be removed: ${error instanceof Error ? error.message : String(error)}. Remove it by hand, then try again.`);
  }
  try {
    if (refs.size > 0) await removeRefs(repository.git, refs);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UninstallError(`The bundle is written and the worktrees are removed, but no branch and no ref: somebody moved one meanwhile. Try again. ${error.message}`);
  }
  // git takes away the folders of refs that are gone, but for the topmost.
  await files.removeEmptyFolder(join(place.commonDir, 'refs', 'sanctum'));
  await new TrustStore(ports, home).forget(place.commonDir);
}

/** Does something while no engine and no planning can begin. Throws EngineElsewhere, PlanningElsewhere. */
async function underAllLocks<T>(project: Project, plan: Snapshot | undefined, work: () => Promise<T>): Promise<T> {
  const { ports, place } = project;
  const elsewhere = await leaseHolder(project, plan?.lease);
  if (elsewhere !== undefined) throw new EngineElsewhere(elsewhere);
  const locked = await acquireLock(ports, place.commonDir, `sanctum uninstall, process ${String(ports.processes.own().pid)}`);
  if ('holder' in locked) throw new EngineElsewhere(`An engine runs this repository (${locked.holder}). Stop it first, with Ctrl-C where it runs.`);
  try {
    return await underPlanningLock(project, 'uninstall', work);
  } finally {
    await locked.lock.release();
  }
}

/**
 * Removes all of Sanctum's from a repository, once bundles hold all that its refs reach and all that worktrees hold. Branches, checkout, index
 * and configuration of the engineer's stay as they are. Undefined when there was nothing, or the engineer said no. Throws UninstallError,
 * EngineElsewhere, PlanningElsewhere; nothing was removed then, unless the words say so.
 */
export async function uninstallProject(project: Project, { bundle, confirm }: UninstallRequest): Promise<Uninstalled | 'nothing' | 'unwanted'> {
  return underAllLocks(project, await planOf(project), async () => {
    const plan = await planOf(project);
    const installed = await installedIn(project, plan);
    if (installed.refs.size === 0 && installed.folder === undefined && !installed.trusted) return 'nothing';
    const runs = new Runs(project.ports, { execPath: '', programs: { runner: '' }, place: project.folder });
    try {
      const lost = await lostRuns(project, runs);
      if (plan !== undefined) refuseUnended(plan);
      await refuseCheckedOut(project, installed.refs);
      const path = await bundlePlace(project, bundle);
      if (!(await confirm(installed, path))) return 'unwanted';
      for (const run of lost) await runs.settleLost(run);
      const { refs, bundles, kept } = await saveAll(project, plan, path);
      await removeAll(project, refs);
      const restore = bundles.map((one) => `git -C ${shellWord(project.place.topFolder)} fetch ${shellWord(one)} 'refs/*:refs/*'`);
      return { refs: refs.size, folder: installed.folder, bundles, restore, kept };
    } finally {
      runs.close();
    }
  });
}
