import { RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { makeWorktree } from '../../agents/worktree.js';
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
import { assignmentOf, earlierAnswers, resumeValues } from './assignment.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { configOf, runTag } from '../performing.js';
import { boundsOf, orderFor, promptOverride } from './order.js';
import { withLook } from './surroundings.js';
import { carrySetUpMade, untrackedBefore, writeSetUpMade } from './setUpMade.js';

/** Where the agent will live, and whether it goes on with the session that lived there before. */
interface Home {
  readonly place: RunOrder['place'];
  readonly session: 'new' | 'resumed';
  /** What that session had written by its tools. */
  readonly draft: Draft | undefined;
}

/** Makes the worktree and starts the runner. When an order is there already, only the runner is missing: the worktree stays as it is. */
export async function launchRun(performing: Performing, { snapshot }: Observation, of: OfRun): Promise<void> {
  const { project, runs, log } = performing;
  const assignment = assignmentOf(snapshot, of);
  if (assignment === undefined) return;
  const { run } = assignment;
  const config = configOf(snapshot);
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  const earlierOrder = await folder.order();
  if (earlierOrder !== undefined) {
    await runs.start(earlierOrder);
    return;
  }
  const tag = runTag(project, run);
  // Without an order nothing of this run is wanted: a set-up of an engine that was killed, or an agent whose files were deleted.
  await sweep(project.ports.processes, tag);
  await folder.make();
  const home = (await sessionHome(performing, assignment)) ?? (await newHome(performing, assignment, folder));
  const { place } = home;
  const { attempt, role, model, subject } = assignment;
  const seat = { run, attempt, role, model, subject, place, config };
  const bounds = await boundsOf(performing, seat);
  if (home.session === 'resumed') await carrySetUpMade(performing, assignment.resumes ?? '', run);
  else if (assignment.setUp) {
    const failed = await runSetUp(performing, config, assignment, { folder: place.worktree, temporary: place.temporary, ...bounds });
    if (failed || performing.stopping.aborted) {
      await sweep(project.ports.processes, tag);
      return;
    }
  }
  const prompt = await promptFor(performing, snapshot, assignment, home.session);
  const { minutes } = assignment;
  const order = await orderFor(performing, seat, bounds, { prompt, minutes, session: home.session, draft: home.draft, holdSeconds: config.limits.holdSeconds });
  await runs.start(await withLook(project, snapshot, order));
  log.write('DEBUG', `${assignment.name} run ${run} in ${place.worktree}`);
}

/**
 * The home of the session that this run goes on with, if that is still there and its backend can go on. Where a draft was written, it must be
 * there as well: the session would not write it a second time.
 */
async function sessionHome({ project, kit }: Performing, { resumes, model, role }: Assignment): Promise<Home | undefined> {
  if (resumes === undefined || !kit.resumes(model)) return undefined;
  const { files } = project.ports;
  const folder = new RunFolder(files, project.folder.run(resumes));
  const [earlier, exit] = await Promise.all([folder.order(), folder.exit()]);
  if (earlier === undefined || earlier.model !== model || (role !== 'coding' && exit === undefined)) return undefined;
  const { place } = earlier;
  const there = await Promise.all([place.worktree, place.home, place.temporary].map((path) => files.status(path)));
  return there.every((status) => status?.kind === 'folder') ? { place, session: 'resumed', draft: exit?.draft } : undefined;
}

async function newHome(performing: Performing, assignment: Assignment, folder: RunFolder): Promise<Home> {
  const { project, queue } = performing;
  const { storedAs, attempt, shown, earlier } = assignment;
  const worktree = await makeWorktree({ ...queue, settings: project.place.settings, project: project.folder }, { ticket: storedAs, attempt, base: shown, earlier });
  return { place: { worktree, home: folder.home, temporary: folder.temporary }, session: 'new', draft: undefined };
}

/** Makes the worktree usable. A set-up that fails costs the ticket no attempt, and is written into it. */
async function runSetUp(
  performing: Performing,
  config: Config,
  { name, run, attempt, role, model, base }: Assignment,
  place: SetUpPlace,
): Promise<boolean> {
  const { project, writer, queue, stopping } = performing;
  const before = await untrackedBefore(performing, config, place.folder, base, run);
  const failed = await setUp(project.ports, config.setup, project.place.topFolder, place, stopping);
  if (stopping.aborted) return true;
  if (failed === undefined) {
    await writeSetUpMade(performing, place.folder, base, run, before);
    return false;
  }
  const result = { green: false, words: `\`${failed.command}\` failed.`, exitCode: failed.result.exitCode ?? -1, tests: 'unknown' as const, seconds: 0, output: failed.result.output };
  const ended = isoSeconds(project.ports.clock.now());
  const record = { run, ticket: name, attempt, role, model, base, reason: 'not-started', submitted: false, containment: containmentOf(queue, config), ended, outcome: 'set-up failed' };
  await writer.write(failRun(record, { reason: 'The set-up of the worktree failed.', report: describeResult(result), own: false }));
  return true;
}

/** A session that goes on is told the answer alone; a new one its whole task, with what was answered on it before. */
async function promptFor({ project, kit }: Performing, snapshot: Snapshot, { run, name, role, task, values }: Assignment, session: Home['session']): Promise<string> {
  const override = await promptOverride(project, snapshot, role);
  if (session === 'resumed') return kit.prompt({ role, task: 'resume', values: resumeValues(snapshot, run), override });
  return `${await kit.prompt({ role, task, values, override })}${earlierAnswers(snapshot, name)}`;
}
