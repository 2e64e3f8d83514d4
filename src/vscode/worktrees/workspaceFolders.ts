import * as vscode from 'vscode';
import { writeWorkspaceFile } from '../../engine/hosting/workspaceFile.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';

/** A folder that is to be in the workspace. */
export interface NewFolder {
  readonly uri: vscode.Uri;
  readonly name: string;
}

/** What is to be added once the window has been opened again. */
interface Promised {
  readonly workspace: string;
  readonly uri: string;
  readonly name: string;
}

const promisedKey = 'sanctum.folderToAdd';

/**
 * The folders of the workspace. In a window that was opened from a `.code-workspace` they come and go quietly; VS Code restarts one that was
 * opened on a single folder, with all extensions in it, so that this is never done unasked.
 */
export class WorkspaceFolders {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly window: SanctumWindow) {}

  /** Adds a folder, or offers to open the window from the project's workspace file first. Says whether it is there now. */
  async add(session: Session, folder: NewFolder): Promise<boolean> {
    if (this.has(folder.uri)) return true;
    if (vscode.workspace.workspaceFile === undefined) {
      await this.offerReopening(session, folder);
      return false;
    }
    await this.change((folders) => [folders.length, 0, folder]);
    return true;
  }

  async remove(uri: vscode.Uri): Promise<void> {
    await this.change((folders) => {
      const at = folders.findIndex((one) => one.uri.toString() === uri.toString());
      return at < 0 ? undefined : [at, 1];
    });
  }

  has(uri: vscode.Uri): boolean {
    return (vscode.workspace.workspaceFolders ?? []).some((one) => one.uri.toString() === uri.toString());
  }

  /** Adds what was promised before the window was opened from its workspace file. */
  async keepPromise(): Promise<void> {
    const { globalState } = this.window.extension;
    const promised = globalState.get<Promised>(promisedKey);
    if (promised === undefined || vscode.workspace.workspaceFile?.fsPath !== promised.workspace) return;
    await globalState.update(promisedKey, undefined);
    const folder = { uri: vscode.Uri.parse(promised.uri, true), name: promised.name };
    if (!this.has(folder.uri)) await this.change((folders) => [folders.length, 0, folder]);
  }

  private async offerReopening(session: Session, folder: NewFolder): Promise<void> {
    const reopen = vscode.l10n.t('Reopen from Workspace File');
    const words = vscode.l10n.t('This window was opened on a single folder, and VS Code would restart it to add another. Open it from the project’s workspace file once; agents and engine go on, and from then on folders come and go without a restart.');
    if ((await vscode.window.showInformationMessage(words, reopen)) !== reopen) return;
    const workspace = await writeWorkspaceFile(session.project.ports.files, session.project);
    const promised: Promised = { workspace, uri: folder.uri.toString(), name: folder.name };
    await this.window.extension.globalState.update(promisedKey, promised);
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(workspace));
  }

  /** One change at a time: VS Code refuses the next one before it has told of the last. */
  private change(edit: (folders: readonly vscode.WorkspaceFolder[]) => readonly [start: number, count: number, ...added: NewFolder[]] | undefined): Promise<void> {
    const changing = this.last.then(async () => {
      const edited = edit(vscode.workspace.workspaceFolders ?? []);
      if (edited === undefined) return;
      const changed = new Promise<void>((resolve) => {
        const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
          listener.dispose();
          resolve();
        });
      });
      const [start, count, ...added] = edited;
      if (!vscode.workspace.updateWorkspaceFolders(start, count, ...added)) throw new Error(vscode.l10n.t('VS Code refused to change the folders of this workspace. Try again.'));
      await changed;
    });
    this.last = changing.catch(() => undefined);
    return changing;
  }
}
