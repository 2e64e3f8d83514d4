import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ViewId } from '../contribution.js';
import type { Session } from '../hosting/session.js';
import { whyLine } from '../statusBar/whyLine.js';
import { agentNodes } from './agentNodes.js';
import type { FirstTree } from './firstTrees.js';
import type { TreeModel } from './lazyTree.js';
import { LazyTree } from './lazyTree.js';
import { needWords } from './needs.js';
import { isBlank } from './planNodes.js';
import { questionNodes } from './questionNodes.js';
import type { Row } from './shownRows.js';
import { plansOf, repositoriesOf, sourceOf } from './sources.js';
import { timeOfDay } from './times.js';
import { plainWords } from '../plainWords.js';

/** Ages are told in minutes. */
const tickMilliseconds = 30_000;

/** VS Code gathers what changes in a view for 200 ms after a change: the line above the rows comes behind them, so that it holds up none. */
const lineMilliseconds = 250;

function modelsOf({ sessions, ports: { clock } }: SanctumWindow): Readonly<Record<ViewId, TreeModel>> {
  return {
    'sanctum.plan': { repositories: () => plansOf(sessions, clock), firstPicture: () => sessions.firstPicture() },
    'sanctum.questions': { repositories: () => repositoriesOf(sessions, clock, questionNodes), firstPicture: () => sessions.firstLook() },
    'sanctum.agents': { repositories: () => repositoriesOf(sessions, clock, agentNodes), firstPicture: () => sessions.firstLook() },
  };
}

/** A view and the tree in it, which follows the plan while it is on the screen. */
class PlanView {
  readonly view: vscode.TreeView<Row>;
  private readonly tree: LazyTree;

  constructor(window: SanctumWindow, first: FirstTree, model: TreeModel) {
    this.tree = new LazyTree(model);
    first.fill(this.tree);
    this.view = first.view;
    window.own(this.tree);
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
  const { sessions, ports, trees } = window;
  const models = modelsOf(window);
  const viewOf = (id: ViewId): PlanView => new PlanView(window, trees[id], models[id]);
  const [plan, questions, agents] = [viewOf('sanctum.plan'), viewOf('sanctum.questions'), viewOf('sanctum.agents')];
  let said: string | undefined;
  let cancelLine: () => void = () => undefined;
  const update = (): void => {
    for (const view of [plan, questions, agents]) view.update();
    const now = ports.clock.now();
    const [badge, message] = [badgeOf(sessions.all, now), messageOf(sessions.all, now)];
    const words = JSON.stringify([badge, message]);
    if (words === said) return;
    said = words;
    questions.view.badge = badge;
    cancelLine();
    cancelLine = ports.clock.after(lineMilliseconds, () => {
      plan.view.message = plainWords(message ?? '');
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
