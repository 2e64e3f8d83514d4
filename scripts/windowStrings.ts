import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What the calls of `vscode.l10n.t` in a source text say, in English. Throws for one whose words are put together: nobody could translate them. */
export function stringsIn(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'vscode.l10n.t') {
      const [words] = node.arguments;
      if (words === undefined || !ts.isStringLiteralLike(words)) throw new Error(`${path}: vscode.l10n.t wants its words as one literal: ${node.getText()}`);
      found.push(words.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** All that the window says below a folder, as VS Code's translators are given it: each text under itself, in order. */
export function windowStrings(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  const all = paths.flatMap((path) => stringsIn(path, readFileSync(join(folder, path), 'utf8')));
  return Object.fromEntries([...new Set(all)].sort().map((words) => [words, words]));
}
