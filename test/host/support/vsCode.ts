import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
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

/** Copies extensions to where VS Code looks for those that were installed. */
export async function install({ installed = [] }: VsCodeOptions, extensions: string): Promise<void> {
  for (const folder of installed) await cp(folder, join(extensions, `installed.${basename(folder).toLowerCase()}-0.0.1`), { recursive: true });
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
