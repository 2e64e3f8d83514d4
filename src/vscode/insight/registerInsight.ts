import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { Absences } from './absences.js';
import { DashboardPanel, dashboardType, panelOptions } from './dashboardPanel.js';

/** What the plan came to: the dashboard, and the report of what happened while the engineer was away. */
export function registerInsight(window: SanctumWindow): void {
  const absences = new Absences(window);
  const panels = new Map<string, DashboardPanel>();
  const fill = async (session: Session, panel: vscode.WebviewPanel): Promise<void> => {
    const shown = await DashboardPanel.show(window, session, panel);
    panels.set(session.key, shown);
    panel.onDidDispose(() => {
      panels.delete(session.key);
    });
  };
  window.command('sanctum.morningReport', async () => {
    const session = await window.sessions.choose(({ view }) => view !== undefined);
    if (session !== undefined) await absences.show(session);
  });
  window.command('sanctum.dashboard', async () => {
    const session = await window.sessions.choose(({ view }) => view !== undefined);
    if (session === undefined) return;
    const known = panels.get(session.key);
    if (known === undefined) await fill(session, vscode.window.createWebviewPanel(dashboardType, vscode.l10n.t('Dashboard'), vscode.ViewColumn.Active, panelOptions));
    else known.panel.reveal();
  });
  window.own(
    vscode.window.registerWebviewPanelSerializer(dashboardType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: unknown) => {
        const session = await restored(window, state);
        // A repository that is not in the window any more has nothing to show.
        if (session === undefined) panel.dispose();
        else await fill(session, panel);
      },
    }),
  );
}

/** The repository that a panel of the window before was about, once it has been looked at. */
async function restored({ sessions }: SanctumWindow, state: unknown): Promise<Session | undefined> {
  const key = typeof state === 'object' && state !== null && 'repository' in state ? state.repository : undefined;
  const find = (): Session | undefined => sessions.all.find((session) => session.key === key);
  const found = find() ?? (await new Promise<Session | undefined>((resolve) => {
    const subscription = sessions.onDidChange(() => {
      const session = find();
      if (session === undefined && sessions.state === 'starting') return;
      subscription.dispose();
      resolve(session);
    });
  }));
  await found?.firstLook;
  return found;
}
