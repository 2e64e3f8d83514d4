import { pause as pauseTransition } from '../../plan/controlTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';

export async function pause(context: CommandContext, why: string | undefined): Promise<ExitCode> {
  return giveOrder(context, {
    transition: pauseTransition,
    why,
    value: {},
    words: 'Paused: agents at work go on to their end, and nothing is started, tested or landed until: sanctum resume',
  });
}
