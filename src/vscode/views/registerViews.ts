import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ViewId } from '../contribution.js';
import type { Session } from '../hosting/session.js';
import { whyLine } from '../statusBar/whyLine.js';
import { agentNodes } from './agentNodes.js';
import { LazyTree } from './lazyTree.js';
import { needWords } from './needs.js';
import { isBlank, planNodes } from './planNodes.js';
import { questionNodes } from './questionNodes.js';
import type { Row } from './shownRows.js';
import { sourceOf, sourcesOf } from './sources.js';
import type { TreeModel } from './lazyTree.js';
import { timeOfDay } from './times.js';

/** Ages are told in minutes. */
const tickMilliseconds = 30_000;

/** VS Code gathers what changes in a view for 200 ms after a change: the line above the rows comes behind them, so that it holds up none. */
const lineMilliseconds = 250;

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
    this.tree = new LazyTree({ sources: () => sourcesOf(window.sessions, window.ports.clock), nodesOf, firstLook: () => window.sessions.firstLook() });
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this.tree, showCollapseAll: id === 'sanctum.plan' });
    window.own(this.tree);
    window.own(this.view);
    window.own(this.view.onDidChangeVisibility(() => this.update()));
  }

  update(): void {
    if (this.view.visible) this.tree.update();
  }
}

/** A number on the icon of the container: only what needs the engineer. */
function badgeOf(sessions: readonly Session[], now: number): vscode.ViewBadge | undefined {
  const words = sessions.flatMap(({ view }) => (view === undefined ? [] : needWords(view, (iso) => timeOfDay(iso, now))));
  return words.length === 0 ? undefined : { value: words.length, tooltip: vscode.l10n.t('Waits for you: {0}', words.join('; ')) };
}

/** The one line above the plan that says why nothing goes on; none while something does. */
function messageOf(sessions: readonly Session[], now: number): string | undefined {
  const lines = sessions.flatMap((session) => {
    const source = sourceOf(session, now);
    const { kind, line } = whyLine(session, now);
    return kind === 'busy' || source === undefined || isBlank(source) ? [] : [sessions.length > 1 ? `${session.name}: ${line}` : line.charAt(0).toUpperCase() + line.slice(1)];
  });
  return lines.length === 0 ? undefined : lines.join(' · ');
}

/** The three views of the container Sanctum, and the number on its icon. */
export function registerViews(window: SanctumWindow): void {
  const { sessions, ports } = window;
  const views = new Map(models.map(([id, nodesOf]) => [id, new PlanView(window, id, nodesOf)]));
  const [plan, questions] = [views.get('sanctum.plan')?.view, views.get('sanctum.questions')?.view];
  let said: string | undefined;
  let cancelLine: () => void = () => undefined;
  const update = (): void => {
    for (const view of views.values()) view.update();
    const now = ports.clock.now();
    const [badge, message] = [badgeOf(sessions.all, now), messageOf(sessions.all, now)];
    const words = JSON.stringify([badge, message]);
    if (words === said) return;
    said = words;
    if (questions !== undefined) questions.badge = badge;
    if (plan === undefined) return;
    cancelLine();
    cancelLine = ports.clock.after(lineMilliseconds, () => {
      plan.message = message ?? '';
    });
  };
  window.own(sessions.onDidChange(update));
  let cancel: () => void = () => undefined;
  const tick = (): void => {
    update();
    cancel = ports.clock.after(tickMilliseconds, tick);
  };
  tick();
  window.own({
    dispose: () => {
      cancel();
      cancelLine();
    },
  });
  window.command('sanctum.lookAgain', async () => {
    for (const session of sessions.all) session.look();
    await sessions.refresh();
  });
}
