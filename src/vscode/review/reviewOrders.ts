import * as vscode from 'vscode';
import { approvalOf } from '../../engine/orders/approval.js';
import { OrderError } from '../../engine/orders/orderError.js';
import { typedText } from '../../engine/orders/typedText.js';
import type { TicketStatus } from '../../engine/status/status.js';
import { reopening } from '../../plan/reopening.js';
import { mayLand } from '../../queue/order.js';
import type { Session } from '../hosting/session.js';
import type { TicketChoice } from './ticketArgument.js';

/** Whether a ticket waits for somebody to approve what was handed in. */
export function isApprovable({ id }: TicketStatus, { view }: Session): boolean {
  const snapshot = view?.observation.snapshot;
  const pending = snapshot?.pending.get(id);
  const unapproved = view?.observation.queue.find((queued) => queued.ticket === id)?.unapproved ?? [];
  return snapshot !== undefined && pending !== undefined && !mayLand(snapshot, pending, unapproved);
}

/** Whether a ticket can be worked on again, or told something. */
export function isReopenable({ phase }: TicketStatus): boolean {
  return phase !== 'done' && phase !== 'cancelled' && phase !== 'landing';
}

/** The submission that a ticket has in the queue. Throws OrderError. */
function submissionOf({ session, ticket }: TicketChoice): string {
  const pending = session.view?.observation.snapshot.pending.get(ticket);
  if (pending === undefined) throw new OrderError(vscode.l10n.t('Ticket {0} has no submission in the queue that could be approved.', ticket));
  return pending.commit;
}

/** Approves the submission that was looked at, as the engineer's own review. One that was not is shown by `look`, to be approved then. */
export async function approve(choice: TicketChoice, seen: string | undefined, look: () => Promise<unknown>): Promise<void> {
  const { session, ticket } = choice;
  if (seen !== submissionOf(choice)) {
    await look();
    const words = seen === undefined ? vscode.l10n.t('Look at what was handed in for {0}, then approve it.', ticket) : vscode.l10n.t('{0} has another submission than the one that you looked at. Look at this one, then approve it.', ticket);
    void vscode.window.showInformationMessage(`Sanctum: ${words}`);
    return;
  }
  const { view } = session;
  if (view === undefined) return;
  for (const order of approvalOf(view.observation, ticket, seen)) await session.order(order);
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
