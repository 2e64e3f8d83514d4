import * as vscode from 'vscode';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { TextDocuments } from './textDocuments.js';
import { openWalkthrough } from './walkthrough.js';
import { workspaceFile, writeWorkspaceFile } from '../../engine/hosting/workspaceFile.js';

/** What the window that opens the workspace goes on with. */
interface Begun {
  readonly workspace: string;
  readonly notes: readonly string[];
}

const begunKey = 'sanctum.begun';
const reloadedKey = 'sanctum.reloaded';

/** A workspace that comes with its folders has them within a fraction of this. */
const folderMilliseconds = 2000;

/** The workspace of a repository, and the way into it: one reopening of the window, after which the beginning goes on. */
export class WorkspaceOpening {
  constructor(
    private readonly window: SanctumWindow,
    private readonly texts: TextDocuments,
  ) {
    window.own(window.sessions.onDidChange(() => void this.goOn()));
    const cancel = window.ports.clock.after(folderMilliseconds, () => void this.reloadWithoutFolders());
    window.own({ dispose: cancel });
  }

  fileOf(session: Session): string {
    return workspaceFile(session.project).path;
  }

  /** A window on a single folder cannot be given another one without a restart. */
  get canReopen(): boolean {
    return vscode.workspace.workspaceFile === undefined;
  }

  /** As the setting says. */
  letEngineRun(session: Session): void {
    session.wantEngine(vscode.workspace.getConfiguration('sanctum').get('runEngine', true));
  }

  /** A repository that has its plan already. */
  async offer(session: Session): Promise<void> {
    const open = vscode.l10n.t('Open Its Workspace');
    const words = vscode.l10n.t('{0} has its plan already; nothing was changed.', session.name);
    const chosen = await vscode.window.showInformationMessage(words, ...(this.canReopen ? [open] : []));
    if (chosen === open) await this.reopen(session, []);
  }

  async afterInit(session: Session, reopen: boolean, notes: readonly string[]): Promise<void> {
    session.look();
    if (reopen) {
      await this.reopen(session, notes);
      return;
    }
    await writeWorkspaceFile(this.window.ports.files, session.project);
    await this.showBeginning(notes);
  }

  /** Opens the workspace in this window. */
  async reopen(session: Session, notes: readonly string[]): Promise<void> {
    const workspace = await writeWorkspaceFile(this.window.ports.files, session.project);
    const begun: Begun = { workspace, notes };
    await this.window.extension.globalState.update(begunKey, begun);
    try {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(workspace), { forceReuseWindow: true });
    } catch (error) {
      this.letEngineRun(session);
      throw error;
    }
  }

  private begun(): Begun | undefined {
    const begun = this.window.extension.globalState.get<Begun>(begunKey);
    return begun?.workspace === vscode.workspace.workspaceFile?.fsPath ? begun : undefined;
  }

  /** VS Code in a browser now and then shows a workspace that it was just given without its folders, and never looks again; a reload mends it. */
  private async reloadWithoutFolders(): Promise<void> {
    const { workspaceState } = this.window.extension;
    if (this.begun() === undefined || (vscode.workspace.workspaceFolders ?? []).length > 0 || workspaceState.get(reloadedKey) === true) return;
    await workspaceState.update(reloadedKey, true);
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }

  /** In the window that was reopened, as soon as the plan is in view. */
  private async goOn(): Promise<void> {
    const { extension, sessions } = this.window;
    const begun = this.begun();
    if (begun === undefined || sessions.state !== 'ready') return;
    await extension.globalState.update(begunKey, undefined);
    await this.showBeginning(begun.notes);
  }

  private async showBeginning(notes: readonly string[]): Promise<void> {
    await vscode.commands.executeCommand('sanctum.plan.focus');
    await openWalkthrough('spec');
    if (notes.length === 0) return;
    const show = vscode.l10n.t('Show');
    const words = notes.length === 1 ? vscode.l10n.t('There is one thing to know of this repository.') : vscode.l10n.t('There are {0} things to know of this repository.', notes.length);
    if ((await vscode.window.showInformationMessage(words, show)) === show) await this.texts.show(vscode.l10n.t('What to know of this repository'), notes.map((note) => `• ${note}`).join('\n\n'));
  }
}
