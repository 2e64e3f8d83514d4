import * as vscode from 'vscode';
import { documentProblems } from '../../plan/documentProblems.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import { planPlace } from './planUri.js';

/** So long nobody types before a document is looked at. */
const restMilliseconds = 200;

/** Says while somebody types what the plan would not take of a document. */
export function registerDiagnostics(window: SanctumWindow): void {
  const { sessions, ports } = window;
  const collection = vscode.languages.createDiagnosticCollection('sanctum');
  const pending = new Map<string, () => void>();
  const look = (document: vscode.TextDocument): void => {
    const place = planPlace(document.uri);
    if (place === undefined || place.at !== undefined || document.isClosed) return;
    const tickets = sessions.of(document.uri)?.view?.observation.snapshot.tickets;
    const problems = documentProblems(place.path, document.getText(), (id) => tickets?.has(id) !== false);
    collection.set(
      document.uri,
      problems.map(({ start, end, words }) => {
        const diagnostic = new vscode.Diagnostic(new vscode.Range(document.positionAt(start), document.positionAt(end)), words, vscode.DiagnosticSeverity.Error);
        diagnostic.source = 'Sanctum';
        return diagnostic;
      }),
    );
  };
  const lookSoon = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    pending.get(key)?.();
    pending.set(key, ports.clock.after(restMilliseconds, () => {
      pending.delete(key);
      look(document);
    }));
  };
  window.own(collection);
  window.own({ dispose: () => [...pending.values()].forEach((cancel) => cancel()) });
  window.own(vscode.workspace.onDidOpenTextDocument(look));
  window.own(vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (planPlace(document.uri) !== undefined) lookSoon(document);
  }));
  window.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)));
  // A dependency that was missing may be there now.
  window.own(sessions.onDidChange(() => vscode.workspace.textDocuments.forEach(look)));
  vscode.workspace.textDocuments.forEach(look);
}
