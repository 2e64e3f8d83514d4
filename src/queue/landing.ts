import type { Holder } from '../git/checkouts.js';
import { holdersOf } from '../git/checkouts.js';
import type { TreeDifference } from '../git/diff.js';
import { treeDifferences } from '../git/diff.js';
import { foreseeRefusal, landingCommand, listedPaths, lockedWords, presentLocks, startHeld } from '../git/fastForward.js';
import { engineerFingerprint } from '../git/fingerprint.js';
import { Git } from '../git/git.js';
import { readRef } from '../git/refReader.js';
import { removeAbandonedLocks, undoHalfWritten } from '../git/undoFastForward.js';
import type { Intent, Landed, Pending } from '../plan/schemas.js';
import { ticketsOf } from '../plan/schemas.js';
import { drop, intend, land } from '../plan/transitions.js';
import { isoSeconds, pause } from '../platform/clock.js';
import type { Candidate } from './candidate.js';
import type { PlanWriter, QueueContext } from './context.js';
import { protectionRules } from './protection/protectedPaths.js';

export type LandingResult =
  | { readonly landed: Intent }
  /**
   * It has not landed; the words say what it waits for. With `intentStands` a landing was cut short and cannot be undone yet (a git is
   * at work in the checkout, or a filter fails): the intent is still there, to be recovered a little later.
   */
  | { readonly waits: string; readonly intentStands?: true };

interface Ground {
  readonly holder: Holder | undefined;
  /** Another checkout that holds the branch as well. */
  readonly second: Holder | undefined;
  readonly differences: readonly TreeDifference[];
}

/** Where the landing would happen. */
async function groundOf(context: QueueContext, base: string, candidate: string): Promise<Ground> {
  const { ports, repository, branch } = context;
  const differences = await treeDifferences(repository.reader, base, candidate);
  const [holder, second] = await holdersOf(ports.files, repository.git, `refs/heads/${branch}`);
  return { holder, second, differences };
}

/** What is in its way there, in words, or undefined. */
async function obstacleOn(context: QueueContext, { holder, second, differences }: Ground): Promise<string | undefined> {
  const { ports, repository, branch } = context;
  if (holder !== undefined && second !== undefined) return `${branch} is checked out twice, in ${holder.path} and ${second.path}; leave it in one`;
  const locks = lockedWords(await presentLocks(ports, repository, holder, branch), holder?.path ?? repository.commonDir);
  if (holder === undefined) return locks;
  // An operation in progress may hold a lock for hours; its own words help more.
  return (await foreseeRefusal(ports, holder, differences)) ?? locks;
}

/** What a landing of `candidate` would have to wait for, in words, or undefined. */
export async function foreseeLanding(context: QueueContext, base: string, candidate: string): Promise<string | undefined> {
  return obstacleOn(context, await groundOf(context, base, candidate));
}

function master(context: QueueContext): Promise<string | undefined> {
  return readRef(context.ports.files, context.repository.commonDir, `refs/heads/${context.branch}`);
}

async function fingerprintOf(context: QueueContext, ground: Ground): Promise<string | undefined> {
  if (ground.holder === undefined || ground.holder.missing) return undefined;
  const git = new Git(context.ports.processes, ground.holder.gitDir, 'engineer');
  return engineerFingerprint(context.ports.files, git, ground.holder.path, new Set(ground.differences.map((one) => one.path)));
}

/** A submission with the candidate that was built of it. */
export interface Car {
  readonly pending: Pending;
  readonly candidate: Candidate;
}

/** The topmost candidate and what all of them stand on. Throws where one does not stand on the one below, or is not what was built. */
async function trainOf({ repository }: QueueContext, cars: readonly Car[]): Promise<{ readonly base: string; readonly top: Car }> {
  const [lowest, top] = [cars[0], cars.at(-1)];
  if (lowest === undefined || top === undefined) throw new Error('There is nothing to land.');
  let below = lowest.candidate.base;
  for (const { candidate } of cars) {
    const { tree, parents } = await repository.reader.commit(candidate.commit);
    if (tree !== candidate.tree) throw new Error(`Candidate ${candidate.commit} does not have the tree that was tested; nothing was landed.`);
    if (parents.join() !== below) throw new Error(`Candidate ${candidate.commit} does not stand on ${below}; nothing was landed.`);
    below = candidate.commit;
  }
  return { base: lowest.candidate.base, top };
}

/**
 * The landing transaction: intent, fast-forward, done. What lands stands one on the other, the lowest first; `verdict` is on the topmost
 * tree, which is what master becomes in one step. The git child is started before the intent is written and holds until it is, so
 * that whoever finds the intent knows which process may still act on it.
 */
export async function landStack(context: QueueContext, writer: PlanWriter, cars: readonly Car[], verdict: string): Promise<LandingResult> {
  const { ports, repository, branch } = context;
  const { base, top } = await trainOf(context, cars);
  const { commit, tree } = top.candidate;
  const ground = await groundOf(context, base, commit);
  const [waits, before] = await Promise.all([obstacleOn(context, ground), fingerprintOf(context, ground)]);
  if (waits !== undefined) return { waits };
  const { child, release } = startHeld(ports, landingCommand(ports, repository, ground.holder, branch, base, commit));
  let errorOutput = '';
  child.onErrorOutput((chunk) => {
    errorOutput = (errorOutput + chunk.toString('utf8')).slice(0, 2000);
  });
  const abandon = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child.ended;
  };
  if (child.identity === undefined) return { waits: 'a shell (/bin/sh) could not be started' };
  const intent: Intent = {
    ticket: top.pending.ticket,
    ...(cars.length > 1 ? { tickets: cars.map(({ pending }) => pending.ticket) } : {}),
    base,
    candidate: commit,
    tree,
    verdict,
    how: ground.holder === undefined ? 'ref' : 'checkout',
    machine: writer.machine,
    child: { pid: child.identity.pid, 'start-time': child.identity.startTime },
    ...(before === undefined ? {} : { before }),
    epoch: writer.epoch,
    at: isoSeconds(ports.clock.now()),
  };
  try {
    const intended = await writer.write(intend(intent, ...cars.map(({ pending }) => pending.commit)));
    if ('refused' in intended) {
      await abandon();
      return { waits: intended.refused };
    }
    const changed = await changedMeanwhile(context, ground, base, commit);
    if (changed !== undefined) {
      await abandon();
      await writer.write(drop(intent, changed));
      return { waits: changed };
    }
  } catch (error) {
    await abandon();
    throw error;
  }
  release();
  const { signal } = await child.ended;
  return settle(context, writer, intent, ground, { recovered: false, killed: signal !== undefined, gitSaid: errorOutput });
}

/** The intent took a moment to write: what stands against going on now. A rebase begun meanwhile would not make git refuse. */
async function changedMeanwhile(context: QueueContext, ground: Ground, base: string, commit: string): Promise<string | undefined> {
  if ((await master(context)) !== base) return 'master moved; the submission will be tested on it';
  const now = await groundOf(context, base, commit);
  const waits = await obstacleOn(context, now);
  if (waits !== undefined) return waits;
  const isSame = now.holder?.gitDir === ground.holder?.gitDir && now.holder?.path === ground.holder?.path;
  return isSame ? undefined : `${context.branch} was just checked out elsewhere; it will be tried again`;
}

/** What each ticket of an intent brought, the lowest first: its own commit between base and candidate. */
async function ownLandings({ repository }: QueueContext, intent: Intent): Promise<readonly Pick<Landed, 'commit' | 'tree' | 'base' | 'tip'>[]> {
  const own: Pick<Landed, 'commit' | 'tree' | 'base' | 'tip'>[] = [];
  let commit = intent.candidate;
  for (const count = ticketsOf(intent).length; own.length < count; ) {
    const { tree, parents } = await repository.reader.commit(commit);
    const [base = ''] = parents;
    own.unshift({ commit, tree, base, ...(commit === intent.candidate ? {} : { tip: { commit: intent.candidate, tree: intent.tree } }) });
    commit = base;
  }
  if (commit !== intent.base) throw new Error(`The landing of ${ticketsOf(intent).join(', ')} does not stand on ${intent.base}.`);
  return own;
}

/** After the git child is gone: finished, or taken back. */
async function settle(
  context: QueueContext,
  writer: PlanWriter,
  intent: Intent,
  ground: Ground,
  { recovered, killed, gitSaid }: { readonly recovered: boolean; readonly killed: boolean; readonly gitSaid: string },
): Promise<LandingResult> {
  const { ports, repository, branch } = context;
  const tip = await master(context);
  if (tip !== undefined && (await repository.isAncestor(intent.candidate, tip))) {
    // A git that dies just after it moved the branch leaves HEAD locked.
    if (killed) await removeAbandonedLocks(ports, repository, ground.holder, branch);
    const after = await fingerprintOf(context, ground);
    const common = {
      verdict: intent.verdict,
      at: isoSeconds(ports.clock.now()),
      how: intent.how,
      ...(intent.before === undefined || after === undefined ? {} : { before: intent.before, after }),
      ...(recovered ? { recovered } : {}),
      rules: protectionRules,
    };
    const done = await writer.write(land(intent, ...(await ownLandings(context, intent)).map((own) => ({ ...own, ...common }))));
    return 'refused' in done ? { waits: done.refused } : { landed: intent };
  }
  let kept: readonly string[] = [];
  if (tip === intent.base) {
    const locked = await removeAbandonedLocks(ports, repository, ground.holder, branch);
    if (ground.holder !== undefined && !ground.holder.missing) {
      const undone = await undoHalfWritten(ports, repository, ground.holder, ground.differences, locked);
      if ('waits' in undone) return { waits: undone.waits, intentStands: true };
      kept = undone.kept;
    }
  }
  const waits = tip !== intent.base ? 'master moved; the submission will be tested on it' : await foreseeLanding(context, intent.base, intent.candidate);
  const words = waits ?? (kept.length > 0 ? `you have changes to ${listedPaths(kept)}` : notMoved(recovered, gitSaid));
  await writer.write(drop(intent, words));
  return { waits: words };
}

function notMoved(recovered: boolean, gitSaid: string): string {
  if (recovered) return 'the landing was cut short before master moved; it will be tried again';
  const said = gitSaid.trim().replace(/\s+/g, ' ');
  return said === '' ? 'git did not move master; it will be tried again' : `git did not move master: ${said}`;
}

/**
 * Takes up an intent that another engine left: ends the git child it names, then goes by what master says. Master at the base: half-written
 * paths are undone and the intent is dropped, so that it is looked at anew and landed again; candidate reached: done; anything else:
 * nothing is touched, and the submission is tested again.
 */
export async function recoverLanding(context: QueueContext, writer: PlanWriter, intent: Intent): Promise<LandingResult> {
  const { processes, clock } = context.ports;
  const child = { pid: intent.child.pid, startTime: intent.child['start-time'] };
  if (intent.machine === writer.machine) {
    while (processes.isAlive(child)) {
      processes.signal(child, 'SIGKILL');
      await pause(clock, 5);
    }
  }
  const ground = await groundOf(context, intent.base, intent.candidate);
  return settle(context, writer, intent, ground, { recovered: true, killed: true, gitSaid: '' });
}
