import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { VsCodeWindow, WindowTarget } from './vsCodeWindow.js';

export interface VsCodeOptions {
  /** An empty folder for what VS Code keeps; it can be the same again after a restart. */
  readonly dataFolder: string;
  /** The whole environment of VS Code and its extension host. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ask before a folder is trusted, as VS Code does for everybody. */
  readonly asksForTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder of the extension that is tried; this repository unless told. */
  readonly extension?: string;
  /** Try the extension of this repository as it is packed and installed for everybody, instead of from its folder. */
  readonly packed?: boolean;
  /** The folders of more extensions, which are there as if they had been installed. */
  readonly installed?: readonly string[];
  /** A file that the server's Node and those of its extension hosts load before all else. */
  readonly preload?: string;
}

/** A real VS Code with the extension of this repository in it. */
export interface VsCode {
  /** All that were opened, also those that were closed since. */
  readonly windows: readonly VsCodeWindow[];
  /** What VS Code and its extension hosts printed. */
  output(): string;
  /** Opens a window on a folder or a `.code-workspace`. */
  open(target: WindowTarget): Promise<VsCodeWindow>;
  /** Ends it at once with all of its extension hosts, as a machine that goes down does. */
  stop(): Promise<void>;
}

/** This repository. */
export const extensionFolder = join(import.meta.dirname, '..', '..', '..');

/** Puts extensions where VS Code looks for those that were installed. */
export async function install({ installed = [], packed = false }: VsCodeOptions, extensions: string): Promise<void> {
  for (const folder of installed) await cp(folder, join(extensions, `installed.${basename(folder).toLowerCase()}-0.0.1`), { recursive: true });
  if (packed) await installPacked(extensions);
}

const run = promisify(execFile);

/** Packs the extension, and unpacks it as an installation does. */
async function installPacked(extensions: string): Promise<void> {
  await run('npm', ['run', '--silent', 'package'], { cwd: extensionFolder });
  await run('python3', ['-m', 'zipfile', '-e', join(extensionFolder, 'dist', 'sanctum.vsix'), `${extensions}.unpacked`]);
  await cp(join(`${extensions}.unpacked`, 'extension'), join(extensions, 'sanctum.sanctum-packed'), { recursive: true });
}

/** The folder of the extension that is developed, for VS Code's own option; undefined where it is only installed. */
export function developed({ extension, packed = false }: VsCodeOptions): string | undefined {
  return packed ? undefined : (extension ?? extensionFolder);
}

/** The settings of a person who wants to see nothing but what is tested. */
export function settingsOf({ asksForTrust = false, settings = {} }: VsCodeOptions): string {
  return JSON.stringify({
    'security.workspace.trust.enabled': asksForTrust,
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'git.openRepositoryInParentFolders': 'never',
    'telemetry.telemetryLevel': 'off',
    ...settings,
  });
}
