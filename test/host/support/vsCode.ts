import type { VsCodeWindow, WindowTarget } from './vsCodeWindow.js';

export interface VsCodeOptions {
  /** An empty folder for what VS Code keeps; it can be the same again after a restart. */
  readonly dataFolder: string;
  /** The whole environment of VS Code and its extension host. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ask before a folder is trusted, as VS Code does for everybody. */
  readonly asksForTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
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
