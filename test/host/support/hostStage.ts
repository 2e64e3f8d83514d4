import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StageOptions } from '../../support/engineStage.js';
import { EngineStage } from '../../support/engineStage.js';
import { DesktopVsCode } from './desktopVsCode.js';
import type { VsCode, VsCodeOptions } from './vsCode.js';
import { VsCodeServer } from './vsCodeServer.js';
import type { VsCodeWindow, WindowTarget } from './vsCodeWindow.js';

const failures = join(import.meta.dirname, '..', '..', '..', '.vscode-test', 'failures');

type HostOptions = Pick<VsCodeOptions, 'asksForTrust' | 'settings' | 'packed'>;

/** A repository with a plan, and a real VS Code to open it in. */
export class HostStage {
  private server: VsCode | undefined;

  private constructor(
    readonly stage: EngineStage,
    private readonly options: HostOptions,
  ) {}

  /** With a plan whose gate is `sh check.sh`; see EngineStage. */
  static async make(options: StageOptions & HostOptions = {}): Promise<HostStage> {
    return new HostStage(await EngineStage.make(options), options);
  }

  /** Without a plan. */
  static async bare(files: Readonly<Record<string, string>>, options: HostOptions = {}): Promise<HostStage> {
    return new HostStage(await EngineStage.bare(files), options);
  }

  /** The VS Code of this stage; the same one for all of its windows. */
  async vsCode(): Promise<VsCode> {
    if (this.server !== undefined) return this.server;
    const dataFolder = join(this.stage.root, 'vscode');
    await mkdir(dataFolder, { recursive: true });
    const launcher = process.env['SANCTUM_TEST_HOST'] === 'desktop' ? DesktopVsCode : VsCodeServer;
    this.server = await launcher.start({ ...this.options, dataFolder, environment: this.stage.repo.ports.processes.environment() });
    return this.server;
  }

  /** Opens a window, on the repository unless told otherwise, with the container Sanctum in front. */
  async open(target: WindowTarget = { folder: this.stage.repo.path }): Promise<VsCodeWindow> {
    const window = await (await this.vsCode()).open(target);
    await window.openSanctum();
    return window;
  }

  /** Ends VS Code at once, extension hosts and all, as a crash does. */
  async crash(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  /** Says where the pictures of all open windows lie, with their notifications and with what VS Code printed beside them. */
  async keepPictures(): Promise<void> {
    await mkdir(failures, { recursive: true });
    const name = join(failures, basename(this.stage.root));
    let told = '';
    for (const [at, window] of (this.server?.windows ?? []).entries()) {
      await window.picture(`${name}-${String(at)}.png`).catch(() => undefined);
      const notifications = await window.notifications().catch(() => []);
      told += notifications.map((one) => `told in window ${String(at)}: ${one}\n`).join('');
    }
    await writeFile(`${name}.log`, `${told}${this.server?.output() ?? ''}`);
    console.error(`Pictures: ${name}-*.png`);
  }

  async close(): Promise<void> {
    await this.crash();
    await this.stage.close();
  }
}

/** Plays a test on a stage, and clears it away whatever happens. What stood on the screen when it failed is kept as a picture. */
export async function onHost(made: Promise<HostStage>, play: (host: HostStage) => Promise<void>): Promise<void> {
  const host = await made;
  try {
    await play(host);
  } catch (error) {
    await host.keepPictures();
    throw error;
  } finally {
    await host.close();
  }
}
