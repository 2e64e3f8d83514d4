import * as vscode from 'vscode';
import { TextDocuments } from '../beginning/textDocuments.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { TrustCommand, untrustedOf } from './trustCommand.js';
import { plainWords } from '../plainWords.js';

/** Approving commands that come from a repository. */
export function registerTrust(window: SanctumWindow): void {
  const texts = new TextDocuments('sanctum-approval');
  window.own(texts);
  const command = new TrustCommand(window, texts);
  window.command('sanctum.trustCommands', () => command.run());
  const told = new Set<string>();
  const tell = async (session: Session): Promise<void> => {
    const request = untrustedOf(session);
    if (request === undefined || told.has(request.hash)) return;
    told.add(request.hash);
    // Once on each machine for the same commands: the view goes on saying it, and a reload is no news.
    const key = `sanctum.told.${request.hash}`;
    if (window.extension.workspaceState.get(key) === true) return;
    await window.extension.workspaceState.update(key, true);
    const show = vscode.l10n.t('Show Commands…');
    const words = vscode.l10n.t('Nothing runs in {0} until you approve the commands that its plan names.', session.name);
    if ((await vscode.window.showInformationMessage(plainWords(words), show)) === show) await vscode.commands.executeCommand('sanctum.trustCommands');
  };
  window.own(
    window.sessions.onDidChange((session) => {
      if (session !== undefined) void tell(session);
    }),
  );
}
