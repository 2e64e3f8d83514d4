import * as vscode from 'vscode';
import type { KitOptions } from '../../agents/kit.js';
import { EngineHost } from '../../engine/hosting/engineHost.js';
import type { HostView } from '../../engine/hosting/engineHost.js';
import type { LogFile } from '../../engine/logFile.js';
import { giveOrder, writeCommand } from '../../engine/orders/writeCommand.js';
import type { Project } from '../../engine/project.js';
import { repositoryKey } from '../../git/projectFolder.js';
import { readRef } from '../../git/refReader.js';
import type { Order } from '../../plan/controlTransitions.js';
import type { Outline } from '../../plan/outline.js';
import { draftRef } from '../../plan/paths.js';
import type { Written } from '../../plan/store.js';
import type { Transition } from '../../plan/transition.js';
import { isLarge } from '../views/outlineNodes.js';

/** An outline of a plan, and whether a draft of its spec waits for the engineer. */
export interface SeenOutline {
  readonly outline: Outline;
  readonly hasDraft: boolean;
}

export interface SessionOptions {
  readonly folder: vscode.WorkspaceFolder;
  readonly project: Project;
  readonly kit: KitOptions;
  readonly log: LogFile;
  /** Whether the engine may run in this window. */
  readonly mayRun: boolean;
  /** Whether the window was opened on a worktree of the repository alone: it only looks on. */
  readonly onlyLooksOn?: boolean;
}

/** One repository of the window, for as long as it is open: its plan in view, its engine where it runs here. */
export class Session implements vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder;
  readonly project: Project;
  readonly onlyLooksOn: boolean;
  /** The repository as the addresses of documents name it. */
  readonly key: string;
  private readonly host: EngineHost;
  private readonly log: LogFile;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires after each change of `view` and `trouble`. */
  readonly onDidChange = this.changed.event;
  private present: HostView | undefined;
  private isSeen = false;
  private troubleWords: string | undefined;
  private noticed: () => void = () => undefined;
  /** Resolves when there is something to show, or words why there is not. */
  readonly firstLook = new Promise<void>((resolve) => {
    this.noticed = resolve;
  });

  private outlined: SeenOutline | undefined;
  /** Resolves when there is an outline to show, or whatever `firstLook` waits for. */
  readonly firstPicture: Promise<void>;

  constructor(options: SessionOptions) {
    const { folder, project, kit, log, mayRun } = options;
    this.folder = folder;
    this.project = project;
    this.log = log;
    this.key = repositoryKey(project.place.commonDir);
    this.onlyLooksOn = options.onlyLooksOn === true;
    this.firstPicture = Promise.race([this.firstLook, this.readOutline().catch(() => this.firstLook)]);
    this.host = new EngineHost(
      {
        project,
        kit,
        log,
        onView: (view) => {
          this.present = view;
          this.isSeen = true;
          this.noticed();
          this.changed.fire();
        },
        onTrouble: (words) => {
          this.troubleWords = words;
          this.noticed();
          this.changed.fire();
        },
      },
      mayRun && !this.onlyLooksOn,
    );
  }

  /** The repository as a name for people. */
  get name(): string {
    return this.folder.name;
  }

  /** What is to be shown; undefined before the first look, and while there is no plan. */
  get view(): HostView | undefined {
    return this.present;
  }

  /** What is known of a large plan before the first look. */
  get outline(): SeenOutline | undefined {
    return this.isSeen ? undefined : this.outlined;
  }

  /** Whether the repository was looked at, and has no plan. */
  get hasNoPlan(): boolean {
    return this.isSeen && this.present === undefined;
  }

  /** Why the engine does not run here, or the project cannot be seen. */
  get trouble(): string | undefined {
    return this.troubleWords;
  }

  /** Looks again now, instead of at the next sign of a change. */
  look(): void {
    this.host.look();
  }

  /** Lets the engine run in this window, or ends it here; agents go on. A window that only looks on never runs it. */
  wantEngine(wanted: boolean): void {
    this.host.want(wanted && !this.onlyLooksOn);
  }

  /** Writes an order of the engineer's onto the plan. Throws OrderError when the plan does not allow it. */
  async order(transition: (order: Order) => Transition, why?: string): Promise<Written> {
    const written = await giveOrder(this.project, transition, why);
    this.look();
    return written;
  }

  /** Writes a command of the engineer's onto the plan. Throws OrderError when the plan does not allow it. */
  async write(transition: Transition): Promise<Written> {
    const written = await writeCommand(this.project, transition);
    this.look();
    return written;
  }

  /** Ends the engine, where it runs here, and forgets the repository. VS Code gives this less than five seconds, and nothing is lost without it. */
  async close(): Promise<void> {
    await this.host.stop();
    await this.log.flush();
    this.noticed();
    this.changed.dispose();
    await this.project.close();
  }

  /** Never resolves where there is no outline that is worth a picture. */
  private async readOutline(): Promise<void> {
    const { store, ports, place } = this.project;
    const outline = await store.outline();
    const hasDraft = (await readRef(ports.files, place.commonDir, draftRef)) !== undefined;
    if (outline === undefined || !isLarge(outline)) await this.firstLook;
    else this.outlined = { outline, hasDraft };
  }

  dispose(): void {
    void this.close();
  }
}
