import * as vscode from 'vscode';
import { look } from '../engine/status/look.js';
import { openProject } from '../engine/project.js';
import { statusLines } from '../engine/status/statusText.js';
import { nodePorts } from '../platform/ports.js';

/** Shows the status of the first folder's plan as a document. Nothing of the folder is read before the workspace is trusted. */
async function showStatus(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    await vscode.window.showInformationMessage('Open the folder of a git repository first.');
    return;
  }
  if (!vscode.workspace.isTrusted) {
    await vscode.window.showInformationMessage('Sanctum reads nothing of this folder before you trust the workspace.');
    return;
  }
  const ports = nodePorts();
  const project = await openProject(ports, folder.uri.fsPath);
  try {
    const lines = statusLines(await look(project), ports.clock.now());
    const document = await vscode.workspace.openTextDocument({ content: lines.join('\n'), language: 'plaintext' });
    await vscode.window.showTextDocument(document, { preview: true });
  } finally {
    await project.close();
  }
}

/** Registers a command whose failure is told to the engineer instead of being lost. */
function command(id: string, work: () => Promise<void>): vscode.Disposable {
  return vscode.commands.registerCommand(id, async () => {
    try {
      await work();
    } catch (error) {
      await vscode.window.showErrorMessage(`Sanctum: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(command('sanctum.showStatus', showStatus));
}
