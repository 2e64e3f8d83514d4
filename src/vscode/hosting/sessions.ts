import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { KitOptions } from '../../agents/kit.js';
import { LogFile } from '../../engine/logFile.js';
import { checkoutOf, writeOrigin } from '../../engine/hosting/origin.js';
import type { Log } from '../../engine/log.js';
import { openProject } from '../../engine/project.js';
import { sanctumHome } from '../../git/projectFolder.js';
import { RepositoryError } from '../../git/repository.js';
import type { Ports } from '../../platform/ports.js';
import { planPlace } from '../documents/planUri.js';
import { Session } from './session.js';

/** What the window is to say when no plan can be shown; the welcome views know these words by the context key `sanctum.state`. */
export type WindowState = 'starting' | 'no-folder' | 'untrusted' | 'no-repository' | 'partial-clone' | 'unusable' | 'no-plan' | 'ready';

/** A folder of the workspace that has no session, and why. */
export interface Unopened {
  readonly folder: vscode.WorkspaceFolder;
  readonly state: WindowState;
  readonly words: string;
}

/** The repositories of the window, one session each, whichever of its folders lead there. Before trust no git is run and no file is read. */
export class Sessions implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Session | undefined>();
  /** Fires with the session that changed, or with nothing when sessions came or went. */
  readonly onDidChange = this.changed.event;
  private readonly open = new Map<string, Session>();
  private failures: readonly Unopened[] = [];
  private opening: Promise<void> = Promise.resolve();
  private isReady = false;
  private readonly disposables: vscode.Disposable[] = [];

  constructor(
    private readonly ports: Ports,
    private readonly kit: KitOptions,
    private readonly log: Log,
  ) {
    this.disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('sanctum.runEngine')) for (const session of this.all) session.wantEngine(this.mayRun);
      }),
    );
  }

  get all(): readonly Session[] {
    return [...this.open.values()];
  }

  /** Folders without a session. */
  get unopened(): readonly Unopened[] {
    return this.failures;
  }

  get state(): WindowState {
    if ((vscode.workspace.workspaceFolders ?? []).length === 0) return 'no-folder';
    if (!vscode.workspace.isTrusted) return 'untrusted';
    if (!this.isReady) return 'starting';
    if (this.all.some(({ view }) => view !== undefined)) return 'ready';
    if (this.all.some(({ hasNoPlan }) => hasNoPlan)) return 'no-plan';
    return this.all.length > 0 ? 'starting' : (this.failures[0]?.state ?? 'no-repository');
  }

  /** The session whose repository holds a file, or whose plan a `sanctum:` document belongs to. */
  of(uri: vscode.Uri): Session | undefined {
    const plan = planPlace(uri);
    if (plan !== undefined) return this.byKey(plan.authority);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return this.all.find((session) => session.folder === folder || uri.fsPath.startsWith(session.project.place.topFolder + sep));
  }

  /** The session whose documents have this in their addresses. */
  byKey(key: string): Session | undefined {
    return this.all.find((session) => session.key === key);
  }

  /** The session that a command without an argument means, of those that it `isFor`: the only one, that of the open file, or the one that is chosen. */
  async choose(isFor: (session: Session) => boolean = () => true): Promise<Session | undefined> {
    const all = this.all.filter(isFor);
    const [only, ...more] = all;
    if (more.length === 0) return only;
    const active = vscode.window.activeTextEditor === undefined ? undefined : this.of(vscode.window.activeTextEditor.document.uri);
    if (active !== undefined && all.includes(active)) return active;
    const items = all.map((session) => ({ label: session.name, description: session.project.place.topFolder, session }));
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which repository?') }))?.session;
  }

  /** Opens what the window has come to hold and closes what it no longer holds. */
  refresh(): Promise<void> {
    this.opening = this.opening.then(() => this.settle());
    return this.opening;
  }

  /** Resolves when all that the window holds now was opened, or could not be. */
  get settled(): Promise<void> {
    return this.opening;
  }

  /** Resolves when one of the repositories was looked at for the first time, or there is none to look at. */
  async firstLook(): Promise<void> {
    await this.opening;
    if (this.open.size > 0) await Promise.race(this.all.map((session) => session.firstLook));
  }

  /** As `firstLook`, or when the outline of a large plan can be shown. */
  async firstPicture(): Promise<void> {
    await this.opening;
    if (this.open.size > 0) await Promise.race(this.all.map((session) => session.firstPicture));
  }

  private get mayRun(): boolean {
    return vscode.workspace.getConfiguration('sanctum').get('runEngine', true);
  }

  private async settle(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      this.changed.fire(undefined);
      return;
    }
    const home = sanctumHome(this.ports.processes.environment());
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    // What lies in Sanctum's folder is in agents' hands: no git is ever pointed at it.
    const isInHome = ({ uri }: vscode.WorkspaceFolder): boolean => uri.fsPath.startsWith(home + sep);
    const failures: Unopened[] = [];
    const kept = new Set<string>();
    for (const folder of folders.filter((one) => !isInHome(one))) {
      const opened = await this.openFolder(folder, folder.uri.fsPath, false);
      if (typeof opened === 'string') kept.add(opened);
      else failures.push(opened);
    }
    for (const folder of kept.size > 0 ? [] : folders.filter(isInHome)) {
      const checkout = await checkoutOf(this.ports.files, home, folder.uri.fsPath);
      const opened = checkout === undefined ? undefined : await this.openFolder(folder, checkout, true);
      if (typeof opened === 'string') kept.add(opened);
    }
    for (const [key, session] of this.open) {
      if (kept.has(key)) continue;
      this.open.delete(key);
      await session.close();
    }
    this.failures = failures;
    this.isReady = true;
    this.changed.fire(undefined);
  }

  /** The key of the session that the folder leads to, or why there is none. */
  private async openFolder(folder: vscode.WorkspaceFolder, checkout: string, onlyLooksOn: boolean): Promise<string | Unopened> {
    try {
      const project = await openProject(this.ports, checkout, { isShown: true });
      const key = project.place.commonDir;
      const there = this.open.get(key);
      if (there !== undefined && (onlyLooksOn || !there.onlyLooksOn)) {
        await project.close();
        return key;
      }
      await there?.close();
      const opening = LogFile.open(this.ports, project.folder.logs, (_line, level, words) => {
        this.log.write(level, words);
      });
      const [log] = await Promise.all([opening, writeOrigin(project)]);
      const session = new Session({ folder, project, kit: this.kit, log, mayRun: this.mayRun, onlyLooksOn });
      session.onDidChange(() => {
        this.changed.fire(session);
      });
      this.open.set(key, session);
      return key;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.log.write('WARN', words);
      const kind = error instanceof RepositoryError ? error.kind : 'unusable';
      const state = kind === 'none' ? 'no-repository' : kind === 'partial' ? 'partial-clone' : 'unusable';
      return { folder, state, words };
    }
  }

  /** Ends all engines of the window. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((session) => session.close()));
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    this.changed.dispose();
  }
}
