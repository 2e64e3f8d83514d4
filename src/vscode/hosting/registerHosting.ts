import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';

/** Keeps the context keys by which menus and welcome views know the state of the window, and the commands of the engine. */
export function registerHosting(window: SanctumWindow): void {
  const { sessions } = window;
  const said = new Map<string, unknown>();
  const say = (key: string, value: unknown): void => {
    if (said.get(key) === value) return;
    said.set(key, value);
    void vscode.commands.executeCommand('setContext', `sanctum.${key}`, value);
  };
  const update = (): void => {
    const views = sessions.all.flatMap(({ view }) => (view === undefined ? [] : [view]));
    say('state', sessions.state);
    say('engineHere', views.some(({ isHere }) => isHere));
    say('paused', views.some(({ look }) => look.paused !== undefined));
    say('hasSpec', views.some(({ observation }) => observation.snapshot.spec !== undefined));
    say('hasDraft', views.some(({ draft }) => draft !== undefined));
    say('hasTickets', views.some(({ look }) => look.tickets.length > 0));
    say('hasQuestions', views.some(({ look }) => look.questions.some(({ level }) => level === 'engineer')));
    say('untrustedCommands', views.some(({ observation }) => observation.untrusted !== undefined || (observation.unapproved ?? []).length > 0));
  };
  window.own(sessions.onDidChange(update));
  update();
  const wantEngine = async (wanted: boolean): Promise<void> => {
    const session = await sessions.choose();
    if (wanted && session?.onlyLooksOn === true) throw new Error(vscode.l10n.t('This window was opened on a worktree, and only looks on. Run the engine in a window on {0}.', session.project.place.topFolder));
    session?.wantEngine(wanted);
  };
  window.command('sanctum.runEngine', () => wantEngine(true));
  window.command('sanctum.endEngine', () => wantEngine(false));
}
