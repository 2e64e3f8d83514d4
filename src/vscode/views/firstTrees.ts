import * as vscode from 'vscode';
import type { ViewId } from '../contribution.js';
import type { Row } from './shownRows.js';

/** What fills a tree. */
export interface TreeFilling {
  readonly onDidChangeTreeData: vscode.Event<Row | Row[] | undefined>;
  getChildren(parent?: Row): Promise<Row[]>;
  getTreeItem(row: Row): vscode.TreeItem;
  resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem>;
}

/** A view of the container that waits for what fills it: who asks for rows before that is answered then. */
export class FirstTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<Row>;
  private filling: TreeFilling | undefined;
  private noticed: () => void = () => undefined;
  private readonly filled = new Promise<void>((resolve) => {
    this.noticed = resolve;
  });

  constructor(id: ViewId) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: id === 'sanctum.plan' });
  }

  fill(filling: TreeFilling): void {
    this.filling = filling;
    filling.onDidChangeTreeData((rows) => {
      this.changed.fire(rows);
    });
    this.noticed();
  }

  /** Nothing comes to fill it: who waits goes on without rows. */
  leaveEmpty(): void {
    this.noticed();
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    await this.filled;
    return this.filling?.getChildren(parent) ?? [];
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return this.filling?.getTreeItem(row) ?? new vscode.TreeItem(row.node.label);
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    return this.filling?.resolveTreeItem(item, row) ?? item;
  }

  dispose(): void {
    this.noticed();
    this.view.dispose();
    this.changed.dispose();
  }
}

export type FirstTrees = Readonly<Record<ViewId, FirstTree>>;

/**
 * The views of the container. VS Code takes several hundred milliseconds from being told of a view to asking for its rows, in which what fills it is loaded
 * and the plan is read.
 */
export function firstTrees(): FirstTrees {
  return { 'sanctum.plan': new FirstTree('sanctum.plan'), 'sanctum.questions': new FirstTree('sanctum.questions'), 'sanctum.agents': new FirstTree('sanctum.agents') };
}
