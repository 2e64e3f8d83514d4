import { RunFolder, undamaged } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { isWorktree, makeWorktree } from '../../agents/worktree.js';
import type { Draft } from '../../plan/draft.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { failRun } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import { sweep } from '../../platform/processes.js';
import { containmentOf } from '../../queue/context.js';
import { describeResult } from '../../queue/gate.js';
import type { SetUpPlace } from '../../queue/setUp.js';
import { setUp } from '../../queue/setUp.js';
import type { OfRun } from '../deciding/action.js';
import type { Assignment } from './assignment.js';
import { answeredPlace, assignmentOf, earlierAnswers, goOnValues, resumeValues, settledAlike } from './assignment.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { configOf, runTag } from '../performing.js';
import { boundsOf, orderFor, promptOverride } from './order.js';
import { areaNews } from './mail.js';
import { allowanceOf } from './allowance.js';
import { recordOf } from './recordOf.js';
import { withLook } from './surroundings.js';
import { carrySetUpMade, untrackedBefore, writeSetUpMade } from './setUpMade.js';

/** Where the agent will live, and whether it goes on with the session that lived there before. */
interface Home {
  readonly place: RunOrder['place'];
  readonly session: 'new' | 'resumed';
  /** The worktree is the one that the session left, as it left it. */
  readonly isAsLeft: boolean;
  /** The session is a copy of another piece of work's: it knows its role, and nothing of its task. */
  readonly isCopy: boolean;
  /** What that session had written by its tools. */
  readonly draft: Draft | undefined;
}

/** Makes the worktree and starts the runner. When an order is there already, only the runner is missing: the worktree stays as it is. */
export async function launchRun(performing: Performing, observation: Observation, of: OfRun): Promise<void> {
  const { snapshot } = observation;
  const { project, runs, log } = performing;
  const assignment = assignmentOf(snapshot, of);
  if (assignment === undefined) return;
  const { run } = assignment;
  const config = configOf(snapshot);
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  // One that a loss of power cut short is as good as none: no runner has read it.
  const earlierOrder = await undamaged(folder.order());
  if (earlierOrder !== undefined) {
    await runs.start(earlierOrder);
    return;
  }
  const tag = runTag(project, run);
  // Without an order nothing of this run is wanted: a set-up of an engine that was killed, or an agent whose files were deleted.
  await sweep(project.ports.processes, tag);
  await folder.make();
  // Whoever begins or goes on hears it with its first call, however soon that is its last.
  const news = 'ticket' in of ? areaNews(snapshot, of.ticket) : undefined;
  if (news !== undefined) await folder.tell(news);
  const home = (await sessionHome(performing, snapshot, assignment, folder)) ?? (await newHome(performing, assignment, folder));
  const { place } = home;
  const { attempt, role, model, subject, criteria = [], findings = [] } = assignment;
  const seat = { run, attempt, role, model, subject, place, config, ...(criteria.length === 0 ? {} : { criteria: [...criteria] }), ...(findings.length === 0 ? {} : { findings }) };
  const bounds = await boundsOf(performing, seat);
  if (home.isAsLeft) await carrySetUpMade(performing, assignment.resumes ?? '', run);
  else if (assignment.setUp) {
    const failed = await runSetUp(performing, config, assignment, { folder: place.worktree, temporary: place.temporary, ...bounds });
    if (failed || performing.stopping.aborted) {
      await sweep(project.ports.processes, tag);
      return;
    }
  }
  const prompt = await promptFor(performing, snapshot, assignment, home);
  const { minutes } = assignment;
  const order = await orderFor(performing, seat, bounds, { prompt, minutes, session: home.session, draft: home.draft, holdSeconds: config.limits.holdSeconds, allowance: await allowanceOf(performing, observation, of, assignment, home.session) });
  await runs.start(await withLook(project, snapshot, order));
  log.write('DEBUG', `${assignment.name} run ${run} in ${place.worktree}`);
}

/**
 * The home of the session that this run goes on with, if that is still there and its backend can go on. Where a draft was written, it must be
 * there as well: the session would not write it a second time. An agent that is not confined can damage the files of its run.
 */
async function sessionHome(performing: Performing, snapshot: Snapshot, assignment: Assignment, own: RunFolder): Promise<Home | undefined> {
  const { project, kit } = performing;
  const { resumes, model, role, base, attempt, storedAs } = assignment;
  if (resumes === undefined || !kit.resumes(model)) return undefined;
  const { files } = project.ports;
  const folder = new RunFolder(files, project.folder.run(resumes));
  const [earlier, exit] = await Promise.all([undamaged(folder.order()), undamaged(folder.exit())]);
  if (earlier === undefined || earlier.model !== model || (role !== 'coding' && exit === undefined)) return undefined;
  const { home, temporary, worktree } = earlier.place;
  const there = await Promise.all([home, temporary].map((path) => files.status(path)));
  if (!there.every((status) => status?.kind === 'folder')) return undefined;
  if (earlier.subject.work !== assignment.subject.work) return copiedHome(performing, assignment, home, own);
  const isThere = await isWorktree(files, worktree);
  if (isThere && (await recordOf(performing, snapshot, resumes))?.base === base) return { place: earlier.place, session: 'resumed', isAsLeft: true, isCopy: false, draft: exit?.draft };
  // What another role has read of master is a part of its session; a coding agent is told that it moved.
  if (role !== 'coding' || !isThere) return undefined;
  return { place: { home, temporary, worktree: await worktreeFor(performing, { storedAs, attempt, shown: assignment.shown, earlier: assignment.earlier }) }, session: 'resumed', isAsLeft: false, isCopy: false, draft: undefined };
}

/** A session of its own that begins where another ended: several proposals were pitched in one, and each is gone on with by itself. */
async function copiedHome(performing: Performing, assignment: Assignment, from: string, { home, temporary }: RunFolder): Promise<Home> {
  const { files } = performing.project.ports;
  // What an engine that was killed had copied may be half of it.
  await files.removeTree(home);
  await files.copyTree(from, home);
  return { place: { worktree: await worktreeFor(performing, assignment), home, temporary }, session: 'resumed', isAsLeft: false, isCopy: true, draft: undefined };
}

function worktreeFor({ project, queue }: Performing, { storedAs, attempt, shown, earlier }: Pick<Assignment, 'storedAs' | 'attempt' | 'shown' | 'earlier'>): Promise<string> {
  return makeWorktree({ ...queue, settings: project.place.settings, project: project.folder }, { ticket: storedAs, attempt, base: shown, earlier });
}

async function newHome(performing: Performing, assignment: Assignment, folder: RunFolder): Promise<Home> {
  return { place: { worktree: await worktreeFor(performing, assignment), home: folder.home, temporary: folder.temporary }, session: 'new', isAsLeft: false, isCopy: false, draft: undefined };
}

/** Makes the worktree usable. A set-up that fails costs the ticket no attempt, and is written into it. */
async function runSetUp(
  performing: Performing,
  config: Config,
  { name, run, attempt, role, model, base, earlier }: Assignment,
  place: SetUpPlace,
): Promise<boolean> {
  const { project, writer, queue, lanes, stopping } = performing;
  const before = await untrackedBefore(performing, config, place.folder, base, run);
  // What was done before may have changed what is to be installed.
  const key = earlier === undefined ? await lanes.cache.keyOf(config.setup, base) : undefined;
  const isInstalled = key !== undefined && (await lanes.cache.restore(key, config.setup, place.folder));
  const failed = await setUp(project.ports, isInstalled ? { ...config.setup, commands: [] } : config.setup, project.place.topFolder, place, stopping);
  if (stopping.aborted) return true;
  if (failed === undefined) {
    await writeSetUpMade(performing, place.folder, base, run, before);
    return false;
  }
  const result = { green: false, words: `\`${failed.command}\` failed.`, exitCode: failed.result.exitCode ?? -1, tests: 'unknown' as const, seconds: 0, output: failed.result.output };
  const ended = isoSeconds(project.ports.clock.now());
  const record = { run, ticket: name, attempt, role, model, base, reason: 'not-started', submitted: false, containment: containmentOf(queue, config), ended, outcome: 'set-up failed' };
  await writer.write(failRun(record, { reason: 'The set-up of the worktree failed.', report: describeResult(result), own: false, unbegun: true }));
  return true;
}

/** A session that goes on is told what happened since, a new one its whole task, with what was answered on it before. */
async function promptFor(performing: Performing, snapshot: Snapshot, assignment: Assignment, { session, isAsLeft, isCopy }: Home): Promise<string> {
  const { project, kit } = performing;
  const { run, name, role, task, values } = assignment;
  const override = await promptOverride(project, snapshot, role, task);
  if (session === 'resumed') {
    const answered = resumeValues(snapshot, run);
    const left = { isAsLeft, since: (await recordOf(performing, snapshot, assignment.resumes ?? ''))?.attempt };
    if (answered.question !== '') return kit.prompt({ role, task: 'resume', values: { ...answered, place: answeredPlace(snapshot, assignment, isCopy ? { ...left, isAsLeft: true } : left) }, override });
    if (isCopy) return kit.prompt({ role, task, values, override, knowsRole: true });
    return kit.prompt({ role, task: 'go-on', values: goOnValues(snapshot, assignment, left), override });
  }
  return `${await kit.prompt({ role, task, values, override })}${task === 'answer' ? settledAlike(snapshot, assignment.subject.question) : ''}${earlierAnswers(snapshot, name)}`;
}
