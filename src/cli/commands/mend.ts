import { mendingOf } from '../../engine/orders/mendMaster.js';
import { giveOrder } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { Onlooker } from '../../engine/status/look.js';
import { mend as mendTransition } from '../../plan/mendTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Has an agent mend a red master. */
export async function mend(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  const onlooker = new Onlooker(project);
  try {
    const mending = await mendingOf(project, (await onlooker.look()).observation);
    const { commit, step } = await giveOrder(project, (order) => mendTransition(mending, order));
    const ticket = step.ticket ?? '';
    answer(context, { ticket, title: mending.title, commit }, `Ticket ${ticket} is to mend it: ${mending.title}. All else stays halted until it is green.`);
    return exitCodes.done;
  } finally {
    onlooker.close();
    await project.close();
  }
}
