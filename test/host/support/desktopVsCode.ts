import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import type { ElectronApplication } from 'playwright-core';
import { _electron as electron } from 'playwright-core';
import type { VsCode, VsCodeOptions } from './vsCode.js';
import { developed, extensionFolder, install, settingsOf } from './vsCode.js';
import type { WindowTarget } from './vsCodeWindow.js';
import { VsCodeWindow } from './vsCodeWindow.js';

/** The desktop program, for contributors whose network has its download: `SANCTUM_TEST_HOST=desktop npm run test:host`. */
export class DesktopVsCode implements VsCode {
  readonly windows: VsCodeWindow[] = [];
  private readonly programs: ElectronApplication[] = [];
  private printed = '';

  private constructor(
    private readonly program: string,
    private readonly options: VsCodeOptions,
  ) {}

  static async start(options: VsCodeOptions): Promise<DesktopVsCode> {
    const program = await downloadAndUnzipVSCode({ cachePath: join(extensionFolder, '.vscode-test') });
    const folder = join(options.dataFolder, 'User');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), settingsOf(options));
    return new DesktopVsCode(program, options);
  }

  output(): string {
    return this.printed;
  }

  async open(target: WindowTarget): Promise<VsCodeWindow> {
    const place = 'workspace' in target ? [target.workspace] : 'folder' in target ? [target.folder] : ['--new-window'];
    const trust = this.options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
    // Each window is a program of its own, so that each ends for itself.
    const folder = this.windows.length === 0 ? this.options.dataFolder : `${this.options.dataFolder}-${String(this.windows.length)}`;
    await install(this.options, join(folder, 'extensions'));
    const extension = developed(this.options);
    const development = extension === undefined ? [] : [`--extensionDevelopmentPath=${extension}`];
    const program = await electron.launch({
      executablePath: this.program,
      args: [...place, ...development, `--user-data-dir=${folder}`, `--extensions-dir=${join(folder, 'extensions')}`, '--disable-telemetry', '--disable-updates', '--skip-welcome', '--skip-release-notes', '--no-sandbox', ...trust],
      env: { ...this.options.environment },
    });
    this.programs.push(program);
    const take = (chunk: Buffer): void => {
      this.printed += chunk.toString('utf8');
    };
    program.process().stdout?.on('data', take);
    program.process().stderr?.on('data', take);
    const page = await program.firstWindow();
    const window = new VsCodeWindow(page, {
      load: async () => {
        await page.reload();
      },
      reopened: async () => {
        await page.waitForFunction('document.title.includes("(Workspace)")');
      },
      close: () => program.close(),
    });
    this.windows.push(window);
    await window.isUp();
    return window;
  }

  async stop(): Promise<void> {
    for (const program of this.programs) program.process().kill('SIGKILL');
  }
}
