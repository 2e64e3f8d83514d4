import type { Hunk } from '../../engine/planning/hunks.js';
import { lineCount } from '../../engine/planning/hunks.js';

/** A hunk as one line for people: the first thing that comes, or that goes. */
export function hunkHeadline({ added, removed }: Hunk): string {
  const first = (text: string): string | undefined => text.split(/\r?\n/).find((line) => line.trim() !== '')?.trim();
  const comes = first(added);
  const goes = first(removed);
  if (comes !== undefined) return `${goes === undefined ? '+' : '±'} ${comes}`;
  return goes === undefined ? '± (blank lines)' : `− ${goes}`;
}

/** How many lines come and go, as `+2 −1`. */
export function hunkSize({ added, removed }: Hunk): string {
  return [added === '' ? '' : `+${String(lineCount(added))}`, removed === '' ? '' : `−${String(lineCount(removed))}`].filter((part) => part !== '').join(' ');
}

/** The hunk at a line, from 1, of the spec or of the draft; one that only goes stands between two lines of the draft, and is found at both. */
export function hunkAt(hunks: readonly Hunk[], side: 'spec' | 'draft', line: number): Hunk | undefined {
  return hunks.find(({ lineBefore, lineAfter, removed, added }) => {
    const [start, lines] = side === 'spec' ? [lineBefore, lineCount(removed)] : [lineAfter, lineCount(added)];
    return lines === 0 ? line === start - 1 || line === start : line >= start && line < start + lines;
  });
}
