import { join } from 'node:path';
import { checkoutTree, unmergedPaths } from '../../git/checkoutTree.js';
import { treeDifferences } from '../../git/diff.js';
import { Git, GitError } from '../../git/git.js';
import { sanctumPerson } from '../../git/objects.js';
import { readRef } from '../../git/refReader.js';
import type { HandWork } from '../../plan/handTransitions.js';
import { openForHandIn } from '../../plan/handTransitions.js';
import { wipRef } from '../../plan/paths.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { isoSeconds } from '../../platform/clock.js';
import type { QueueContext } from '../../queue/context.js';
import { setRef } from '../../queue/setRef.js';
import { takeSnapshot } from '../../queue/submission.js';
import { refusals } from '../../queue/submissionChecks.js';
import { HandError } from './handError.js';
import type { HandSource } from './handSource.js';
import { findHandSource } from './handSource.js';
import { planningContext } from '../planning/planningFolder.js';
import type { Project } from '../project.js';
import { newRunId } from '../runs/runId.js';

/** What work of the engineer's own is measured against. */
export interface HandGround {
  readonly snapshot: Snapshot;
  readonly config: Config;
  /** Its tip. */
  readonly master: string;
  /** With a scratch folder that an engine beside it leaves alone. */
  readonly queue: QueueContext;
}

/** Reads the plan and the branch that is kept green. Throws NoPlanError, HandError. */
export async function handGround(project: Project): Promise<HandGround> {
  const snapshot = await project.store.read();
  const { config, problems } = snapshot;
  if (config === undefined) throw new HandError(`sanctum.json cannot be used: ${problems.map(({ words }) => words).join(' ')} Mend it in a commit on sanctum/plan.`);
  const master = await readRef(project.ports.files, project.place.commonDir, `refs/heads/${config.branch}`);
  if (master === undefined) throw new HandError(`There is no branch ${config.branch}, on which it would land. sanctum.json names it.`);
  return { snapshot, config, master, queue: await planningContext(project, config.branch) };
}

/** An attempt at a ticket, made by the engineer. */
export interface HandAttempt {
  readonly ticket: string;
  readonly attempt: number;
  readonly summary: string;
  readonly by: string;
}

interface Taken {
  readonly base: string;
  readonly commit: string;
  readonly tree: string;
  readonly refusals: readonly string[];
}

/**
 * Keeps a tree of the engineer's as a change of `base`, under a ref that is named after its run: an engine that starts the same attempt
 * meanwhile has another. Returns the work, to be handed in.
 */
export async function keepHandTree(project: Project, of: HandAttempt, base: string, tree: string, run = newRunId(project.ports, of.ticket, of.attempt)): Promise<HandWork> {
  const { repository, ports } = project;
  const at = isoSeconds(ports.clock.now());
  const person = { author: sanctumPerson, committer: sanctumPerson, time: Date.parse(at) / 1000 };
  const commit = await repository.objects.commit({ tree, parents: [base], ...person, message: `Snapshot of ${run}\n\nSanctum-Ticket: ${of.ticket}\nSanctum-Run: ${run}` });
  await setRef(repository.refs, wipRef(run, of.attempt), commit);
  return { run, base, commit, tree, summary: of.summary, by: of.by, at };
}

async function treeOfCheckout(project: Project, queue: QueueContext, { path, gitDir }: Extract<HandSource, { kind: 'checkout' }>['checkout']): Promise<{ readonly head: string; readonly tree: string }> {
  const { files, processes, random } = project.ports;
  const git = new Git(processes, gitDir, 'engineer');
  const sparse = await git.ask(['config', '--type=bool', 'core.sparseCheckout'], { answers: [1] });
  if (sparse.stdout.toString('utf8').trim() === 'true') throw new HandError(`${path} is a sparse checkout, in which most files are missing. Commit your work to a branch, and hand that in: --from <branch>`);
  const conflicts = await unmergedPaths(git, path);
  if (conflicts.length > 0) throw new HandError(`${path} is in the middle of a merge: ${conflicts.join(', ')}. Finish it first.`);
  const head = await git.text(['rev-parse', 'HEAD']);
  const scratch = queue.project.scratch(`checkout-${random.hex(8)}`);
  await files.makeFolder(scratch);
  try {
    return { head, tree: await checkoutTree(git, path, head, join(scratch, 'index')) };
  } catch (error) {
    if (error instanceof GitError) throw new HandError(`git cannot take ${path} as it is: ${error.errorOutput.trim()}`);
    throw error;
  } finally {
    await files.removeTree(scratch);
  }
}

async function takeTree(project: Project, { config, master }: HandGround, of: HandAttempt, run: string, commit: string, tree: string): Promise<Taken> {
  const { repository } = project;
  const base = await repository.mergeBase(master, commit);
  if (base === undefined) throw new HandError(`What you hand in has no common history with ${config.branch}.`);
  const kept = await keepHandTree(project, of, base, tree, run);
  const differences = await treeDifferences(repository.reader, base, kept.commit);
  const found = { tree, newBytes: 0, nestedRepositories: [], problems: [] };
  return { ...kept, refusals: await refusals(repository, found, differences, config.limits.submissionMegabytes * 1024 * 1024) };
}

async function take(project: Project, ground: HandGround, of: HandAttempt, run: string, source: HandSource): Promise<Taken> {
  const { repository, ports } = project;
  switch (source.kind) {
    case 'commit':
      return takeTree(project, ground, of, run, source.commit, await repository.treeOf(source.commit));
    case 'checkout': {
      const { head, tree } = await treeOfCheckout(project, ground.queue, source.checkout);
      return takeTree(project, ground, of, run, head, tree);
    }
    case 'worktree': {
      const { base, folder, leftOut } = source;
      const at = isoSeconds(ports.clock.now());
      const request = { ticket: run, folder, attempt: of.attempt, run, base, at, largestMegabytes: ground.config.limits.submissionMegabytes, leftOut };
      return { base, ...(await takeSnapshot(ground.queue, request)) };
    }
  }
}

/** What the engineer says of their work, and where it lies. */
export interface HandRequest {
  readonly ticket: string;
  /** Undefined: the ticket's latest worktree. */
  readonly from: string | undefined;
  /** Where the command was typed. */
  readonly folder: string;
  readonly summary: string;
  readonly by: string;
}

/**
 * Keeps what the engineer made for a ticket, as it is now, and returns it with the number of its attempt, to be handed in. The files stay as
 * they are. Throws HandError for what cannot be handed in; whatever was kept of it stays. Throws NoPlanError.
 */
export async function keepHandWork(project: Project, request: HandRequest): Promise<{ readonly attempt: number; readonly work: HandWork }> {
  const { summary, by } = request;
  const ground = await handGround(project);
  const ticket = openForHandIn(ground.snapshot, request.ticket);
  if ('refused' in ticket) throw new HandError(ticket.refused);
  const attempt = ticket.fields.attempts + 1;
  const source = await findHandSource(project, ground.snapshot, ticket, { from: request.from, folder: request.folder, branch: ground.config.branch });
  const run = newRunId(project.ports, request.ticket, attempt);
  const taken = await take(project, ground, { ticket: request.ticket, attempt, summary, by }, run, source);
  if (taken.refusals.length > 0) {
    throw new HandError(`It cannot be handed in:\n${taken.refusals.map((words) => `  ${words}`).join('\n')}\nWhat was found is kept as ${taken.commit}, and ticket ${request.ticket} is as it was.`);
  }
  const { base, commit, tree } = taken;
  return { attempt, work: { run, base, commit, tree, summary, by, at: isoSeconds(project.ports.clock.now()) } };
}
