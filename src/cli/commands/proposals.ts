import { openProject } from '../../engine/project.js';
import { isUndecided, proposalLines, proposalsOf } from '../../engine/status/proposalStatus.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Lists what the architect pitched: what is undecided or being designed, with `all` the rest too. */
export async function proposals(context: CommandContext, all: boolean): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const known = proposalsOf(await project.store.read());
    const shown = known.filter((proposal) => all || isUndecided(proposal));
    const none = known.length === 0 ? 'The architect has pitched nothing. Have it pitch: sanctum pitch' : 'No proposal waits for anybody. The others: sanctum proposals --all';
    const now = context.ports.clock.now();
    answer(context, shown, shown.length === 0 ? none : shown.flatMap((proposal) => proposalLines(proposal, now)).join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
