import { release, resume as resumeTransition } from '../../plan/controlTransitions.js';
import { OrderError } from '../../engine/orders/orderError.js';
import { giveOrder as writeOrder } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { Onlooker } from '../../engine/status/look.js';
import { tolerate } from '../../plan/mendTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';

/** Lets agents go on beside a red master. */
export async function resumeBesideRed(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  const onlooker = new Onlooker(project);
  try {
    const { masterVerdict } = (await onlooker.look()).observation;
    if (masterVerdict?.result !== 'red') throw new OrderError('Master is not known to be red: nothing is halted by it.');
    const { commit } = await writeOrder(project, (order) => tolerate(masterVerdict.tree, order));
    answer(context, { tree: masterVerdict.tree, commit }, 'Agents go on beside the red master, as long as it stays as it is. Nothing lands but what mends it.');
    return exitCodes.done;
  } finally {
    onlooker.close();
    await project.close();
  }
}

/** Ends the pause, or lets one ticket go on that is held. */
export async function resume(context: CommandContext, typed: string | undefined): Promise<ExitCode> {
  if (typed === undefined) {
    return giveOrder(context, { transition: resumeTransition, value: {}, words: 'The pause is over; the engine goes on with what is to be done.' });
  }
  const ticket = ticketId(typed);
  return giveOrder(context, { transition: () => release(ticket), value: { ticket }, words: `Ticket ${ticket} is held no longer; it goes on when its turn comes.` });
}
