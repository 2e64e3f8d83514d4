import * as vscode from 'vscode';
import type { TicketStatus } from '../../engine/status/status.js';
import { ticketDetail, workDetail } from '../../engine/status/statusText.js';
import type { WorkStatus } from '../../engine/status/workStatus.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { isPlanNode } from '../views/node.js';
import type { TicketOrder } from './orders.js';
import { canBeGiven } from './orders.js';

/** What an order is to be given for: a ticket by its id, or a piece of work by its name. */
export type Subject = { readonly session: Session; readonly words: string } & ({ readonly ticket: string } | { readonly work: string });

interface SubjectItem extends vscode.QuickPickItem {
  /** None for a heading. */
  readonly subject?: Subject;
}

function ticketItem({ clock }: SanctumWindow['ports'], session: Session, ticket: TicketStatus): SubjectItem {
  const label = `${ticket.id} ${ticket.title}`;
  return { label, description: `${ticket.phase} ${ticketDetail(ticket, clock.now())}`.trim(), subject: { session, ticket: ticket.id, words: label } };
}

function workItem({ clock }: SanctumWindow['ports'], session: Session, work: WorkStatus): SubjectItem {
  return { label: work.words, description: `${work.phase} ${workDetail(work, clock.now())}`.trim(), subject: { session, work: work.name, words: work.words } };
}

function itemsOf({ ports }: SanctumWindow, session: Session, order: TicketOrder): readonly SubjectItem[] {
  if (session.view === undefined) return [];
  const { look, observation } = session.view;
  const pieces = look.work.filter(({ phase }) => order.work?.phases.includes(phase) === true);
  const tickets = look.tickets.filter((ticket) => canBeGiven(order, ticket, observation.snapshot));
  return [...pieces.map((work) => workItem(ports, session, work)), ...tickets.map((ticket) => ticketItem(ports, session, ticket))];
}

/** Whether there is anything that an order could be given for. */
export function isOfUse({ sessions }: SanctumWindow, order: TicketOrder): boolean {
  return sessions.all.some(({ view }) => {
    if (view === undefined) return false;
    const { look, observation } = view;
    return look.work.some(({ phase }) => order.work?.phases.includes(phase) === true) || look.tickets.some((ticket) => canBeGiven(order, ticket, observation.snapshot));
  });
}

function ofRow(argument: unknown): Subject | undefined {
  if (!isPlanNode(argument)) return undefined;
  const { session, ticket, work } = argument;
  if (ticket !== undefined) {
    const title = session.view?.look.tickets.find(({ id }) => id === ticket)?.title;
    return { session, ticket, words: [ticket, title].filter((part) => part !== undefined).join(' ') };
  }
  return work === undefined ? undefined : { session, work, words: work };
}

/** What the row stands for from whose menu an order was called; without a row, what the engineer chooses. */
export async function chooseSubject(window: SanctumWindow, order: TicketOrder, title: string, argument: unknown): Promise<Subject | undefined> {
  const row = ofRow(argument);
  if (row !== undefined) return row;
  const { all } = window.sessions;
  const items = all.flatMap((session): readonly SubjectItem[] => {
    const own = itemsOf(window, session, order);
    return all.length < 2 || own.length === 0 ? own : [{ label: session.name, kind: vscode.QuickPickItemKind.Separator }, ...own];
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no ticket for which this could be done now.'));
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which ticket?'), matchOnDescription: true });
  return chosen?.subject;
}
