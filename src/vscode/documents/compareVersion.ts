import * as vscode from 'vscode';
import { documentHistory, planVersions } from '../../engine/editing/documentHistory.js';
import { age } from '../../engine/status/age.js';
import { presentPath } from '../../plan/editTransition.js';
import { entryAt } from '../../plan/planFiles.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { planPlace, planUriAt } from './planUri.js';

interface VersionItem extends vscode.QuickPickItem {
  readonly commit?: string;
  readonly path?: string;
}

/** The versions of the plan in which the document is there, and then each commit that changed it. */
async function versionsOf(session: Session, path: string, now: number): Promise<readonly VersionItem[]> {
  const { project } = session;
  const { store, repository } = project;
  const snapshot = await store.read();
  const present = presentPath(snapshot, path);
  const history = await documentHistory(project, snapshot.commit, present);
  const tagged: VersionItem[] = [];
  for (const { version, commit } of await planVersions(project)) {
    const then = presentPath(await store.snapshots.read(commit), present);
    const entry = await entryAt(store.snapshots.trees, (await repository.reader.commit(commit)).tree, then);
    if (entry?.kind === 'file') tagged.push({ label: `$(tag) v${String(version)}`, description: vscode.l10n.t('as version {0} of the plan had it', version), commit, path: then });
  }
  const commits = history.map(({ commit, path: then, time, subject, writer }): VersionItem => ({
    label: `$(git-commit) ${subject}`,
    description: [vscode.l10n.t('{0} ago', age(isoSeconds(time * 1000), now)), writer].filter((part) => part !== undefined).join(' · '),
    detail: commit.slice(0, 10),
    commit,
    path: then,
  }));
  const heading = (label: string): VersionItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [...(tagged.length === 0 ? [] : [heading(vscode.l10n.t('Versions of the plan')), ...tagged]), heading(vscode.l10n.t('Commits that changed this document')), ...commits];
}

/** Opens VS Code's own diff between an earlier version that is chosen and the document as it is now. */
export async function compareVersion({ sessions, ports }: SanctumWindow, uri: vscode.Uri | undefined): Promise<void> {
  const place = uri === undefined ? undefined : planPlace(uri);
  const session = uri === undefined ? undefined : sessions.of(uri);
  if (uri === undefined || place === undefined || session === undefined) return;
  const chosen = await vscode.window.showQuickPick<VersionItem>(versionsOf(session, place.path, ports.clock.now()), { placeHolder: vscode.l10n.t('Compare with which version?'), matchOnDescription: true, matchOnDetail: true });
  if (chosen?.commit === undefined || chosen.path === undefined) return;
  const name = place.path.split('/').at(-1) ?? place.path;
  const label = chosen.label.replace(/^\$\([\w-]+\) /, '');
  await vscode.commands.executeCommand('vscode.diff', planUriAt(session, chosen.path, chosen.commit), uri, vscode.l10n.t('{0} ({1} ↔ now)', name, label));
}
