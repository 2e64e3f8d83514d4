import * as vscode from 'vscode';
import type { QuestionPlace } from './questionPlace.js';

/** A comment that holds what was typed and not sent. */
export class UnsentComment implements vscode.Comment {
  readonly mode = vscode.CommentMode.Preview;
  readonly author = { name: vscode.l10n.t('you') };
  readonly label = vscode.l10n.t('not sent');
  readonly contextValue = 'unsent';
  readonly body: vscode.MarkdownString;

  constructor(
    readonly place: QuestionPlace,
    readonly text: string,
  ) {
    this.body = new vscode.MarkdownString().appendText(text);
  }
}
