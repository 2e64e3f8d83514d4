import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GivenFile } from '../../engine/planning/givenFiles.js';
import { largestRequest, requestFrom } from '../../engine/planning/givenFiles.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { ArchitectDesks } from './architectDesks.js';
import type { ArchitectTerminals } from './architectTerminals.js';

/** The files that are meant: those of the menu, the one that is looked at, or those that the engineer picks. */
async function chosenFiles(uri: unknown, uris: unknown): Promise<readonly vscode.Uri[]> {
  const selected = Array.isArray(uris) ? uris.filter((one) => one instanceof vscode.Uri) : [];
  if (selected.length > 0) return selected;
  if (uri instanceof vscode.Uri) return [uri];
  const looked = vscode.window.activeTextEditor?.document;
  if (looked?.languageId === 'markdown' && looked.uri.scheme === 'file') return [looked.uri];
  const title = vscode.l10n.t('Plan From File');
  return (await vscode.window.showOpenDialog({ title, canSelectMany: true, openLabel: vscode.l10n.t('Plan From'), filters: { [vscode.l10n.t('Text')]: ['md', 'markdown', 'txt'] } })) ?? [];
}

/** What stands in the editor counts before what is on the disk. */
async function givenFile(uri: vscode.Uri): Promise<GivenFile> {
  const name = basename(uri.path);
  const open = vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString());
  if (open !== undefined) return { name, content: Buffer.from(open.getText(), 'utf8') };
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > largestRequest) throw new Error(vscode.l10n.t('{0} has {1} bytes; a request takes {2}. Cut it to what the spec is to say.', name, size, largestRequest));
  return { name, content: Buffer.from(await vscode.workspace.fs.readFile(uri)) };
}

/** Has the spec revised from files: requirements, a list of issues, any Markdown. What the engineer wants of them can be said beside. */
export async function planFromFile({ sessions }: Pick<SanctumWindow, 'sessions'>, desks: ArchitectDesks, terminals: ArchitectTerminals, uri: unknown, uris: unknown): Promise<void> {
  const files = await chosenFiles(uri, uris);
  const [first] = files;
  if (first === undefined) return;
  const session = sessions.of(first);
  const desk = session === undefined ? await desks.choose() : desks.of(session);
  if (desk === undefined) return;
  const given = await Promise.all(files.map(givenFile));
  const names = given.map(({ name }) => name).join(', ');
  const words = await vscode.window.showInputBox({ title: vscode.l10n.t('Plan from {0}', names), prompt: vscode.l10n.t('What is the spec to take from it? Enter alone: all of it.') });
  if (words === undefined) return;
  const request = requestFrom(words, given);
  const shown = words.trim() === '' ? vscode.l10n.t('Take over {0}', names) : `${words.trim()} (${names})`;
  terminals.show(desk, 'plan').request('plan', request, shown);
}
