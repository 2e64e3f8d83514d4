import { openProject } from '../../engine/project.js';
import { look } from '../../engine/status/look.js';
import { ticketDetail } from '../../engine/status/statusText.js';
import { reorder } from '../../plan/controlTransitions.js';
import { queueOrder } from '../../queue/order.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { ticketId } from '../ticketId.js';
import { UsageError } from '../usageError.js';

/** Shows what waits to be tested and landed, in its order. */
async function showQueue(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const seen = await look(project);
    const tickets = queueOrder(await project.store.read()).map(({ ticket }) => ticket);
    const rows = tickets.flatMap((id) => seen.tickets.filter((ticket) => ticket.id === id));
    const now = context.ports.clock.now();
    const lines = rows.map((ticket) => `${ticket.id} ${ticket.title}  ${ticket.phase} ${ticketDetail(ticket, now)}`.trimEnd());
    answer(context, rows, lines.length === 0 ? 'The queue is empty.' : lines.join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}

/** Shows the queue, or has the tickets named come before all others in it. */
export async function queue(context: CommandContext, typed: readonly string[], reset: boolean): Promise<ExitCode> {
  if (reset && typed.length > 0) throw new UsageError("Give tickets, which then come first, or --reset, after which none does: 'sanctum queue 12 7', 'sanctum queue --reset'");
  if (!reset && typed.length === 0) return showQueue(context);
  const tickets = typed.map(ticketId);
  const words = reset ? 'The queue is in the order of arrival again.' : `${tickets.join(', ')} ${tickets.length === 1 ? 'comes' : 'come'} first in the queue, once handed in.`;
  return giveOrder(context, { transition: (order) => reorder(tickets, order), value: { tickets: tickets.join(' ') }, words });
}
