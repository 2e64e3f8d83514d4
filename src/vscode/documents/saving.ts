import * as vscode from 'vscode';
import { mergeEdit } from '../../engine/editing/editDocument.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { OpenEdits } from './openEdits.js';
import type { PlanFileSystem } from './planFileSystem.js';
import { planPlace, planScheme } from './planUri.js';

function isPlanDocument({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === planScheme && planPlace(uri)?.at === undefined;
}

/** What the plan gained since an edit began, laid into the editor before it saves; nothing when both changed the same. */
async function mergedEdits(files: PlanFileSystem, edits: OpenEdits, document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
  const key = document.uri.toString();
  const base = edits.base(key);
  const present = base === undefined ? undefined : await files.planText(document.uri);
  if (base === undefined || present === undefined || present.text === base) return [];
  const mine = document.getText();
  const branch = present.session.view?.observation.snapshot.config?.branch ?? '';
  const merged = await mergeEdit(present.session.project, branch, { base, plan: present.text, mine });
  // VS Code then finds that the plan's is newer, saves nothing, and lets the engineer compare the two.
  if (merged === undefined) return [];
  edits.begin(key, present.text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(git-merge) Saved together with what changed on the plan meanwhile.'), 8000);
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  return merged === mine ? [] : [vscode.TextEdit.replace(whole, merged)];
}

/** Follows the edits of plan documents from the first key to the save. */
export function followEdits(window: SanctumWindow, files: PlanFileSystem, edits: OpenEdits): void {
  const see = (document: vscode.TextDocument, isOpening: boolean): void => {
    if (isPlanDocument(document)) edits.isSeen(document.uri.toString(), document.getText(), document.isDirty, isOpening);
  };
  for (const document of vscode.workspace.textDocuments) see(document, true);
  window.own(vscode.workspace.onDidOpenTextDocument((document) => see(document, true)));
  window.own(vscode.workspace.onDidChangeTextDocument(({ document }) => see(document, false)));
  window.own(vscode.workspace.onDidSaveTextDocument((document) => see(document, false)));
  window.own(vscode.workspace.onDidCloseTextDocument((document) => {
    if (isPlanDocument(document)) edits.isClosed(document.uri.toString());
  }));
  window.own(vscode.workspace.onWillSaveTextDocument((event) => {
    if (!isPlanDocument(event.document)) return;
    event.waitUntil(
      mergedEdits(files, edits, event.document).catch((error: unknown) => {
        window.log.write('WARN', error instanceof Error ? error.message : String(error));
        return [];
      }),
    );
  }));
}
