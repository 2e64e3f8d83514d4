import { freeze as freezeTransition, thaw as thawTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';

/** Nothing lands until `thaw`; all else goes on. */
export async function freeze(context: CommandContext, why: string | undefined): Promise<ExitCode> {
  return giveOrder(context, { transition: freezeTransition, why, value: {}, words: 'Landing is frozen: agents, gates and reviews go on, and what is ready waits in the queue until: sanctum thaw' });
}

export async function thaw(context: CommandContext): Promise<ExitCode> {
  return giveOrder(context, { transition: thawTransition, value: {}, words: 'Landing goes on with what is ready.' });
}
