import { join } from 'node:path';
import * as vscode from 'vscode';
import { shippedPrograms } from '../agents/shippedPrograms.js';
import type { Log, LogLevel } from '../engine/log.js';
import { nodePorts } from '../platform/ports.js';
import { registerHosting } from './hosting/registerHosting.js';
import { Sessions } from './hosting/sessions.js';
import { registerBeginning } from './beginning/registerBeginning.js';
import { registerTrust } from './trust/registerTrust.js';
import { registerViews } from './views/registerViews.js';
import { registerStatusBar } from './statusBar/registerStatusBar.js';
import { registerControl } from './control/registerControl.js';
import { registerDocuments } from './documents/registerDocuments.js';
import { registerQuestions } from './questions/registerQuestions.js';
import { registerReview } from './review/registerReview.js';
import { registerWorktrees } from './worktrees/registerWorktrees.js';
import { registerDoctor } from './doctor/registerDoctor.js';
import { registerArchitect } from './architect/registerArchitect.js';
import type { SanctumWindow } from './sanctumWindow.js';

/** The parts of the window, each of which registers what it needs. */
const parts: readonly ((window: SanctumWindow) => void)[] = [
  registerHosting,
  registerBeginning,
  registerTrust,
  registerViews,
  registerStatusBar,
  registerControl,
  registerDocuments,
  registerQuestions,
  registerReview,
  registerWorktrees,
  registerArchitect,
  registerDoctor,
];

/** The engine's words in VS Code's own log window. */
function outputLog(channel: vscode.LogOutputChannel): Log {
  const writers: Readonly<Record<LogLevel, (words: string) => void>> = {
    DEBUG: (words) => channel.debug(words),
    INFO: (words) => channel.info(words),
    WARN: (words) => channel.warn(words),
    ERROR: (words) => channel.error(words),
  };
  return { write: (level, words) => writers[level](words) };
}

/** Puts the window together. Nothing of the workspace is read before it is trusted. */
export function openWindow(extension: vscode.ExtensionContext, channel: vscode.LogOutputChannel): Sessions {
  const ports = nodePorts();
  const log = outputLog(channel);
  const kit = shippedPrograms(join(extension.extensionPath, 'dist', 'extension.cjs'));
  const sessions = new Sessions(ports, kit, log);
  const own: SanctumWindow['own'] = (disposable) => {
    extension.subscriptions.push(disposable);
  };
  const window: SanctumWindow = {
    extension,
    ports,
    log,
    kit,
    sessions,
    own,
    command: (id, work) => {
      own(vscode.commands.registerCommand(id, (...args: unknown[]) => told(log, () => work(...args))));
    },
  };
  own(sessions);
  for (const register of parts) register(window);
  void sessions.refresh();
  return sessions;
}

/** Does what a person asked for; tells them when it failed. */
async function told(log: Log, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    log.write('ERROR', error instanceof Error ? (error.stack ?? words) : words);
    void vscode.window.showErrorMessage(`Sanctum: ${words}`);
    return undefined;
  }
}
