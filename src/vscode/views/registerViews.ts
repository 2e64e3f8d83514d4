import * as vscode from 'vscode';
import { phaseSigns, ticketDetail } from '../../engine/status/statusText.js';
import type { TicketStatus } from '../../engine/status/status.js';
import type { SanctumWindow } from '../sanctumWindow.js';

/** The tickets of all repositories of the window. */
class PlanTree implements vscode.TreeDataProvider<TicketStatus> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly window: SanctumWindow) {
    window.own(window.sessions.onDidChange(() => this.changed.fire()));
  }

  getChildren(parent?: TicketStatus): TicketStatus[] {
    return parent === undefined ? this.window.sessions.all.flatMap(({ view }) => view?.look.tickets ?? []) : [];
  }

  getTreeItem(ticket: TicketStatus): vscode.TreeItem {
    const item = new vscode.TreeItem(`${phaseSigns[ticket.phase]} ${ticket.id} ${ticket.title}`);
    item.description = `${ticket.phase} ${ticketDetail(ticket, this.window.ports.clock.now())}`;
    return item;
  }
}

export function registerViews(window: SanctumWindow): void {
  window.own(vscode.window.createTreeView('sanctum.plan', { treeDataProvider: new PlanTree(window) }));
}
