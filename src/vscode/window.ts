import { join } from 'node:path';
import * as vscode from 'vscode';
import { shippedPrograms } from '../agents/shippedPrograms.js';
import type { Log, LogLevel } from '../engine/log.js';
import { nodePorts } from '../platform/ports.js';
import type { WindowWay } from './hosting/windowWords.js';
import { windowWords } from './hosting/windowWords.js';
import { registerHosting } from './hosting/registerHosting.js';
import { Sessions } from './hosting/sessions.js';
import { registerBeginning } from './beginning/registerBeginning.js';
import { registerTrust } from './trust/registerTrust.js';
import { registerViews } from './views/registerViews.js';
import { registerStatusBar } from './statusBar/registerStatusBar.js';
import { registerControl } from './control/registerControl.js';
import { registerDocuments } from './documents/registerDocuments.js';
import { registerQuestions } from './questions/registerQuestions.js';
import { registerProposals } from './proposals/registerProposals.js';
import { registerReview } from './review/registerReview.js';
import { registerWorktrees } from './worktrees/registerWorktrees.js';
import { registerDoctor } from './doctor/registerDoctor.js';
import { registerInsight } from './insight/registerInsight.js';
import { registerArchitect } from './architect/registerArchitect.js';
import type { SanctumWindow } from './sanctumWindow.js';
import type { FirstTrees } from './views/firstTrees.js';
import { plainWords } from './plainWords.js';

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
  registerProposals,
  registerReview,
  registerWorktrees,
  registerArchitect,
  registerDoctor,
  registerInsight,
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

/** What a person finds a command or a view by; titles of commands come from the manifest in their own language. */
function nameOf({ extension }: vscode.ExtensionContext, way: WindowWay): string | undefined {
  switch (way) {
    case 'plan':
      return vscode.l10n.t('the view Plan');
    case 'questions':
      return vscode.l10n.t('the view Questions');
    case 'agents':
      return vscode.l10n.t('the view Agents');
    default: {
      const { contributes } = extension.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] } };
      const title = contributes.commands.find(({ command }) => command === way)?.title;
      return title === undefined ? undefined : vscode.l10n.t('“Sanctum: {0}”', title);
    }
  }
}

/** Puts the window together. Nothing of the workspace is read before it is trusted. */
export function openWindow(extension: vscode.ExtensionContext, channel: vscode.LogOutputChannel, trees: FirstTrees): Sessions {
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
    trees,
    own,
    command: (id, work) => {
      own(vscode.commands.registerCommand(id, (...args: unknown[]) => told(window, () => work(...args))));
    },
    words: (told) => plainWords(windowWords(told instanceof Error ? told.message : String(told), (way) => nameOf(extension, way))),
  };
  own(sessions);
  for (const register of parts) register(window);
  void sessions.refresh();
  return sessions;
}

/** Does what a person asked for; tells them when it failed. */
async function told(window: SanctumWindow, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    window.log.write('ERROR', error instanceof Error ? (error.stack ?? error.message) : String(error));
    void vscode.window.showErrorMessage(`Sanctum: ${window.words(error)}`);
    return undefined;
  }
}
