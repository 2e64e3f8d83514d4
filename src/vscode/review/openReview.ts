import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { liveFiles } from './liveFiles.js';
import type { ObjectQuery } from './objectUri.js';
import { objectScheme, printObjectQuery } from './objectUri.js';
import { reviewScheme } from './reviewAddress.js';
import type { ChangedFile, FileVersion } from './reviewedChange.js';
import { changedFiles, commitsOf, reviewedWork } from './reviewedChange.js';
import { reviewUri } from './reviewSheets.js';
import { isReviewTab, reviewTitle } from './ticketArgument.js';

/** A file as the multi-diff takes it: its label, what it was, what it is. */
type Difference = readonly [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined];

function objectUri(session: Session, path: string, query: ObjectQuery): vscode.Uri {
  return vscode.Uri.from({ scheme: objectScheme, authority: session.key, path: `/${path}`, query: printObjectQuery(query) });
}

function committed(session: Session, { path, before, after }: ChangedFile): Difference {
  const side = (version: FileVersion | undefined): vscode.Uri | undefined =>
    version === undefined ? undefined : objectUri(session, path, version.isSubmodule ? { submodule: version.id } : { id: version.id });
  const [old, now] = [side(before), side(after)];
  return [now ?? old ?? objectUri(session, path, { id: '' }), old, now];
}

interface Change {
  readonly files: readonly Difference[];
  /** The commit that holds the work, where one does. */
  readonly commit: string | undefined;
}

const noChange: Change = { files: [], commit: undefined };

async function changeOf(session: Session, id: string): Promise<Change> {
  const { project, view } = session;
  const snapshot = view?.observation.snapshot;
  const ticket = snapshot?.tickets.get(id);
  if (snapshot === undefined || ticket === undefined) return noChange;
  const work = reviewedWork(snapshot, ticket);
  const commits = await commitsOf(project.repository.reader, work);
  if (commits !== undefined) {
    const files = await changedFiles(project.repository.reader, commits.before, commits.after);
    return { files: files.map((file) => committed(session, file)), commit: commits.after };
  }
  const { attempts: attempt, base } = ticket.fields;
  if (work.kind !== 'live' || base === undefined) return noChange;
  const found = await liveFiles(project, { ticket: id, attempt, base });
  const files = found.map(({ path, before, isThere }): Difference => {
    const old = before === undefined ? undefined : objectUri(session, path, { id: before });
    const now = isThere ? objectUri(session, path, { ticket: id, attempt }) : undefined;
    return [now ?? old ?? objectUri(session, path, { id: '' }), old, now];
  });
  return { files, commit: undefined };
}

function sheetColumn(): vscode.ViewColumn | undefined {
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === reviewScheme));
  return group?.viewColumn;
}

/** Shows a ticket's newest work as a multi-diff against what it was made from, with all that is known of it beside. Returns the commit that is shown. */
export async function openReview(sessions: Sessions, session: Session, id: string): Promise<string | undefined> {
  const status = session.view?.look.tickets.find((ticket) => ticket.id === id);
  if (status === undefined) return undefined;
  const title = reviewTitle(session, status, sessions.all.length === 1);
  const { files, commit } = await changeOf(session, id);
  // The newest work is shown: a tab that stands there may show an older one.
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter((tab) => isReviewTab(tab, title)), true);
  if (vscode.window.tabGroups.activeTabGroup.viewColumn === sheetColumn()) await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
  const isEmpty = files.length === 0;
  if (!isEmpty) await vscode.commands.executeCommand('vscode.changes', title, files);
  const sheet = await vscode.workspace.openTextDocument(reviewUri(session, id));
  const column = sheetColumn() ?? (isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside);
  await vscode.window.showTextDocument(sheet, { viewColumn: column, preserveFocus: !isEmpty, preview: true });
  return commit;
}
