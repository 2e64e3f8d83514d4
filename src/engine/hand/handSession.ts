import { dirname, join } from 'node:path';
import { agentEnvironment } from '../../agents/environment.js';
import type { AgentKit } from '../../agents/kit.js';
import { RoutingError } from '../../agents/routing.js';
import { RunFileError, RunFolder } from '../../agents/runFolder.js';
import type { RunOrder } from '../../agents/runOrder.js';
import { isWorktree } from '../../agents/worktree.js';
import type { Config } from '../../plan/schemas.js';
import type { Command } from '../../platform/processes.js';
import { confinement } from '../../queue/context.js';
import type { Project } from '../project.js';
import { queueContext } from '../project.js';
import { HandError } from './handError.js';

/** What the engineer is to have in a terminal, in the place of the agent. */
export interface HandSession {
  readonly command: Command;
  readonly worktree: string;
  /** Why it is a shell and not the agent's own session; undefined when it is that. */
  readonly shellBecause: string | undefined;
}

/** The order of the newest run of a ticket whose worktree is still there. */
async function latestOrder({ ports: { files }, folder }: Project, ticket: string): Promise<RunOrder | undefined> {
  const names = (await files.list(join(folder.path, 'runs'))).map(({ name }) => name).filter((name) => new RegExp(`^R-\\d{8}T\\d{6}-${ticket}-\\d+-`).test(name));
  for (const name of names.sort().reverse()) {
    try {
      const order = await new RunFolder(files, folder.run(name)).order();
      if (order !== undefined && (await isWorktree(files, order.place.worktree))) return order;
    } catch (error) {
      if (!(error instanceof RunFileError)) throw error;
    }
  }
  return undefined;
}

/**
 * How the engineer goes on where a ticket's latest run ended: with the agent's own session where its backend knows how, else with a shell;
 * in the agent's environment, and confined as the agent was. Throws HandError where there is nothing to go on with.
 */
export async function handSession(project: Project, kit: AgentKit, config: Config, ticket: string): Promise<HandSession> {
  const order = await latestOrder(project, ticket);
  if (order === undefined) throw new HandError(`Ticket ${ticket} has no worktree on this machine. Hand in work from elsewhere: sanctum submit ${ticket} --from <branch or folder>`);
  const { place, model, subject, attempt, run } = order;
  const machine = project.ports.processes.environment();
  // Not the run's own tag: what carries that is ended wherever the run is.
  const environment = agentEnvironment(machine, { ...place, tag: `hand:${project.folder.path}/${run}`, subject, attempt });
  const confine = confinement(await queueContext(project, config.branch), config, {
    writable: [dirname(place.worktree), place.home, place.temporary],
    temporary: place.temporary,
    readable: [],
  });
  const resumed = await resumedBy(kit, { model, worktree: place.worktree, home: place.home, environment, confined: config.sandbox !== 'off', endpoints: config.endpoints });
  if (!('unavailable' in resumed)) return { command: kit.confines(model) ? resumed : confine(resumed), worktree: place.worktree, shellBecause: undefined };
  const shell = machine['SHELL'] ?? machine['COMSPEC'] ?? '/bin/sh';
  return { command: confine({ file: shell, args: [], cwd: place.worktree, env: environment }), worktree: place.worktree, shellBecause: resumed.unavailable };
}

async function resumedBy(kit: AgentKit, request: Parameters<AgentKit['byHand']>[0]): ReturnType<AgentKit['byHand']> {
  try {
    return await kit.byHand(request);
  } catch (error) {
    if (error instanceof RoutingError) return { unavailable: error.message };
    throw error;
  }
}
