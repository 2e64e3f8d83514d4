import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { installHost } from '../../../scripts/installHost.mjs';
import type { VsCode, VsCodeOptions } from './vsCode.js';
import { developed, install, settingsOf } from './vsCode.js';
import type { WindowTarget } from './vsCodeWindow.js';
import { VsCodeWindow } from './vsCodeWindow.js';

let sharedBrowser: Promise<Browser> | undefined;

/** One browser for all windows; it ends with the test process. */
function browser(): Promise<Browser> {
  sharedBrowser ??= chromium.launch({ executablePath: installHost().browser, args: ['--no-sandbox', '--disable-gpu'] });
  return sharedBrowser;
}

/** Ends the browser, for a program that does not end by itself as tests do. */
export async function closeBrowser(): Promise<void> {
  await (await sharedBrowser)?.close();
  sharedBrowser = undefined;
}

/** Without it VS Code asks the person's login shell for an environment, whose PATH its extension hosts then have instead of the one that they are given. */
const asGiven = { VSCODE_CLI: '1' };

/** A port of this machine that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** A real VS Code, served on this machine alone, with the extension of this repository in it. */
export class VsCodeServer implements VsCode {
  readonly windows: VsCodeWindow[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    readonly output: () => string,
    private readonly options: VsCodeOptions,
  ) {}

  static async start(options: VsCodeOptions): Promise<VsCodeServer> {
    const programs = installHost();
    const settings = settingsOf(options);
    for (const kind of ['User', 'Machine']) {
      await mkdir(join(options.dataFolder, 'data', kind), { recursive: true });
      await writeFile(join(options.dataFolder, 'data', kind, 'settings.json'), settings);
    }
    await install(options, join(options.dataFolder, 'extensions'));
    const port = await freePort();
    const trust = options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
    const preload = options.preload === undefined ? [] : ['--require', options.preload];
    const args = [...preload, programs.server, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms', '--server-data-dir', options.dataFolder, '--disable-telemetry', '--enable-smoke-test-driver', ...trust];
    const child = spawn(programs.node, args, { env: { ...options.environment, ...asGiven }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const listening = new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        output += chunk.toString('utf8');
        if (output.includes('Extension host agent listening')) resolve();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('exit', (code) => {
        reject(new Error(`VS Code ended with ${String(code)}:\n${output}`));
      });
    });
    await listening;
    return new VsCodeServer(child, port, () => output, options);
  }

  async open(target: WindowTarget): Promise<VsCodeWindow> {
    const context = await (await browser()).newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    const authority = `127.0.0.1:${String(this.port)}`;
    const extension = developed(this.options);
    const payload = [...(extension === undefined ? [] : [['extensionDevelopmentPath', `vscode-remote://${authority}${extension}`]]), ['skipWelcome', 'true']];
    const place = 'workspace' in target ? `workspace=${encodeURIComponent(target.workspace)}` : 'folder' in target ? `folder=${encodeURIComponent(target.folder)}` : 'ew=true';
    let address = `http://${authority}/?${place}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const window = new VsCodeWindow(page, {
      load: async () => {
        await page.goto(address);
      },
      reopened: async () => {
        await page.waitForURL(/[?&]workspace=/);
        address = page.url();
      },
      close: () => context.close(),
    });
    this.windows.push(window);
    await window.load();
    return window;
  }

  async stop(): Promise<void> {
    for (const window of this.windows) await window.close();
    const { pid } = this.child;
    if (pid === undefined || this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    await ended;
  }
}
