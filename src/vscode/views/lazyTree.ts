import * as vscode from 'vscode';
import { planUri } from '../documents/planUri.js';
import type { TreeFilling } from './firstTrees.js';
import type { Session } from '../hosting/session.js';
import type { RepositoryNodes } from './planNodes.js';
import { rootNodes } from './planNodes.js';
import type { Row } from './shownRows.js';
import { ShownRows } from './shownRows.js';
import type { ViewNode } from './viewNode.js';

/** What a tree shows: the rows of each repository, made of what is known of it now. */
export interface TreeModel {
  readonly repositories: () => readonly (RepositoryNodes & { readonly session: Session })[];
  /** Resolves when there is something to show, or it is known that there is nothing. */
  readonly firstPicture: () => Promise<void>;
}

/** A tree that makes rows only for what is expanded, and tells VS Code only of rows that changed. */
export class LazyTree implements TreeFilling, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly shown = new ShownRows();
  private sessions = new Map<string, Session>();
  /** Whether the highest level was asked for, and how many of these questions are not answered yet: each is answered with what is known then. */
  private isAsked = false;
  private unanswered = 0;

  constructor(private readonly model: TreeModel) {}

  /** Takes over what is known now. */
  update(): void {
    // Who has not asked, or waits for an answer, is told no news: it would be asked for a second time.
    if (!this.isAsked || this.unanswered > 0) return;
    const rows = this.shown.update(this.roots());
    if (rows.includes(undefined)) this.changed.fire(undefined);
    else if (rows.length > 0) this.changed.fire(rows.filter((row) => row !== undefined));
  }

  /** The rows of the highest level, as they are now. */
  async getChildren(parent?: Row): Promise<Row[]> {
    const nodes = parent === undefined ? await this.rootsInTime() : await (parent.node.below?.list() ?? []);
    return [...this.shown.give(parent, nodes, ({ id }) => this.sessions.get(keyOf(id)))];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { node, session } = row;
    const folded = row.isOpenAtFirst ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(node.label, node.below === undefined ? vscode.TreeItemCollapsibleState.None : folded);
    item.id = node.id;
    item.description = node.description;
    item.iconPath = new vscode.ThemeIcon(node.icon, node.colour === undefined ? undefined : new vscode.ThemeColor(node.colour));
    item.contextValue = node.context;
    item.accessibilityInformation = { label: node.spoken };
    if (node.click === 'open' && node.path !== undefined) item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [planUri(session, node.path)] };
    else if (typeof node.click === 'object') item.command = { ...node.click, arguments: [row] };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    item.tooltip = row.node.tooltip === undefined ? row.node.spoken : new vscode.MarkdownString(await row.node.tooltip());
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** A view that is opened while the plan is read waits for its rows: an empty answer would be drawn first, and asked for again. */
  private async rootsInTime(): Promise<readonly ViewNode[]> {
    this.isAsked = true;
    this.unanswered += 1;
    try {
      await this.model.firstPicture();
    } finally {
      this.unanswered -= 1;
    }
    return this.roots();
  }

  private roots(): readonly ViewNode[] {
    const known = this.model.repositories();
    this.sessions = new Map(known.map(({ session, key }) => [key, session]));
    return rootNodes(known);
  }
}

/** The ids of all rows begin with the key of their repository. */
function keyOf(id: string): string {
  return id.split('/')[0] ?? id;
}
