import type * as vscode from 'vscode';
import type { KitOptions } from '../agents/kit.js';
import type { Log } from '../engine/log.js';
import type { Ports } from '../platform/ports.js';
import type { CommandId } from './contribution.js';
import type { Sessions } from './hosting/sessions.js';
import type { FirstTrees } from './views/firstTrees.js';

/** What every part of the window is given. */
export interface SanctumWindow {
  readonly extension: vscode.ExtensionContext;
  readonly ports: Ports;
  readonly log: Log;
  /** How agents are started. */
  readonly kit: KitOptions;
  readonly sessions: Sessions;
  /** The views of the container, to be filled. */
  readonly trees: FirstTrees;
  /** Registers a command; a failure is told to the engineer, with what to do, instead of being lost. */
  command(id: CommandId, work: (...args: readonly unknown[]) => unknown): void;
  /** Words of the engine's or of an error, with the window's own commands in them where they name those of the command line. */
  words(told: unknown): string;
  /** Ends with the window. */
  own(disposable: Pick<vscode.Disposable, 'dispose'>): void;
}
