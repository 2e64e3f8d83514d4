import type { CriterionCommand } from '../../engine/criteria.js';
import { criterionCommands } from '../../engine/criteria.js';
import { findMasterBranch } from '../../engine/masterBranch.js';
import { TrustError } from '../../engine/init.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import type { TrustRequest } from '../../engine/trust.js';
import { trustRequest, TrustStore } from '../../engine/trust.js';
import { readRef } from '../../git/refReader.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

/** Approves the commands of the configuration and, once these are, those that criteria of tickets name, each by itself. */
export async function trust(context: CommandContext, options: { readonly hash?: string }): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const snapshot = await project.store.read();
    const { config, problems } = snapshot;
    if (config === undefined) throw new UsageError(`sanctum.json cannot be used: ${problems.map((problem) => problem.words).join(' ')} Mend it in a commit on sanctum/plan.`);
    const branch = await findMasterBranch(project.repository, config.branch);
    const master = (await readRef(context.ports.files, project.place.commonDir, `refs/heads/${branch}`)) ?? '';
    const request = await trustRequest(project.repository, config, master);
    const first = await approveConfiguration(context, project, request, options.hash);
    for (const command of await criterionCommands(project, snapshot, master)) await approveCriterion(context, project, command, options.hash);
    const criteria = await criterionCommands(project, snapshot, master);
    const words = [`${first ? 'Approved' : 'Approved already'} (${request.hash})${first ? '.' : `:\n${request.commands.map((command) => `  ${command}`).join('\n')}`}`, ...criteriaWords(criteria)];
    const told = criteria.map(({ command, tickets, approved, request: { hash, files } }) => ({ command, tickets, files, hash, trusted: approved }));
    answer(context, { ...request, trusted: true, criteria: told }, words.join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}

/** Whether it was approved now, and not before. Throws TrustError when it is not. */
async function approveConfiguration(context: CommandContext, project: Project, request: TrustRequest, hash: string | undefined): Promise<boolean> {
  const store = new TrustStore(context.ports, project.home);
  if (await store.isTrusted(project.place.commonDir, request.hash)) return false;
  if (!context.json) context.print(request.commands.map((command) => `  ${command}`).join('\n'));
  if (request.files.length > 0 && !context.json) context.print(`They name these files, and are approved as those are now: ${request.files.join(', ')}`);
  const approved = hash === request.hash || (context.interactive && (await context.ask('May Sanctum run these commands for this repository?')));
  if (!approved) throw new TrustError(request, 'sanctum trust --hash');
  await store.approve(project.place.commonDir, request, isoSeconds(context.ports.clock.now()));
  return true;
}

async function approveCriterion(context: CommandContext, project: Project, { command, request, approved, tickets }: CriterionCommand, hash: string | undefined): Promise<void> {
  if (approved || (hash !== request.hash && (!context.interactive || hash !== undefined))) return;
  if (hash !== request.hash) {
    context.print(`A criterion of ${ticketWords(tickets)} is shown by this command:\n  ${command}`);
    if (request.files.length > 0) context.print(`It names these files, and is approved as those are now: ${request.files.join(', ')}`);
    if (!(await context.ask('May Sanctum run it for this repository?'))) return;
  }
  await new TrustStore(context.ports, project.home).approve(project.place.commonDir, request, isoSeconds(context.ports.clock.now()), 'criterion');
}

function ticketWords(tickets: readonly string[]): string {
  return `${tickets.length === 1 ? 'ticket' : 'tickets'} ${tickets.join(', ')}`;
}

function criteriaWords(commands: readonly CriterionCommand[]): readonly string[] {
  const [approved, waiting] = [commands.filter((one) => one.approved), commands.filter((one) => !one.approved)];
  return [
    ...(approved.length === 0 ? [] : ['Approved for criteria of tickets:', ...approved.map(({ command, tickets }) => `  ${command} (${ticketWords(tickets)})`)]),
    ...(waiting.length === 0 ? [] : ['Not approved, so that these criteria are not run:', ...waiting.map(({ command, tickets, request }) => `  ${command} (${ticketWords(tickets)}): sanctum trust --hash ${request.hash}`)]),
  ];
}
