/** What came out of what was typed. */
export type Typed = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'interrupt' } | { readonly kind: 'end' } | { readonly kind: 'clear' };

const pasteBegins = '\u001b[200~';
const pasteEnds = '\u001b[201~';

/** One key: an escape sequence, Alt with a key, or a character. */
// eslint-disable-next-line no-control-regex -- keys arrive as control characters
const keyPattern = /\u001b\[[0-9;?]*[A-Za-z~]|\u001bO[A-Z]|\u001b[^]|[^]/gu;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A line, or several, as it is written at a terminal: what the keys do that people expect to work there. */
export class LineEditor {
  private written = '';
  private at = 0;
  private pasted: string | undefined;
  private rest = '';
  /** Where in the history the engineer stands; its length: at the line being written. */
  private place: number;
  private unsent = '';
  private readonly lines: string[];

  constructor(history: readonly string[] = []) {
    this.lines = [...history];
    this.place = this.lines.length;
  }

  get text(): string {
    return this.written;
  }

  /** Where the cursor stands in the text, in characters as JavaScript counts them. */
  get cursor(): number {
    return this.at;
  }

  /** What was sent, oldest first. */
  get history(): readonly string[] {
    return this.lines;
  }

  /** Throws away what is being written. */
  clear(): void {
    this.set('');
    this.place = this.lines.length;
  }

  /** Puts a text back that was sent too early. */
  restore(text: string): void {
    this.set(text);
  }

  /** Remembers a line, so that the up key brings it back. */
  remember(text: string): void {
    if (text.trim() !== '' && this.lines.at(-1) !== text) this.lines.push(text);
    this.place = this.lines.length;
  }

  /** Takes what the terminal sent; what follows for whoever waits for lines. */
  take(input: string): readonly Typed[] {
    const typed: Typed[] = [];
    let left = this.rest + input;
    this.rest = '';
    while (left !== '') {
      if (this.pasted !== undefined) {
        left = this.paste(left);
        continue;
      }
      if (isUnfinished(left)) {
        this.rest = left;
        break;
      }
      keyPattern.lastIndex = 0;
      const key = keyPattern.exec(left)?.[0] ?? left;
      left = left.slice(key.length);
      if (key === pasteBegins) this.pasted = '';
      else typed.push(...this.press(key));
    }
    return typed;
  }

  /** Takes in pasted text, whole lines too; what follows behind it. */
  private paste(input: string): string {
    const all = (this.pasted ?? '') + input;
    const end = all.indexOf(pasteEnds);
    this.pasted = end < 0 ? all : undefined;
    if (end < 0) return '';
    // eslint-disable-next-line no-control-regex -- nothing pasted may move the cursor of the terminal
    this.insert(all.slice(0, end).replaceAll(/\r\n?/g, '\n').replaceAll('\t', '  ').replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ''));
    return all.slice(end + pasteEnds.length);
  }

  private press(key: string): readonly Typed[] {
    switch (key) {
      case '\r': {
        const text = this.written;
        this.clear();
        return [{ kind: 'line', text }];
      }
      case '\u0003':
        return [{ kind: 'interrupt' }];
      case '\u0004':
        if (this.written === '') return [{ kind: 'end' }];
        this.remove(this.at, this.after());
        return [];
      case '\u000c':
        return [{ kind: 'clear' }];
      default:
        this.edit(key);
        return [];
    }
  }

  private edit(key: string): void {
    const edits: Readonly<Record<string, () => void>> = {
      '\n': () => this.insert('\n'),
      '\u001b\r': () => this.insert('\n'),
      '\u007f': () => this.remove(this.before(), this.at),
      '\b': () => this.remove(this.before(), this.at),
      '\u001b[3~': () => this.remove(this.at, this.after()),
      '\u0015': () => this.remove(this.lineStart(), this.at),
      '\u000b': () => this.remove(this.at, this.lineEnd()),
      '\u0017': () => this.remove(this.wordBefore(), this.at),
      '\u001b\u007f': () => this.remove(this.wordBefore(), this.at),
      '\u001b[D': () => this.go(this.before()),
      '\u0002': () => this.go(this.before()),
      '\u001b[C': () => this.go(this.after()),
      '\u0006': () => this.go(this.after()),
      '\u001b[1;5D': () => this.go(this.wordBefore()),
      '\u001b[1;3D': () => this.go(this.wordBefore()),
      '\u001bb': () => this.go(this.wordBefore()),
      '\u001b[1;5C': () => this.go(this.wordAfter()),
      '\u001b[1;3C': () => this.go(this.wordAfter()),
      '\u001bf': () => this.go(this.wordAfter()),
      '\u001b[H': () => this.go(this.lineStart()),
      '\u001bOH': () => this.go(this.lineStart()),
      '\u001b[1~': () => this.go(this.lineStart()),
      '\u0001': () => this.go(this.lineStart()),
      '\u001b[F': () => this.go(this.lineEnd()),
      '\u001bOF': () => this.go(this.lineEnd()),
      '\u001b[4~': () => this.go(this.lineEnd()),
      '\u0005': () => this.go(this.lineEnd()),
      '\u001b[A': () => this.up(),
      '\u001bOA': () => this.up(),
      '\u001b[B': () => this.down(),
      '\u001bOB': () => this.down(),
    };
    const edit = edits[key];
    if (edit !== undefined) edit();
    else if (key >= ' ' && key !== '\u007f') this.insert(key);
  }

  private set(text: string): void {
    this.written = text;
    this.at = text.length;
  }

  private insert(text: string): void {
    this.written = this.written.slice(0, this.at) + text + this.written.slice(this.at);
    this.at += text.length;
  }

  private remove(from: number, to: number): void {
    this.written = this.written.slice(0, from) + this.written.slice(to);
    this.at = from;
  }

  private go(to: number): void {
    this.at = to;
  }

  /** Up within several lines, else to what was sent before. */
  private up(): void {
    const start = this.lineStart();
    if (start > 0) this.go(Math.min(start - 1, this.lineStart(start - 1) + (this.at - start)));
    else this.recall(this.place - 1);
  }

  private down(): void {
    const end = this.lineEnd();
    if (end < this.written.length) this.go(Math.min(this.lineEnd(end + 1), end + 1 + (this.at - this.lineStart())));
    else this.recall(this.place + 1);
  }

  private recall(place: number): void {
    if (place < 0 || place > this.lines.length) return;
    if (this.place === this.lines.length) this.unsent = this.written;
    this.place = place;
    this.set(this.lines[place] ?? this.unsent);
  }

  private before(): number {
    return this.at - ([...segmenter.segment(this.written.slice(0, this.at))].at(-1)?.segment.length ?? 0);
  }

  private after(): number {
    const [next] = segmenter.segment(this.written.slice(this.at));
    return this.at + (next?.segment.length ?? 0);
  }

  private wordBefore(): number {
    return /\S*\s*$/u.exec(this.written.slice(0, this.at))?.index ?? 0;
  }

  private wordAfter(): number {
    return this.at + (/^\s*\S*/u.exec(this.written.slice(this.at))?.[0].length ?? 0);
  }

  private lineStart(at = this.at): number {
    return this.written.lastIndexOf('\n', at - 1) + 1;
  }

  private lineEnd(at = this.at): number {
    const end = this.written.indexOf('\n', at);
    return end < 0 ? this.written.length : end;
  }
}

/** Whether an escape sequence is still coming: a terminal may cut its input anywhere. A lone Escape means nothing. */
function isUnfinished(input: string): boolean {
  // eslint-disable-next-line no-control-regex -- keys arrive as control characters
  return /^\u001b(?:\[[0-9;?]*|O)?$/.test(input);
}
