import { diffLines } from 'diff';

/** One place in which two texts differ: whole lines, with at least one that is the same before and behind it. */
export interface Hunk {
  /** Where it begins in the text before, in characters. */
  readonly from: number;
  /** The line in the text before at which it begins, from 1. */
  readonly lineBefore: number;
  /** The line in the text after at which it begins, from 1. */
  readonly lineAfter: number;
  /** The lines that go. */
  readonly removed: string;
  /** The lines that come. */
  readonly added: string;
}

/** How many lines a text of whole lines has. */
export function lineCount(text: string): number {
  const ends = text.split('\n').length - 1;
  return text === '' || text.endsWith('\n') ? ends : ends + 1;
}

/** Where two texts differ, from the top. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let at = { from: 0, lineBefore: 1, lineAfter: 1 };
  let open: Hunk | undefined;
  for (const { added, removed, value } of diffLines(before, after)) {
    const lines = lineCount(value);
    if (!added && !removed) {
      if (open !== undefined) hunks.push(open);
      open = undefined;
    } else {
      open ??= { ...at, removed: '', added: '' };
      open = added ? { ...open, added: open.added + value } : { ...open, removed: open.removed + value };
    }
    at = { from: at.from + (added ? 0 : value.length), lineBefore: at.lineBefore + (added ? 0 : lines), lineAfter: at.lineAfter + (removed ? 0 : lines) };
  }
  return open === undefined ? hunks : [...hunks, open];
}

/** The text before with some of its hunks, in any order. All of them make the text after. */
export function withHunks(before: string, chosen: readonly Hunk[]): string {
  let text = '';
  let done = 0;
  for (const { from, removed, added } of [...chosen].sort((a, b) => a.from - b.from)) {
    text += before.slice(done, from) + added;
    done = from + removed.length;
  }
  return text + before.slice(done);
}
