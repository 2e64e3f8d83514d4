import { dirname } from 'node:path';
import { agentEnvironment } from '../agents/environment.js';
import type { AgentKit } from '../agents/kit.js';
import { RunFolder } from '../agents/runFolder.js';
import type { RunOrder } from '../agents/runOrder.js';
import type { Runs } from '../agents/runs.js';
import { makeWorktree } from '../agents/worktree.js';
import type { Config } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { failRun, start } from '../plan/transitions.js';
import { readBody } from '../plan/frontMatter.js';
import { isoSeconds } from '../platform/clock.js';
import type { Command } from '../platform/processes.js';
import { sweep } from '../platform/processes.js';
import type { QueueContext } from '../queue/context.js';
import { confinement, containmentOf } from '../queue/context.js';
import { describeResult } from '../queue/gate.js';
import { landCandidate, recoverLanding } from '../queue/landing.js';
import { laneTags } from '../queue/lane.js';
import { setUp } from '../queue/setUp.js';
import { collectRun } from './collect.js';
import type { Action } from './decide.js';
import type { EngineWriter } from './engineWriter.js';
import type { Log } from './log.js';
import type { Observation } from './observe.js';
import type { Project } from './project.js';
import { testMaster, testSubmission } from './testing.js';

/** What actions work with. */
export interface Performing {
  readonly project: Project;
  readonly queue: QueueContext;
  readonly writer: EngineWriter;
  readonly runs: Runs;
  readonly kit: AgentKit;
  readonly log: Log;
  /** Aborted when the engine is to stop: gates are ended, and what they found so far does not count. */
  readonly stopping: AbortSignal;
}

/** The action came to nothing by no fault of the ticket's: to be tried again after a while. */
export class ActionPostponed extends Error {
  override readonly name = 'ActionPostponed';
}

export function ticketOf(snapshot: Snapshot, id: string): Ticket {
  const ticket = snapshot.tickets.get(id);
  if (ticket === undefined) throw new ActionPostponed(`Ticket ${id} is gone.`);
  return ticket;
}

export function configOf(snapshot: Snapshot): Config {
  if (snapshot.config === undefined) throw new ActionPostponed('sanctum.json cannot be used.');
  return snapshot.config;
}

/** Does one action, as decided from `observation`. Throws ActionPostponed, or any error of the machine's. */
export async function perform(performing: Performing, action: Action, observation: Observation): Promise<void> {
  switch (action.kind) {
    case 'sweep':
      return sweepLanes(performing);
    case 'recover':
      return recover(performing, observation);
    case 'start':
      return startTicket(performing, observation, action.ticket);
    case 'launch':
      return launchRun(performing, observation, action.ticket);
    case 'collect':
      return collectRun(performing, observation, action.ticket);
    case 'test-master':
      return testMaster(performing, observation);
    case 'test':
      return testSubmission(performing, observation, action.ticket);
    case 'land':
      return landTicket(performing, observation, action.ticket);
  }
}

async function sweepLanes({ project, queue, log }: Performing): Promise<void> {
  const killed = await sweep(project.ports.processes, laneTags(queue));
  await project.ports.files.removeTree(project.folder.lanes);
  log.write('INFO', `swept the lanes of an engine that was killed (${String(killed)} processes)`);
}

async function recover({ queue, writer, log }: Performing, { snapshot }: Observation): Promise<void> {
  const { intent } = snapshot;
  if (intent === undefined) return;
  const result = await recoverLanding(queue, writer, intent);
  log.write('WARN', 'landed' in result ? `finished the landing of ${intent.ticket} that was cut short` : `took back the landing of ${intent.ticket} that was cut short: ${result.waits}`);
}

async function startTicket({ project, writer, log }: Performing, { snapshot, master }: Observation, id: string): Promise<void> {
  const ticket = ticketOf(snapshot, id);
  if (master === undefined) return;
  const { clock, random } = project.ports;
  const attempt = ticket.fields.attempts + 1;
  const stamp = isoSeconds(clock.now()).replace(/[-:Z]/g, '');
  const written = await writer.write(start(id, `R-${stamp}-${id}-${String(attempt)}-${random.hex(4)}`, master));
  if (!('refused' in written)) log.write('INFO', `${id} started, attempt ${String(attempt)}: ${ticket.fields.title}`);
}

const graceSeconds = 5;
const streamLimitBytes = 8 * 1024 * 1024;

/** Makes the worktree and starts the runner. When an order is there already, only the runner is missing: the worktree stays as it is. */
async function launchRun(performing: Performing, { snapshot }: Observation, id: string): Promise<void> {
  const { project, runs, kit, log } = performing;
  const { fields, text } = ticketOf(snapshot, id);
  const { run, base, attempts } = fields;
  if (run === undefined || base === undefined) return;
  const config = configOf(snapshot);
  const folder = new RunFolder(project.ports.files, project.folder.run(run));
  const earlierOrder = await folder.order();
  if (earlierOrder !== undefined) {
    await runs.start(earlierOrder);
    return;
  }
  await folder.make();
  const earlier = fields.snapshot;
  const worktree = await makeWorktree({ ...performing.queue, settings: project.place.settings, project: project.folder }, { ticket: id, attempt: attempts, base, earlier });
  const tag = `run:${project.folder.path}/${run}`;
  const env = agentEnvironment(project.ports.processes.environment(), { home: folder.home, temporary: folder.temporary, worktree, tag, ticket: id, attempt: attempts });
  const confine = confinement(performing.queue, config, {
    writable: [project.folder.attempt(id, attempts), folder.home, folder.temporary],
    temporary: folder.temporary,
    readable: [kit.programFolder, dirname(await runs.socketPath(run))],
  });
  const failed = await setUp(project.ports, config.setup, project.place.topFolder, { folder: worktree, env, tag, confine }, performing.stopping);
  if (performing.stopping.aborted) return;
  if (failed !== undefined) {
    const result = { green: false, words: `\`${failed.command}\` failed.`, exitCode: failed.result.exitCode ?? -1, tests: 'unknown' as const, seconds: 0, output: failed.result.output };
    const ended = isoSeconds(project.ports.clock.now());
    const record = { run, ticket: id, attempt: attempts, role: 'coding' as const, model: config.roles.coding[0] ?? '', base, reason: 'not-started', submitted: false, containment: containmentOf(performing.queue, config), ended, outcome: 'set-up failed' };
    await performing.writer.write(failRun(record, { reason: 'The set-up of the worktree failed.', report: describeResult(result), own: false }));
    return;
  }
  const order = await orderFor(performing, { run, ticket: id, attempt: attempts, title: fields.title, text, worktree, tag, env, config, confine });
  await runs.start(order);
  log.write('INFO', `${id} run ${run} in ${worktree}`);
}

/** The reports of earlier attempts, as they stand in the ticket. */
function earlierAttempts(text: string): string {
  return /^## Attempt \d+$[^]*/m.exec(readBody(text))?.[0].trim() ?? '';
}

interface OrderRequest {
  readonly run: string;
  readonly ticket: string;
  readonly attempt: number;
  readonly title: string;
  readonly text: string;
  readonly worktree: string;
  readonly tag: string;
  readonly env: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly confine: (command: Command) => Command;
}

async function orderFor(performing: Performing, request: OrderRequest): Promise<RunOrder> {
  const { project, runs, kit } = performing;
  const { run, ticket, attempt, tag, worktree, config } = request;
  const model = config.roles.coding[0] ?? 'rehearsal';
  const token = project.ports.random.hex(32);
  const socket = await runs.socketPath(run);
  const runFolder = project.folder.run(run);
  const unconfined = await kit.command({ model, worktree, runFolder, socket, token, role: 'coding', environment: request.env, ticket, attempt });
  const command = request.confine(unconfined);
  return {
    run,
    ticket,
    attempt,
    role: 'coding',
    command: { file: command.file, args: [...command.args], cwd: command.cwd, env: { ...command.env } },
    prompt: await kit.codingPrompt({ ticket, title: request.title, attempt: String(attempt), earlier: earlierAttempts(request.text) }),
    tag,
    socket,
    token,
    limits: { totalSeconds: config.limits.runMinutes * 60, graceSeconds },
    streamLimitBytes,
    plan: { commonDir: project.place.commonDir, format: project.place.format },
  };
}

async function landTicket({ queue, writer, log }: Performing, { snapshot, queue: queued, master }: Observation, id: string): Promise<void> {
  const pending = snapshot.pending.get(id);
  const view = queued.find((one) => one.ticket === id);
  if (pending === undefined || view?.candidate === undefined || view.verdict?.result !== 'green' || view.candidate.base !== master) return;
  const name = `${view.verdict.tree}-${view.verdict.fingerprint}`;
  const result = await landCandidate(queue, writer, pending, view.candidate, name);
  if ('landed' in result) log.write('INFO', `${id} landed: ${queue.branch} is ${view.candidate.commit.slice(0, 10)}, tested as tree ${view.candidate.tree.slice(0, 10)}`);
  else log.write('WARN', `${id} does not land yet: ${result.waits}`);
}
