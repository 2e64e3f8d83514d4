import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

function fileOf(page: string): string {
  return join(import.meta.dirname, '../../docs', page);
}

/** Whether what is played is to be written down. */
export const isWritten = process.env['SANCTUM_WRITE_TABLE'] !== undefined;

function placeOf(section: string): RegExp {
  return new RegExp(`(?<=<!-- ${section} -->\\n)[^]*?(?=<!-- end -->)`);
}

/** Puts text where a page has the section: that on reliability, unless another one is named. Throws where it has none. */
export async function putText(section: string, text: string, page = 'reliability.md'): Promise<void> {
  const path = fileOf(page);
  const present = await readFile(path, 'utf8');
  if (!placeOf(section).test(present)) throw new Error(`${path} has no place for ${section}.`);
  await writeFile(path, present.replace(placeOf(section), () => text));
}

export type Row = readonly (string | number)[];

/** The rows of a table of the page, without its head. */
export async function rowsOf(section: string, page = 'reliability.md'): Promise<readonly (readonly string[])[]> {
  const text = placeOf(section).exec(await readFile(fileOf(page), 'utf8'))?.[0] ?? '';
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => line.slice(2, -2).split(' | '));
}

/** Puts rows in the place of those that begin with the same word, where they are, else at the end; the others stay. */
export async function putRows(section: string, columns: readonly string[], rows: readonly Row[], page = 'reliability.md'): Promise<void> {
  const first = String(rows[0]?.[0] ?? '');
  const present: readonly Row[] = await rowsOf(section, page);
  const at = present.findIndex((row) => row[0] === first);
  const others = present.filter((row) => row[0] !== first);
  const all = at < 0 ? [...others, ...rows] : [...others.slice(0, at), ...rows, ...others.slice(at)];
  const [head, ...body] = [columns, ...all].map((row) => `| ${row.join(' | ')} |`);
  await putText(section, `${[head, `|${'---|'.repeat(columns.length)}`, ...body].join('\n')}\n`, page);
}
