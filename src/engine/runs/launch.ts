import { dirname } from 'node:path';
import { agentEnvironment } from '../../agents/environment.js';
import { promptFileOf } from '../../agents/promptFiles.js';
import { RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { makeWorktree } from '../../agents/worktree.js';
import type { Draft } from '../../plan/draft.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { failRun } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Command } from '../../platform/processes.js';
import { sweep } from '../../platform/processes.js';
import { confinement, containmentOf } from '../../queue/context.js';
import { describeResult } from '../../queue/gate.js';
import type { SetUpPlace } from '../../queue/setUp.js';
import { setUp } from '../../queue/setUp.js';
import type { OfRun } from '../deciding/action.js';
import type { Assignment } from './assignment.js';
import { assignmentOf, earlierAnswers, resumeValues } from './assignment.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { configOf, runTag } from '../performing.js';
import { carrySetUpMade, untrackedBefore, writeSetUpMade } from './setUpMade.js';

const graceSeconds = 5;
const streamLimitBytes = 8 * 1024 * 1024;

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
  const env = agentEnvironment(project.ports.processes.environment(), { ...place, tag, subject: assignment.subject, attempt: assignment.attempt });
  const confine = confinement(performing.queue, config, {
    writable: [dirname(place.worktree), place.home, place.temporary],
    temporary: place.temporary,
    readable: [performing.kit.programFolder, dirname(await runs.socketPath(run))],
  });
  if (home.session === 'resumed') await carrySetUpMade(performing, assignment.resumes ?? '', run);
  else if (assignment.setUp) {
    const failed = await runSetUp(performing, config, assignment, { folder: place.worktree, temporary: place.temporary, env, tag, confine });
    if (failed || performing.stopping.aborted) {
      await sweep(project.ports.processes, tag);
      return;
    }
  }
  await runs.start(await orderFor(performing, snapshot, assignment, { ...home, tag, env, confine }));
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

async function orderFor(
  performing: Performing,
  snapshot: Snapshot,
  assignment: Assignment,
  { place, session, draft, tag, env, confine }: Home & { readonly tag: string; readonly env: Readonly<Record<string, string>>; readonly confine: (command: Command) => Command },
): Promise<RunOrder> {
  const { project, runs, kit } = performing;
  const { run, attempt, role, model, subject, minutes } = assignment;
  const config = configOf(snapshot);
  const token = project.ports.random.hex(32);
  const socket = await runs.socketPath(run);
  const confined = config.sandbox !== 'off';
  const unconfined = await kit.command({ model, worktree: place.worktree, runFolder: project.folder.run(run), home: place.home, session, socket, token, role, environment: env, subject, attempt, confined });
  const command = kit.confines(model) ? unconfined : confine(unconfined);
  const override = await project.store.snapshots.text(snapshot.commit, `prompts/${promptFileOf[role]}`);
  return {
    run,
    attempt,
    role,
    model,
    subject,
    place,
    command: { file: command.file, args: [...command.args], cwd: command.cwd, env: { ...command.env } },
    ...(draft === undefined ? {} : { draft }),
    prompt: session === 'resumed' ? await kit.prompt({ role, task: 'resume', values: resumeValues(snapshot, run), override }) : `${await kit.prompt({ role, task: assignment.task, values: assignment.values, override })}${earlierAnswers(snapshot, assignment.name)}`,
    tag,
    socket,
    token,
    limits: { totalSeconds: minutes * 60, graceSeconds },
    streamLimitBytes,
    holdSeconds: config.limits.holdSeconds,
    plan: { commonDir: project.place.commonDir, format: project.place.format },
  };
}
