import { findMasterBranch } from '../../engine/masterBranch.js';
import { TrustError } from '../../engine/init.js';
import { openProject } from '../../engine/project.js';
import { trustRequest, TrustStore } from '../../engine/trust.js';
import { readRef } from '../../git/refReader.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

export async function trust(context: CommandContext, options: { readonly hash?: string }): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const { config, problems } = await project.store.read();
    if (config === undefined) throw new UsageError(`sanctum.json cannot be used: ${problems.map((problem) => problem.words).join(' ')} Mend it in a commit on sanctum/plan.`);
    const branch = await findMasterBranch(project.repository, config.branch);
    const master = await readRef(context.ports.files, project.place.commonDir, `refs/heads/${branch}`);
    const request = await trustRequest(project.repository, config, master ?? '');
    const store = new TrustStore(context.ports, project.home);
    if (await store.isTrusted(project.place.commonDir, request.hash)) {
      answer(context, { ...request, trusted: true }, `Approved already (${request.hash}):\n${request.commands.map((command) => `  ${command}`).join('\n')}`);
      return exitCodes.done;
    }
    if (!context.json) context.print(request.commands.map((command) => `  ${command}`).join('\n'));
    if (request.files.length > 0 && !context.json) context.print(`They name these files, and are approved as those are now: ${request.files.join(', ')}`);
    const approved = options.hash === request.hash || (context.interactive && (await context.ask('May Sanctum run these commands for this repository?')));
    if (!approved) throw new TrustError(request, 'sanctum trust --hash');
    await store.approve(project.place.commonDir, request, isoSeconds(context.ports.clock.now()));
    answer(context, { ...request, trusted: true }, `Approved (${request.hash}).`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
