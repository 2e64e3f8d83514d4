import * as vscode from 'vscode';
import { OrderError } from '../../engine/orders/orderError.js';
import { typedText } from '../../engine/orders/typedText.js';
import type { TicketStatus } from '../../engine/status/status.js';
import { approveSubmission } from '../../plan/controlTransitions.js';
import { reopening } from '../../plan/reopening.js';
import { isReviewed } from '../../queue/order.js';
import type { Session } from '../hosting/session.js';
import type { TicketChoice } from './ticketArgument.js';

/** Whether a ticket waits for somebody to approve what was handed in. */
export function isApprovable({ id }: TicketStatus, { view }: Session): boolean {
  const snapshot = view?.observation.snapshot;
  const pending = snapshot?.pending.get(id);
  return snapshot !== undefined && pending !== undefined && !isReviewed(snapshot, pending);
}

/** Whether a ticket can be worked on again, or told something. */
export function isReopenable({ phase }: TicketStatus): boolean {
  return phase !== 'done' && phase !== 'cancelled' && phase !== 'landing';
}

/** Approves the submission that the ticket has now, as the engineer's own review. */
export async function approve({ session, ticket }: TicketChoice): Promise<void> {
  const pending = session.view?.observation.snapshot.pending.get(ticket);
  if (pending === undefined) throw new OrderError(vscode.l10n.t('Ticket {0} has no submission in the queue that could be approved.', ticket));
  await session.order((order) => approveSubmission(ticket, pending.commit, order));
}

/** Asks for the engineer's words, and lets the ticket be worked on again with them. */
export async function reopenWithNote({ session, ticket }: TicketChoice): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Reopen {0} with a note', ticket),
    prompt: vscode.l10n.t('What is to be different? The next attempt begins from the work so far, and is told this.'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        if (text !== '') typedText(vscode.l10n.t('The note'), text);
        return undefined;
      } catch (error) {
        if (error instanceof OrderError) return error.message;
        throw error;
      }
    },
  });
  if (typed === undefined) return;
  const words = typedText(vscode.l10n.t('The note'), typed);
  const orders = reopening(await session.project.store.read(), ticket, words);
  if ('refused' in orders) throw new OrderError(orders.refused);
  for (const order of orders) await session.order(order);
}
