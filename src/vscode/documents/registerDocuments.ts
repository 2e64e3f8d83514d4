import * as vscode from 'vscode';
import type { SanctumWindow } from '../sanctumWindow.js';
import { compareVersion } from './compareVersion.js';
import { registerDiagnostics } from './diagnostics.js';
import { registerLanguageFeatures } from './languageFeatures.js';
import { openDocument, searchPlan } from './openDocument.js';
import { OpenEdits } from './openEdits.js';
import { PlanFileSystem } from './planFileSystem.js';
import { planScheme } from './planUri.js';
import { followEdits } from './saving.js';

/** The plan as documents that can be read, searched and edited. */
export function registerDocuments(window: SanctumWindow): void {
  const edits = new OpenEdits(window.extension.workspaceState);
  const files = new PlanFileSystem(window, edits);
  followEdits(window, files, edits);
  window.own(vscode.workspace.registerFileSystemProvider(planScheme, files, { isCaseSensitive: true }));
  registerDiagnostics(window);
  registerLanguageFeatures(window);
  window.command('sanctum.openDocument', () => openDocument(window));
  window.command('sanctum.searchPlan', () => searchPlan(window));
  window.command('sanctum.compareVersion', (uri) => compareVersion(window, uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri));
}
