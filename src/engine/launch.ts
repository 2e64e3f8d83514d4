import { dirname } from 'node:path';
import { agentEnvironment } from '../agents/environment.js';
import { RunFolder } from '../agents/runFolder.js';
import type { RunOrder } from '../agents/runOrder.js';
import { makeWorktree } from '../agents/worktree.js';
import { readBody } from '../plan/frontMatter.js';
import type { Config } from '../plan/schemas.js';
import { failRun } from '../plan/transitions.js';
import { isoSeconds } from '../platform/clock.js';
import type { Command } from '../platform/processes.js';
import { sweep } from '../platform/processes.js';
import { confinement, containmentOf } from '../queue/context.js';
import { describeResult } from '../queue/gate.js';
import { setUp } from '../queue/setUp.js';
import type { Observation } from './observe.js';
import type { Performing } from './performing.js';
import { configOf, runTag, ticketOf } from './performing.js';
import { untrackedBefore, writeSetUpMade } from './setUpMade.js';

const graceSeconds = 5;
const streamLimitBytes = 8 * 1024 * 1024;

/** Makes the worktree and starts the runner. When an order is there already, only the runner is missing: the worktree stays as it is. */
export async function launchRun(performing: Performing, { snapshot }: Observation, id: string): Promise<void> {
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
  const tag = runTag(project, run);
  // Without an order nothing of this run is wanted: a set-up of an engine that was killed, or an agent whose files were deleted.
  await sweep(project.ports.processes, tag);
  await folder.make();
  const earlier = fields.snapshot;
  const worktree = await makeWorktree({ ...performing.queue, settings: project.place.settings, project: project.folder }, { ticket: id, attempt: attempts, base, earlier });
  const env = agentEnvironment(project.ports.processes.environment(), { home: folder.home, temporary: folder.temporary, worktree, tag, ticket: id, attempt: attempts });
  const confine = confinement(performing.queue, config, {
    writable: [project.folder.attempt(id, attempts), folder.home, folder.temporary],
    temporary: folder.temporary,
    readable: [kit.programFolder, dirname(await runs.socketPath(run))],
  });
  const before = await untrackedBefore(performing, config, worktree, base, run);
  const failed = await setUp(project.ports, config.setup, project.place.topFolder, { folder: worktree, env, tag, confine }, performing.stopping);
  if (performing.stopping.aborted) return;
  if (failed !== undefined) {
    const result = { green: false, words: `\`${failed.command}\` failed.`, exitCode: failed.result.exitCode ?? -1, tests: 'unknown' as const, seconds: 0, output: failed.result.output };
    const ended = isoSeconds(project.ports.clock.now());
    const record = { run, ticket: id, attempt: attempts, role: 'coding' as const, model: config.roles.coding[0] ?? '', base, reason: 'not-started', submitted: false, containment: containmentOf(performing.queue, config), ended, outcome: 'set-up failed' };
    await performing.writer.write(failRun(record, { reason: 'The set-up of the worktree failed.', report: describeResult(result), own: false }));
    return;
  }
  await writeSetUpMade(performing, worktree, base, run, before);
  const order = await orderFor(performing, { run, ticket: id, attempt: attempts, title: fields.title, text, worktree, tag, env, config, confine });
  await runs.start(order);
  log.write('DEBUG', `${id} run ${run} in ${worktree}`);
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
