import * as vscode from 'vscode';
import { readPlanHistory } from '../../engine/reporting/readPlanHistory.js';
import type { HostView } from '../../engine/hosting/engineHost.js';
import type { LiveRun } from '../../insight/dashboard.js';
import { dashboardOf } from '../../insight/dashboard.js';
import { leftWords, overdueWords } from '../../insight/ticketForecasts.js';
import { planUri } from '../documents/planUri.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { modelOf } from '../views/ticketNode.js';
import { sourceOf } from '../views/sources.js';

export const dashboardType = 'sanctum.dashboard';

export const panelOptions: vscode.WebviewOptions & vscode.WebviewPanelOptions = { enableScripts: true, localResourceRoots: [], enableFindWidget: true };

/** A plan that moves all the time is drawn no more often than this. */
const restMilliseconds = 1000;

/** What is at work and has no record yet. */
function liveRuns(session: Session, view: HostView): readonly LiveRun[] {
  const source = sourceOf(session, 0);
  return view.look.tickets.flatMap((ticket) =>
    ticket.phase === 'coding' && ticket.since !== undefined ? [{ ticket: ticket.id, model: (source === undefined ? undefined : modelOf(source, ticket)) ?? '', since: ticket.since }] : [],
  );
}

/** The dashboard of one repository in its panel, for as long as that is open. It is drawn from the plan alone, and follows it. */
export class DashboardPanel {
  private shown: string | undefined;
  private isResting = false;
  private isAsked = false;
  private readonly subscription: vscode.Disposable;

  private constructor(
    private readonly window: SanctumWindow,
    /** Of the repository, whose session is another one when its folder left the window and came back. */
    private readonly key: string,
    readonly panel: vscode.WebviewPanel,
  ) {
    this.subscription = window.sessions.onDidChange((changed) => {
      if (changed === undefined || changed.key === key) this.draw();
    });
    panel.onDidDispose(() => {
      this.subscription.dispose();
    });
    panel.onDidChangeViewState(() => this.draw());
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.answer(message);
    });
  }

  /** Fills a panel. Its page asks for the content as soon as it is there, also when it comes back from behind other editors. */
  static async show(window: SanctumWindow, session: Session, panel: vscode.WebviewPanel): Promise<DashboardPanel> {
    const { dashboardPage } = await import('./dashboardPage.js');
    panel.title = vscode.l10n.t('Dashboard: {0}', session.name);
    panel.iconPath = new vscode.ThemeIcon('graph');
    const shown = new DashboardPanel(window, session.key, panel);
    panel.webview.options = panelOptions;
    panel.webview.html = dashboardPage(window.ports.random.hex(32), vscode.env.language);
    return shown;
  }

  private answer(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('kind' in message)) return;
    if (message.kind === 'ready') {
      this.shown = undefined;
      this.draw();
    }
    if (message.kind !== 'open' || !('ticket' in message) || typeof message.ticket !== 'string') return;
    const session = this.window.sessions.byKey(this.key);
    const path = session?.view?.observation.snapshot.tickets.get(message.ticket)?.path;
    if (session !== undefined && path !== undefined) void vscode.window.showTextDocument(planUri(session, path), { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  /** Draws now, or when it has rested; nothing while nobody sees it. */
  private draw(): void {
    if (!this.panel.visible) return;
    if (this.isResting) {
      this.isAsked = true;
      return;
    }
    this.isResting = true;
    this.isAsked = false;
    void this.tell()
      .catch((error: unknown) => {
        this.window.log.write('ERROR', error instanceof Error ? (error.stack ?? error.message) : String(error));
      })
      .finally(() => {
        this.window.ports.clock.after(restMilliseconds, () => {
          this.isResting = false;
          if (this.isAsked) this.draw();
        });
      });
  }

  private async tell(): Promise<void> {
    const { panel, window } = this;
    const session = window.sessions.byKey(this.key);
    const view = session?.view;
    if (session === undefined || view === undefined) return;
    const { snapshot } = view.observation;
    const [history, { dashboardContent }] = await Promise.all([readPlanHistory(session.project.store, snapshot), import('./dashboardPage.js')]);
    const dashboard = dashboardOf(snapshot, history, liveRuns(session, view), window.ports.clock.now());
    const content = dashboardContent({ name: session.name, left: leftWords(dashboard.forecast), warnings: dashboard.overdue.map(overdueWords) }, dashboard);
    if (content === this.shown) return;
    this.shown = content;
    await panel.webview.postMessage({ kind: 'shown', repository: session.key, content });
  }
}
