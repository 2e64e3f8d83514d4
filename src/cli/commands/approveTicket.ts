import { approvalOf, submissionOf } from '../../engine/orders/approval.js';
import { giveOrder } from '../../engine/orders/writeCommand.js';
import { openProject } from '../../engine/project.js';
import { Onlooker } from '../../engine/status/look.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';

/** Approves the submission that a ticket has in the queue: its protected changes, and the work where a review is asked for. */
export async function approveTicket(context: CommandContext, typed: string): Promise<ExitCode> {
  const ticket = ticketId(typed);
  const project = await openProject(context.ports, context.folder);
  const onlooker = new Onlooker(project);
  try {
    const { observation } = await onlooker.look();
    const submission = submissionOf(observation, ticket).commit;
    const unapproved = observation.queue.find((view) => view.ticket === ticket)?.unapproved ?? [];
    let commit = '';
    for (const order of approvalOf(observation, ticket, submission)) ({ commit } = await giveOrder(project, order));
    const changes = unapproved.map(({ words }) => `\n  it ${words}`).join('');
    answer(context, { ticket, submission, protected: unapproved, commit }, `Approved for ticket ${ticket}, as it is in the queue now (${submission.slice(0, 10)}):${changes === '' ? ' the work' : changes}\nIt lands when its gate is green.`);
    return exitCodes.done;
  } finally {
    onlooker.close();
    await project.close();
  }
}
