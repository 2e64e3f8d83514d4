import { dirname } from 'node:path';
import { agentEnvironment } from '../../agents/environment.js';
import type { AgentKit } from '../../agents/kit.js';
import type { TaskName } from '../../agents/prompt.js';
import { promptFileFor } from '../../agents/promptFiles.js';
import type { RunOrder } from '../../agents/runOrder.js';
import type { Role } from '../../plan/atoms.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Command } from '../../platform/processes.js';
import type { Containment } from '../../platform/sandbox.js';
import type { QueueContext } from '../../queue/context.js';
import { confinement, containmentOf } from '../../queue/context.js';
import type { AgentRuns } from '../performing.js';
import { runTag } from '../performing.js';
import type { Project } from '../project.js';

const graceSeconds = 5;
/** An agent that has waited for its endpoint as long as that may take gives up by itself, and asks again: that is heard first. */
const endpointSeconds = 60;
const streamLimitBytes = 8 * 1024 * 1024;

/** What it takes to order a run. */
export interface OrderMeans {
  readonly project: Project;
  readonly runs: Pick<AgentRuns, 'socketPath'>;
  readonly kit: AgentKit;
  readonly queue: QueueContext;
}

/** Who is to run where, under which configuration. */
export interface RunSeat extends Pick<RunOrder, 'run' | 'attempt' | 'role' | 'model' | 'subject' | 'place' | 'criteria' | 'findings'> {
  readonly config: Config;
}

/** How the processes of a run are told, found and confined. */
export interface RunBounds {
  readonly tag: string;
  readonly env: Readonly<Record<string, string>>;
  readonly confine: (command: Command) => Command;
}

export async function boundsOf({ project, runs, kit, queue }: OrderMeans, { run, attempt, subject, place, config }: RunSeat): Promise<RunBounds> {
  const tag = runTag(project, run);
  const env = agentEnvironment(project.ports.processes.environment(), { ...place, tag, subject, attempt });
  const confine = confinement(queue, config, {
    writable: [dirname(place.worktree), place.home, place.temporary],
    temporary: place.temporary,
    readable: [kit.programFolder, dirname(await runs.socketPath(run))],
  });
  return { tag, env, confine };
}

/** The text that replaces a role's prompt in this repository, or undefined. */
export function promptOverride(project: Project, snapshot: Snapshot, role: Role, task?: TaskName): Promise<string | undefined> {
  return project.store.snapshots.text(snapshot.commit, `prompts/${promptFileFor(role, task)}`);
}

/** Whether a model's agent can write outside its own folders. */
export function containmentOfRun({ kit, queue }: Pick<OrderMeans, 'kit' | 'queue'>, config: Config, model: string): Containment {
  if (kit.confines(model)) return config.sandbox === 'off' ? 'none' : 'contained';
  return containmentOf(queue, config);
}

/** How long a run may take and be quiet; `silence` is how long its model may be silent, where it is at an endpoint. */
export function runLimits({ firstByteSeconds, silenceSeconds, toolSeconds }: Config['limits'], minutes: number, silence: number | undefined): RunOrder['limits'] {
  const quiet = silence === undefined ? silenceSeconds : Math.max(silenceSeconds, silence + endpointSeconds);
  return { totalSeconds: minutes * 60, graceSeconds, firstByteSeconds, silenceSeconds: quiet, toolSeconds };
}

/** The order for a run. Throws RoutingError, BackendUnavailableError. */
export async function orderFor(
  { project, runs, kit, queue }: OrderMeans,
  { config, ...seat }: RunSeat,
  { tag, env, confine }: RunBounds,
  task: { readonly prompt: string; readonly session: 'new' | 'resumed'; readonly draft?: RunOrder['draft'] | undefined; readonly minutes: number; readonly holdSeconds: number; readonly allowance?: RunOrder['allowance'] },
): Promise<RunOrder> {
  const { run, attempt, role, model, subject, place } = seat;
  const token = project.ports.random.hex(32);
  const socket = await runs.socketPath(run);
  const request = { model, worktree: place.worktree, home: place.home, runFolder: project.folder.run(run), session: task.session, socket, token, role, environment: env, subject, attempt, endpoints: config.endpoints };
  const unconfined = await kit.command({ ...request, confined: config.sandbox !== 'off' });
  const command = kit.confines(model) ? unconfined : confine(unconfined);
  return {
    ...seat,
    backend: await kit.named(model),
    stream: kit.format(model),
    command: { file: command.file, args: [...command.args], cwd: command.cwd, env: { ...command.env } },
    containment: containmentOfRun({ kit, queue }, config, model),
    ...(task.draft === undefined ? {} : { draft: task.draft }),
    prompt: task.prompt,
    tag,
    socket,
    token,
    limits: runLimits(config.limits, task.minutes, await kit.silence(model, config.endpoints)),
    ...(task.allowance === undefined ? {} : { allowance: task.allowance }),
    streamLimitBytes,
    holdSeconds: task.holdSeconds,
    plan: { commonDir: project.place.commonDir, format: project.place.format },
  };
}
