import * as vscode from 'vscode';
import { filesBelow } from '../../plan/planFiles.js';
import type { Session } from '../hosting/session.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { FoundLine, ListedDocument } from './documentList.js';
import { listDocuments, searchDocuments } from './documentList.js';
import { planUri } from './planUri.js';

interface DocumentItem extends vscode.QuickPickItem {
  readonly document?: ListedDocument;
  readonly line?: number;
}

const mostFound = 200;

/** All documents of the newest plan commit. */
async function documentsOf({ project: { store } }: Session): Promise<readonly ListedDocument[]> {
  const snapshot = await store.read();
  return listDocuments(snapshot, await filesBelow(store.snapshots.trees, snapshot.tree));
}

function itemOf(document: ListedDocument): DocumentItem {
  return { label: `$(${document.icon}) ${document.title}`, description: document.detail, document };
}

function groupNames(): Readonly<Record<ListedDocument['group'], string>> {
  return {
    Spec: vscode.l10n.t('Spec'),
    Questions: vscode.l10n.t('Questions'),
    Tickets: vscode.l10n.t('Tickets'),
    Areas: vscode.l10n.t('Areas'),
    Proposals: vscode.l10n.t('Proposals'),
    Decisions: vscode.l10n.t('Decisions'),
    Prompts: vscode.l10n.t('Prompts'),
    Configuration: vscode.l10n.t('Configuration'),
    Records: vscode.l10n.t('Records'),
  };
}

function grouped(documents: readonly ListedDocument[]): readonly DocumentItem[] {
  const items: DocumentItem[] = [];
  let last: string | undefined;
  for (const document of documents) {
    if (document.group !== last) items.push({ label: groupNames()[document.group], kind: vscode.QuickPickItemKind.Separator });
    last = document.group;
    items.push(itemOf(document));
  }
  return items;
}

async function show(session: Session, { path }: ListedDocument, line?: number): Promise<void> {
  const selection = line === undefined ? {} : { selection: new vscode.Range(line, 0, line, 0) };
  await vscode.commands.executeCommand('vscode.open', planUri(session, path), { preview: false, ...selection });
}

/** Chooses among all documents of a plan, and opens one. */
export async function openDocument({ sessions }: SanctumWindow): Promise<void> {
  const session = await sessions.choose();
  if (session === undefined) return;
  const chosen = await vscode.window.showQuickPick<DocumentItem>(documentsOf(session).then(grouped), { placeHolder: vscode.l10n.t('Open a document of the plan'), matchOnDescription: true });
  if (chosen?.document !== undefined) await show(session, chosen.document);
}

function foundItem({ document, line, text }: FoundLine): DocumentItem {
  return { ...itemOf(document), detail: text, line, alwaysShow: true };
}

/** Looks for words in all documents of a plan. */
export async function searchPlan({ sessions }: SanctumWindow): Promise<void> {
  const session = await sessions.choose();
  if (session === undefined) return;
  const { store } = session.project;
  const [all, { commit }] = await Promise.all([documentsOf(session), store.read()]);
  // Tickets, questions and areas are at hand; of records there are many, and nobody wrote them to be found.
  const documents = await Promise.all(
    all.map(async (document) => (document.text === undefined && document.group !== 'Records' ? { ...document, text: await store.snapshots.text(commit, document.path) } : document)),
  );
  const pick = vscode.window.createQuickPick<DocumentItem>();
  pick.placeholder = vscode.l10n.t('Words of a title or a text');
  pick.onDidChangeValue((words) => {
    pick.items = searchDocuments(documents, words, mostFound).map(foundItem);
  });
  const chosen = await new Promise<DocumentItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen?.document !== undefined) await show(session, chosen.document, chosen.line);
}
