import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ArchitectDesk } from './architectDesk.js';
import type { ArchitectDesks } from './architectDesks.js';
import { plainWords } from '../plainWords.js';

const toldKey = 'architect.toldDrafts';
/** So many drafts are remembered as told. */
const mostRemembered = 20;

/** Tells the engineer, once each, of drafts that were not made in this window. */
export function tellOfDrafts(window: SanctumWindow, desks: ArchitectDesks, review: (desk: ArchitectDesk) => Promise<void>): void {
  const { workspaceState } = window.extension;
  const look = async (session: Session): Promise<void> => {
    const draft = session.view?.draft;
    const desk = desks.of(session);
    const told = workspaceState.get<readonly string[]>(toldKey, []);
    if (draft === undefined || desk.isAtWork || desk.made(draft) || told.includes(draft)) return;
    void workspaceState.update(toldKey, [...told, draft].slice(-mostRemembered));
    const open = vscode.l10n.t('Review');
    const chosen = await vscode.window.showInformationMessage(plainWords(vscode.l10n.t('A draft of the spec of {0} waits for you.', session.name)), open);
    if (chosen === open) await review(desk);
  };
  window.own(
    window.sessions.onDidChange((session) => {
      if (session !== undefined) void look(session);
    }),
  );
}
