import * as vscode from 'vscode';
import { isoSeconds } from '../../platform/clock.js';
import { closedToEdits } from '../../plan/editRules.js';
import { presentPath } from '../../plan/editTransition.js';
import type { SanctumWindow } from '../sanctumWindow.js';
import type { Proposal } from './completions.js';
import { proposalsAt } from './completions.js';
import { Indexes } from './indexes.js';
import type { Named, Reference } from './planIndex.js';
import { referencesIn } from './planIndex.js';
import { planPlace, planScheme, planUri } from './planUri.js';

const selector: vscode.DocumentSelector = { scheme: planScheme, language: 'markdown' };

const kinds: Readonly<Record<Proposal['kind'], vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  reference: vscode.CompletionItemKind.Reference,
};

function rangeOf(document: vscode.TextDocument, { start, end }: Reference): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function completion(document: vscode.TextDocument, position: vscode.Position, { label, detail, text, filter, kind, instead }: Proposal, order: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  item.insertText = text;
  item.filterText = filter;
  item.sortText = String(order).padStart(6, '0');
  // VS Code closes a quote as soon as it is opened.
  const isClosed = text.endsWith('"') && document.getText(new vscode.Range(position, position.translate(0, 1))) === '"';
  item.range = new vscode.Range(position.translate(0, -instead), isClosed ? position.translate(0, 1) : position);
  if (text.endsWith(' ')) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

/** Completion, links and hovers of plan documents, and why some cannot be edited. */
export function registerLanguageFeatures(window: SanctumWindow): void {
  const { sessions } = window;
  const indexes = new Indexes(sessions);
  const changed = new vscode.EventEmitter<void>();
  window.own(changed);
  window.own(sessions.onDidChange(() => changed.fire()));

  window.own(vscode.languages.registerCompletionItemProvider(selector, {
    provideCompletionItems: async (document, position) => {
      const place = planPlace(document.uri);
      const indexed = await indexes.of(document.uri);
      if (place === undefined || indexed === undefined) return [];
      const areas = new Map([...indexed.snapshot.areas.values()].map(({ fields }) => [fields.area, fields.title]));
      const proposals = proposalsAt(place.path, document.getText(), document.offsetAt(position), indexed.index, areas);
      return proposals.map((proposal, order) => completion(document, position, proposal, order));
    },
  }, '"', '-', ' ', 'Q', 'D', '0'));

  window.own(vscode.languages.registerDocumentLinkProvider(selector, {
    provideDocumentLinks: async (document) => {
      const indexed = await indexes.of(document.uri);
      if (indexed === undefined) return [];
      const ownPath = presentPath(indexed.snapshot, planPlace(document.uri)?.path ?? '');
      return referencesIn(document.getText(), indexed.index)
        .filter(({ named }) => named.path !== ownPath)
        .map((reference) => {
          const link = new vscode.DocumentLink(rangeOf(document, reference), planUri(indexed.session, reference.named.path));
          link.tooltip = vscode.l10n.t('Open {0}', `${reference.named.id} ${reference.named.title}`);
          return link;
        });
    },
  }));

  window.own(vscode.languages.registerHoverProvider(selector, {
    provideHover: async (document, position) => {
      const indexed = await indexes.of(document.uri);
      const offset = document.offsetAt(position);
      const reference = indexed === undefined ? undefined : referencesIn(document.getText(), indexed.index).find(({ start, end }) => start <= offset && offset <= end);
      if (indexed === undefined || reference === undefined) return undefined;
      const phase = indexed.session.view?.look.tickets.find(({ id }) => id === reference.named.id);
      const words = phase === undefined ? reference.named.state : [phase.phase, phase.detail].filter((part) => part !== undefined).join(' · ');
      return new vscode.Hover(hoverText(reference.named, words), rangeOf(document, reference));
    },
  }));

  window.own(vscode.languages.registerCodeLensProvider({ scheme: planScheme }, {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async ({ uri }) => {
      const words = await closedWords(uri);
      return words === undefined ? [] : [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: `$(lock) ${words}`, command: '' })];
    },
  }));

  /** Why a document cannot be edited, for whoever looks at it. */
  async function closedWords(uri: vscode.Uri): Promise<string | undefined> {
    const place = planPlace(uri);
    const session = sessions.of(uri);
    if (place === undefined || session === undefined) return undefined;
    if (place.at !== undefined) {
      const { time } = await session.project.repository.reader.commit(place.at);
      return vscode.l10n.t('As it was on {0}: an earlier version is not edited', isoSeconds(time * 1000).replace('T', ' '));
    }
    const snapshot = session.view?.observation.snapshot;
    const reason = closedToEdits(snapshot === undefined ? place.path : presentPath(snapshot, place.path));
    return reason === undefined ? undefined : vscode.l10n.t('Read-only. {0}', reason);
  }
}

function hoverText({ id, title, kind }: Named, state: string | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(`${id} ${title}`).appendMarkdown('**');
  text.appendMarkdown('\n\n').appendText([kind, state].filter((part) => part !== undefined).join(' · '));
  return text;
}
