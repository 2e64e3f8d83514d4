import * as vscode from 'vscode';
import { writeWorktreeWindowFile } from '../../engine/hosting/workspaceFile.js';
import { sanctumHome } from '../../git/projectFolder.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { chooseWorktree, projectName, subjectOf, worktreeName } from './chooseWorktree.js';
import { cleanUpWorktrees } from './cleanUp.js';
import { submitByHand, takeTicketOver } from './takeOver.js';
import { WorkspaceFolders } from './workspaceFolders.js';
import { parseAddress, worktreeScheme } from './worktreeAddress.js';
import { showWorktreeChanges } from './worktreeChanges.js';
import { folderUri, WorktreeFiles } from './worktreeFiles.js';

function worktreeFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === worktreeScheme);
}

async function addToWorkspace(window: SanctumWindow, folders: WorkspaceFolders, argument: unknown): Promise<void> {
  const chosen = await chooseWorktree(window, argument, vscode.l10n.t('Which worktree is to be a folder of this window?'));
  if (chosen === undefined) return;
  const { session, worktree } = chosen;
  const uri = folderUri(projectName(session), worktree);
  if (await folders.add(session, { uri, name: worktreeName(chosen) })) await vscode.commands.executeCommand('revealInExplorer', uri);
}

/** The folder that a command means: the one that it was called on, the only one, or one that the engineer picks. */
async function chooseFolder(window: SanctumWindow, argument: unknown): Promise<vscode.Uri | undefined> {
  const subject = subjectOf(window, argument);
  const folders = worktreeFolders();
  const named = folders.find(({ uri }) => {
    const place = parseAddress(uri)?.place;
    return subject !== undefined && place?.of === subject.of && place.attempt === (subject.attempt ?? place.attempt);
  });
  if (named !== undefined) return named.uri;
  const items = folders.map(({ name, uri }) => ({ label: name, iconPath: new vscode.ThemeIcon('folder'), uri }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which folder is to leave this window? Its files stay.') }))?.uri;
}

async function removeFromWorkspace(window: SanctumWindow, folders: WorkspaceFolders, argument: unknown): Promise<void> {
  const uri = await chooseFolder(window, argument);
  if (uri !== undefined) await folders.remove(uri);
}

/** In a window of its own a worktree lies open with all that VS Code can do, but its git. */
async function openInNewWindow(window: SanctumWindow, argument: unknown): Promise<void> {
  const chosen = await chooseWorktree(window, argument, vscode.l10n.t('Which worktree is to be opened in a new window?'));
  if (chosen === undefined) return;
  const path = await writeWorktreeWindowFile(window.ports.files, chosen.session.project, chosen.worktree, worktreeName(chosen));
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), { forceNewWindow: true });
}

/** Agents' worktrees as folders of the window, and work by hand. */
export function registerWorktrees(window: SanctumWindow): void {
  const { sessions, ports } = window;
  const folders = new WorkspaceFolders(window);
  const files = new WorktreeFiles(ports, sanctumHome(ports.processes.environment()), async (project, id) => {
    const session = sessions.all.find((one) => projectName(one) === project);
    return (await session?.project.repository.reader.read(id))?.body;
  });
  const isReadonly = new vscode.MarkdownString(vscode.l10n.t('These are an agent’s files, to be read. To change them, take the ticket over by hand.'));
  window.own(files);
  window.own(vscode.workspace.registerFileSystemProvider(worktreeScheme, files, { isReadonly, isCaseSensitive: true }));
  window.command('sanctum.openWorktree', (argument) => addToWorkspace(window, folders, argument));
  window.command('sanctum.closeWorktree', (argument) => removeFromWorkspace(window, folders, argument));
  window.command('sanctum.worktreeChanges', (argument) => showWorktreeChanges(window, argument));
  window.command('sanctum.openWorktreeWindow', (argument) => openInNewWindow(window, argument));
  window.command('sanctum.takeOver', (argument) => takeTicketOver(window, folders, argument));
  window.command('sanctum.submitTakeOver', (argument) => submitByHand(window, argument));
  window.command('sanctum.cleanWorktrees', () => cleanUpWorktrees(window, folders));
  const sayFolders = (): void => {
    void vscode.commands.executeCommand('setContext', 'sanctum.hasWorktreeFolders', worktreeFolders().length > 0);
  };
  window.own(vscode.workspace.onDidChangeWorkspaceFolders(sayFolders));
  sayFolders();
  void folders.keepPromise();
}
