import * as vscode from 'vscode';
import type { TicketOrderId } from './orders.js';

/** The orders as the boxes call them that ask for a ticket or a reason. */
export function orderTitles(): Readonly<Record<TicketOrderId, string>> {
  return {
    'sanctum.stopRun': vscode.l10n.t('Stop Run'),
    'sanctum.holdTicket': vscode.l10n.t('Hold'),
    'sanctum.resumeTicket': vscode.l10n.t('Resume'),
    'sanctum.retryTicket': vscode.l10n.t('Retry'),
    'sanctum.landFirst': vscode.l10n.t('Move to the Front'),
    'sanctum.ejectTicket': vscode.l10n.t('Eject'),
    'sanctum.promoteTicket': vscode.l10n.t('Promote'),
    'sanctum.noteTicket': vscode.l10n.t('Note'),
    'sanctum.revertTicket': vscode.l10n.t('Revert'),
  };
}
