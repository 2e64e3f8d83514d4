import * as vscode from 'vscode';

/** What is to be ended with the window. */
let closing: (() => Promise<void>) | undefined;

/** Returns at once: the rest of the house is loaded behind the first picture of the window. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Sanctum', { log: true });
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('sanctum.showLog', () => {
      channel.show();
    }),
  );
  void open(context, channel);
}

async function open(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel): Promise<void> {
  // Once round to the window and back: what is loaded then holds no other extension up.
  await vscode.commands.executeCommand('setContext', 'sanctum.state', 'starting');
  const { openWindow } = await import('./window.js');
  const sessions = openWindow(context, channel);
  closing = () => sessions.close();
}

/** VS Code waits less than five seconds for this; what does not end by then is taken up by the next engine. */
export async function deactivate(): Promise<void> {
  await closing?.();
}
