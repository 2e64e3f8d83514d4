/** What is being typed as an answer. */
export interface AnswerLine {
  readonly text: string;
  /** Inside of a bracketed paste, where the end of a line sends nothing. */
  readonly isPasting: boolean;
}

export const emptyLine: AnswerLine = { text: '', isPasting: false };

/** What a key asks for beside a change of the line. */
export type Wish = 'send' | 'skip' | 'interrupt';

const escape = '\u001b';
const pasteBegins = `${escape}[200~`;
const pasteEnds = `${escape}[201~`;
// eslint-disable-next-line no-control-regex -- keys are control characters and the sequences that begin with one
const key = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001bO.|\u001b[^[O]?|\r\n|[^]/gu;
const graphemes = new Intl.Segmenter();

/** The keys in what a terminal in raw mode sent. */
export function keysOf(sent: string): readonly string[] {
  return sent.match(key) ?? [];
}

function isPrintable(typed: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(typed);
}

function withoutLast(text: string): string {
  return [...graphemes.segment(text)].slice(0, -1).map(({ segment }) => segment).join('');
}

/** The line after a key. Keys that mean nothing here, such as arrows, change nothing. */
export function afterKey(line: AnswerLine, typed: string): { readonly line: AnswerLine; readonly wish?: Wish } {
  if (typed === pasteBegins || typed === pasteEnds) return { line: { ...line, isPasting: typed === pasteBegins } };
  const isEnd = typed === '\r' || typed === '\n' || typed === '\r\n';
  if (line.isPasting) return isEnd || typed === '\t' || isPrintable(typed) ? { line: { ...line, text: line.text + (isEnd || typed === '\t' ? ' ' : typed) } } : { line };
  if (isEnd) return { line, wish: line.text.trim() === '' ? 'skip' : 'send' };
  switch (typed) {
    case '\u0003':
      return { line, wish: 'interrupt' };
    case escape:
      return { line: emptyLine, wish: 'skip' };
    case '\u007f':
    case '\b':
      return { line: { ...line, text: withoutLast(line.text) } };
    case '\u0015':
      return { line: emptyLine };
    default:
      return { line: isPrintable(typed) ? { ...line, text: line.text + typed } : line };
  }
}
