const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A prompt with what is written behind it, as rows of a terminal. */
export interface PromptRows {
  readonly rows: readonly string[];
  /** Where the cursor stands, from 0. */
  readonly row: number;
  readonly column: number;
}

/** How many cells a character takes. */
function cells(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  const isWide = /\p{Emoji_Presentation}/u.test(character) || (code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0x20000 && code <= 0x3fffd)));
  return isWide ? 2 : 1;
}

/** Lays a prompt and a text out in rows that end before the last column, so that the terminal wraps none of them itself. */
export function promptRows(prompt: string, text: string, cursor: number, columns: number): PromptRows {
  const width = Math.max(columns - 1, prompt.length + 2);
  const rows = [prompt];
  let column = prompt.length;
  let place = { row: 0, column };
  let at = 0;
  const breakRow = (): void => {
    rows.push(' '.repeat(prompt.length));
    column = prompt.length;
  };
  for (const { segment } of segmenter.segment(text)) {
    if (segment !== '\n' && column + cells(segment) > width) breakRow();
    if (at === cursor) place = { row: rows.length - 1, column };
    at += segment.length;
    if (segment === '\n') {
      breakRow();
    } else {
      rows.push((rows.pop() ?? '') + segment);
      column += cells(segment);
    }
  }
  if (cursor >= at) place = { row: rows.length - 1, column };
  return { rows, ...place };
}
