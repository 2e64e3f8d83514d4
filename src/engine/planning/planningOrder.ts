import { dirname } from 'node:path';
import { agentEnvironment } from '../../agents/environment.js';
import type { AgentKit } from '../../agents/kit.js';
import { promptFileOf } from '../../agents/promptFiles.js';
import { RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import type { Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { QueueContext } from '../../queue/context.js';
import { confinement } from '../../queue/context.js';
import { runTag } from '../performing.js';
import type { PlanningCheckout } from './planningCheckout.js';
import { specWork } from './planningCheckout.js';
import type { PlanningRuns } from './planningRuns.js';
import type { Project } from '../project.js';

const graceSeconds = 5;
const streamLimitBytes = 8 * 1024 * 1024;

export interface PlanningOrderRequest {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly checkout: PlanningCheckout;
  readonly run: string;
  readonly model: string;
  /** What the engineer wants changed. */
  readonly request: string;
  /** Whether somebody is there who can answer while the architect waits. */
  readonly mayAsk: boolean;
}

/** The order for an architect that is to revise the spec in its checkout. */
export async function planningOrder(
  means: { readonly project: Project; readonly runs: PlanningRuns; readonly kit: AgentKit; readonly queue: QueueContext },
  { snapshot, config, checkout, run, model, request, mayAsk }: PlanningOrderRequest,
): Promise<RunOrder> {
  const { project, runs, kit, queue } = means;
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  await folder.make();
  const { worktree, number: attempt } = checkout;
  const subject = { work: specWork };
  const tag = runTag(project, run);
  const token = project.ports.random.hex(32);
  const socket = await runs.socketPath(run);
  const { home, temporary } = folder;
  const environment = agentEnvironment(project.ports.processes.environment(), { home, temporary, worktree, tag, subject, attempt });
  const confine = confinement(queue, config, {
    writable: [project.folder.attempt(specWork, attempt), home, temporary],
    temporary,
    readable: [kit.programFolder, dirname(socket)],
  });
  const confined = config.sandbox !== 'off';
  const unconfined = await kit.command({ model, worktree, home, runFolder: folder.path, socket, token, role: 'architect', environment, subject, attempt, session: 'new', confined });
  const command = kit.confines(model) ? unconfined : confine(unconfined);
  const override = await project.store.snapshots.text(snapshot.commit, `prompts/${promptFileOf.architect}`);
  return {
    run,
    attempt,
    role: 'architect',
    model,
    subject,
    place: { worktree, home, temporary },
    command: { file: command.file, args: [...command.args], cwd: command.cwd, env: { ...command.env } },
    prompt: await kit.prompt({ role: 'architect', task: 'spec', values: { request }, override }),
    tag,
    socket,
    token,
    limits: { totalSeconds: config.limits.runMinutes * 60, graceSeconds },
    streamLimitBytes,
    holdSeconds: mayAsk ? config.limits.holdSeconds : 0,
    plan: { commonDir: project.place.commonDir, format: project.place.format },
  };
}
