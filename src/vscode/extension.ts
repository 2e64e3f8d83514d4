import * as vscode from 'vscode';
import { pause } from '../platform/clock.js';
import { NodeClock } from '../platform/nodeClock.js';
import type { FirstTrees } from './views/firstTrees.js';
import { firstTrees } from './views/firstTrees.js';

/** What is to be ended with the window. */
let closing: (() => Promise<void>) | undefined;

/** Whether the window comes up with a document of a plan in an editor, which waits for the file system that it is in. */
function showsPlanDocument(): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === 'sanctum'));
}

/** Returns at once, unless an editor waits for it: the rest of the house is loaded behind the first picture of the window. */
export function activate(context: vscode.ExtensionContext): Promise<void> | undefined {
  const channel = vscode.window.createOutputChannel('Sanctum', { log: true });
  const trees = firstTrees();
  context.subscriptions.push(
    channel,
    ...Object.values(trees),
    vscode.commands.registerCommand('sanctum.showLog', () => {
      channel.show();
    }),
  );
  const opened = open(context, channel, trees);
  return showsPlanDocument() ? opened : undefined;
}

async function open(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel, trees: FirstTrees): Promise<void> {
  void vscode.commands.executeCommand('setContext', 'sanctum.state', 'starting');
  // Behind all that VS Code has to do by now: what is loaded then holds no other extension's activation up.
  await pause(new NodeClock(), 0);
  try {
    const { openWindow } = await import('./window.js');
    const sessions = openWindow(context, channel, trees);
    closing = () => sessions.close();
  } catch (error) {
    for (const tree of Object.values(trees)) tree.leaveEmpty();
    throw error;
  }
}

/** VS Code waits less than five seconds for this; what does not end by then is taken up by the next engine. */
export async function deactivate(): Promise<void> {
  await closing?.();
}
