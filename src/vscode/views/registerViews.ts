import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ViewId } from '../contribution.js';
import { agentNodes } from './agentNodes.js';
import { LazyTree } from './lazyTree.js';
import { planNodes } from './planNodes.js';
import { questionNodes } from './questionNodes.js';
import type { Row } from './shownRows.js';
import { sourcesOf } from './sources.js';
import type { TreeModel } from './lazyTree.js';

/** Ages are told in minutes. */
const tickMilliseconds = 30_000;

const models: readonly (readonly [ViewId, TreeModel['nodesOf']])[] = [
  ['sanctum.plan', planNodes],
  ['sanctum.questions', questionNodes],
  ['sanctum.agents', agentNodes],
];

/** A view and the tree in it, which follows the plan while it is on the screen. */
class PlanView {
  readonly view: vscode.TreeView<Row>;
  private readonly tree: LazyTree;

  constructor(window: SanctumWindow, id: ViewId, nodesOf: TreeModel['nodesOf']) {
    this.tree = new LazyTree({ sources: () => sourcesOf(window.sessions, window.ports.clock), nodesOf });
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this.tree, showCollapseAll: id === 'sanctum.plan' });
    window.own(this.tree);
    window.own(this.view);
    window.own(this.view.onDidChangeVisibility(() => this.update()));
  }

  update(): void {
    if (this.view.visible) this.tree.update();
  }
}

/** The three views of the container Sanctum. */
export function registerViews(window: SanctumWindow): void {
  const { sessions, ports } = window;
  const views = new Map(models.map(([id, nodesOf]) => [id, new PlanView(window, id, nodesOf)]));
  const update = (): void => {
    for (const view of views.values()) view.update();
  };
  window.own(sessions.onDidChange(update));
  let cancel: () => void = () => undefined;
  const tick = (): void => {
    update();
    cancel = ports.clock.after(tickMilliseconds, tick);
  };
  cancel = ports.clock.after(tickMilliseconds, tick);
  window.own({ dispose: () => cancel() });
}
