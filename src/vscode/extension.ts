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
  void import('./window.js').then(({ openWindow }) => {
    const sessions = openWindow(context, channel);
    closing = () => sessions.close();
  });
}

/** VS Code waits less than five seconds for this; what does not end by then is taken up by the next engine. */
export async function deactivate(): Promise<void> {
  await closing?.();
}
