import * as vscode from 'vscode';
import type { CleanableWorktree, WorktreePurpose } from '../../engine/hand/cleanWorktrees.js';
import { cleanableWorktrees, removeWorktree } from '../../engine/hand/cleanWorktrees.js';
import { planningContext } from '../../engine/planning/planningFolder.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { projectName, worktreeName } from './chooseWorktree.js';
import type { WorkspaceFolders } from './workspaceFolders.js';
import { folderUri } from './worktreeFiles.js';
import { size, span } from './worktreeWords.js';
import { plainWords } from '../plainWords.js';

interface WorktreeItem extends vscode.QuickPickItem {
  /** Undefined for a heading, and for one that stays. */
  readonly worktree?: CleanableWorktree;
}

function fate(purpose: WorktreePurpose): string {
  if (purpose.kind === 'work') return purpose.isUnderWay ? vscode.l10n.t('under way') : vscode.l10n.t('ended');
  return purpose.landed ? vscode.l10n.t('landed') : vscode.l10n.t('not landed');
}

function itemsOf(session: Session, worktrees: readonly CleanableWorktree[], now: number): readonly WorktreeItem[] {
  const facts = ({ bytes, changed, purpose }: CleanableWorktree): string => [size(bytes), vscode.l10n.t('{0} old', span(now - changed)), fate(purpose)].join(' · ');
  const name = (worktree: CleanableWorktree): string => worktreeName({ session, worktree });
  const safe = worktrees.filter(({ verdict }) => verdict.safe).map((worktree): WorktreeItem => ({ label: name(worktree), description: facts(worktree), picked: true, worktree }));
  const kept = worktrees.flatMap((worktree): readonly WorktreeItem[] => (worktree.verdict.safe ? [] : [{ label: `$(lock) ${name(worktree)}`, description: facts(worktree), detail: vscode.l10n.t('stays: {0}', worktree.verdict.why) }]));
  const heading = (label: string): WorktreeItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [heading(vscode.l10n.t('safe to remove')), ...safe, ...(kept.length === 0 ? [] : [heading(vscode.l10n.t('these stay')), ...kept])];
}

/** Lets the engineer pick among the worktrees; those that cannot go stand there with the reason, and nothing comes of picking them. */
function pick(items: readonly WorktreeItem[]): Promise<readonly CleanableWorktree[] | undefined> {
  const list = vscode.window.createQuickPick<WorktreeItem>();
  list.title = vscode.l10n.t('Clean Up Worktrees');
  list.placeholder = vscode.l10n.t('Their tickets have ended and git keeps their work; files that it ignores go with them');
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.items = items;
  list.selectedItems = items.filter(({ worktree }) => worktree !== undefined);
  return new Promise((resolve) => {
    list.onDidChangeSelection((selected) => {
      const safe = selected.filter(({ worktree }) => worktree !== undefined);
      if (safe.length < selected.length) list.selectedItems = safe;
    });
    list.onDidAccept(() => {
      resolve(list.selectedItems.flatMap(({ worktree }) => (worktree === undefined ? [] : [worktree])));
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

async function removeAll(session: Session, folders: WorkspaceFolders, chosen: readonly CleanableWorktree[]): Promise<void> {
  const queue = await planningContext(session.project, session.view?.look.branch ?? '');
  const stayed: string[] = [];
  for (const worktree of chosen) {
    await folders.remove(folderUri(projectName(session), worktree));
    await folders.remove(vscode.Uri.file(worktree.path));
    const verdict = await removeWorktree(session.project, queue, worktree);
    if (!verdict.safe) stayed.push(`${worktreeName({ session, worktree })}: ${verdict.why}`);
  }
  const freed = size(chosen.reduce((sum, { bytes }) => sum + bytes, 0));
  if (stayed.length > 0) void vscode.window.showWarningMessage(plainWords(vscode.l10n.t('These worktrees stay: {0}', stayed.join('; '))));
  else void vscode.window.showInformationMessage(chosen.length === 1 ? vscode.l10n.t('One worktree was removed, {0}.', freed) : vscode.l10n.t('{0} worktrees were removed, {1}.', chosen.length, freed));
}

/** Shows what lies in Sanctum's folder, and removes what is safe of it and picked. */
export async function cleanUpWorktrees(window: SanctumWindow, folders: WorkspaceFolders): Promise<void> {
  const session = await window.sessions.choose();
  if (session === undefined) return;
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking at the worktrees') };
  const worktrees = await vscode.window.withProgress(progress, async () => cleanableWorktrees(session.project, await planningContext(session.project, session.view?.look.branch ?? '')));
  if (worktrees.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no worktree to clean up.'));
    return;
  }
  const chosen = await pick(itemsOf(session, worktrees, window.ports.clock.now()));
  if (chosen === undefined || chosen.length === 0) return;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Removing worktrees') }, () => removeAll(session, folders, chosen));
}
