import * as vscode from 'vscode';
import { OrderError } from '../../engine/orders/orderError.js';
import { plainWords } from '../plainWords.js';

export interface InputRequest {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Whether it can be left empty. */
  readonly isOptional: boolean;
  /** Throws OrderError for a text that could not be written. */
  readonly check: (text: string) => unknown;
  /** What is typed is kept under this name until it is written, also where the box is closed. */
  readonly keep: string;
}

function problemOf({ isOptional, check }: InputRequest, text: string): string | undefined {
  if (text.trim() === '') return isOptional ? undefined : vscode.l10n.t('There must be some text.');
  try {
    check(text);
    return undefined;
  } catch (error) {
    if (error instanceof OrderError) return error.message;
    throw error;
  }
}

/** Asks for a line of text, and keeps what was typed until it is written: neither a key nor a refusal loses it. */
export class TypedInput {
  private readonly kept = new Map<string, string>();

  /** The text without blanks around it, empty where it may be; undefined when the engineer thought better of it. */
  async ask(request: InputRequest): Promise<string | undefined> {
    const box = vscode.window.createInputBox();
    Object.assign(box, { title: request.title, prompt: plainWords(request.prompt), placeholder: request.placeholder, ignoreFocusOut: true, value: this.kept.get(request.keep) ?? '' });
    const text = await new Promise<string | undefined>((resolve) => {
      box.onDidChangeValue((value) => {
        this.kept.set(request.keep, value);
        box.validationMessage = value.trim() === '' ? undefined : problemOf(request, value);
      });
      box.onDidAccept(() => {
        box.validationMessage = problemOf(request, box.value);
        if (box.validationMessage === undefined) resolve(box.value.trim());
      });
      box.onDidHide(() => {
        resolve(undefined);
      });
      box.show();
    });
    box.dispose();
    return text;
  }

  /** What was kept has been written. */
  written(...names: readonly string[]): void {
    for (const name of names) this.kept.delete(name);
  }
}
