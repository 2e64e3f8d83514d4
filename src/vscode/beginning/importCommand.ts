import * as vscode from 'vscode';
import { importInto, readForImport, refuseImport } from '../../engine/importing/importSource.js';
import type { FoundSource } from '../../engine/importing/readSource.js';
import { findSource, lookForSource } from '../../engine/importing/readSource.js';
import { broughtWords, reportText } from '../../plan/imports/importReport.js';
import { importedRef } from '../../plan/paths.js';
import type { Session } from '../hosting/session.js';
import { planUri } from '../documents/planUri.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { TextDocuments } from './textDocuments.js';

/** Repositories whose engineer was told of a plan that could be imported. */
const offeredKey = 'import.offered';

async function sourceOf({ project, name }: Session): Promise<FoundSource | undefined> {
  const found = await lookForSource(project);
  if (found !== undefined) return found;
  const title = vscode.l10n.t('Sanctum: Import into {0}', name);
  const typed = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t('On which branch does the plan of Scriptorium lie?') });
  return typed === undefined || typed.trim() === '' ? undefined : findSource(project, typed.trim());
}

/** `Sanctum: Import…`: says what would come over, and brings it. Where there is no plan yet, Init comes first, and offers the import then. */
export async function importPlan({ sessions }: SanctumWindow, texts: TextDocuments): Promise<void> {
  const session = await sessions.choose();
  if (session === undefined) return;
  if (session.hasNoPlan) {
    await vscode.commands.executeCommand('sanctum.init');
    return;
  }
  const { project } = session;
  const source = await sourceOf(session);
  if (source === undefined) return;
  await refuseImport(project, source);
  const read = await readForImport(project, source);
  const leftOut = read.plan.remarks.filter(({ isLeftOut }) => isLeftOut).length;
  const bring = { label: vscode.l10n.t('$(cloud-download) Import'), detail: vscode.l10n.t('Brings {0}, in one commit on sanctum/plan. Files left out: {1}; the whole branch is kept.', broughtWords(read.plan), leftOut) };
  const show = { label: vscode.l10n.t('$(list-unordered) Show What Would Come Over'), detail: vscode.l10n.t('File by file; nothing changes.') };
  const title = vscode.l10n.t('Sanctum: Import {0}', source.branch);
  const chosen = await vscode.window.showQuickPick([bring, show], { title, placeHolder: vscode.l10n.t('Open tickets are begun by the engine at once, where it runs.') });
  if (chosen === show) await texts.show(vscode.l10n.t('What would come over'), reportText(read.plan, source.branch, importedRef(source.commit)));
  if (chosen !== bring) return;
  const { report } = await importInto(project, read);
  session.look();
  await vscode.window.showTextDocument(planUri(session, report), { preview: false });
}

/** Tells of a plan of Scriptorium's beside a plan that holds nothing yet, once for each repository. */
export function offerImport(window: SanctumWindow): void {
  const { sessions, extension } = window;
  const asked = new Set<Session>();
  const look = async (session: Session): Promise<void> => {
    const snapshot = session.view?.observation.snapshot;
    if (snapshot === undefined || asked.has(session)) return;
    asked.add(session);
    const offered = extension.workspaceState.get<readonly string[]>(offeredKey, []);
    if (snapshot.tickets.size > 0 || snapshot.spec !== undefined || offered.includes(session.key)) return;
    const source = await lookForSource(session.project);
    if (source === undefined) return;
    await extension.workspaceState.update(offeredKey, [...offered, session.key]);
    const bring = vscode.l10n.t('Import…');
    const words = vscode.l10n.t('There is a plan of Scriptorium on {0}.', source.branch);
    if ((await vscode.window.showInformationMessage(words, bring)) === bring) await vscode.commands.executeCommand('sanctum.importPlan');
  };
  const lookAtAll = (): void => {
    for (const session of sessions.all) void look(session).catch((error: unknown) => window.log.write('WARN', `whether there is a plan to import: ${String(error)}`));
  };
  window.own(sessions.onDidChange(lookAtAll));
  lookAtAll();
}
