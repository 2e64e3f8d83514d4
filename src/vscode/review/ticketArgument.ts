import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import type { TicketStatus } from '../../engine/status/status.js';
import { parseReviewAddress, reviewScheme } from './reviewAddress.js';

/** A ticket of a repository of the window. */
export interface TicketChoice {
  readonly session: Session;
  readonly ticket: string;
}

/** What a row of the views says it stands for. */
export interface RowArgument {
  readonly session: Session;
  readonly ticket?: string | undefined;
  readonly run?: string | undefined;
}

/** The row that a command was called on; undefined when it was called from somewhere else. */
export function rowArgument(sessions: Sessions, argument: unknown): RowArgument | undefined {
  if (typeof argument !== 'object' || argument === null || !('session' in argument)) return undefined;
  const session = sessions.all.find((one) => one === argument.session);
  if (session === undefined) return undefined;
  const text = (key: 'ticket' | 'run'): string | undefined => {
    const value = (argument as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'string' ? value : undefined;
  };
  return { session, ticket: text('ticket'), run: text('run') };
}

/** The name of the tab in which a ticket's change is reviewed. */
export function reviewTitle(session: Session, { id, title }: Pick<TicketStatus, 'id' | 'title'>, isOnly: boolean): string {
  const name = vscode.l10n.t('Review {0}: {1}', id, title);
  return isOnly ? name : `${name} (${session.name})`;
}

/** Whether a tab's label is of this title; VS Code adds the number of files. */
export function isReviewTab({ label, input }: vscode.Tab, title: string): boolean {
  return !(input instanceof vscode.TabInputText) && (label === title || label.startsWith(`${title} (`));
}

/** The ticket that is being reviewed in the tab in front. */
export function reviewedTicket(sessions: Sessions): TicketChoice | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab === undefined) return undefined;
  if (tab.input instanceof vscode.TabInputText && tab.input.uri.scheme === reviewScheme) {
    const session = sessions.byKey(tab.input.uri.authority);
    const ticket = parseReviewAddress(tab.input.uri.path);
    return session === undefined || ticket === undefined ? undefined : { session, ticket };
  }
  // A tab of a multi-diff says nothing of itself but its name, also after a reload.
  const id = /\d{4,9}/.exec(tab.label)?.[0];
  const isOnly = sessions.all.length === 1;
  for (const session of id === undefined ? [] : sessions.all) {
    const ticket = session.view?.look.tickets.find((one) => one.id === id);
    if (ticket !== undefined && isReviewTab(tab, reviewTitle(session, ticket, isOnly))) return { session, ticket: ticket.id };
  }
  return undefined;
}

/** The ticket that a command means: that of the row it was called on, that of the review in front, or the one that is chosen. */
export async function chooseTicket(sessions: Sessions, argument: unknown, placeHolder: string, fits: (ticket: TicketStatus, session: Session) => boolean): Promise<TicketChoice | undefined> {
  const row = rowArgument(sessions, argument);
  if (row?.ticket !== undefined) return { session: row.session, ticket: row.ticket };
  const inFront = reviewedTicket(sessions);
  const status = inFront?.session.view?.look.tickets.find(({ id }) => id === inFront.ticket);
  if (inFront !== undefined && status !== undefined && fits(status, inFront.session)) return inFront;
  const session = await sessions.choose();
  const tickets = (session?.view?.look.tickets ?? []).filter((ticket) => session !== undefined && fits(ticket, session));
  if (session === undefined) return undefined;
  if (tickets.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Sanctum: there is no such ticket at this moment.'));
    return undefined;
  }
  const items = [...tickets].reverse().map(({ id, title, phase, detail }) => ({ label: `${id} ${title}`, description: [phase, detail].filter((part) => part !== undefined).join(' · '), id }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return chosen === undefined ? undefined : { session, ticket: chosen.id };
}
