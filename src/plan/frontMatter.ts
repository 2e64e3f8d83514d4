import { isCollection, isMap, isScalar, parseDocument, stringify } from 'yaml';

/** A document that cannot be read: which rule it breaks, and where. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

/** A value that front matter can hold. */
export type FieldValue = string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

interface Parts {
  /** `---` and its newline. */
  readonly opening: string;
  readonly front: string;
  /** The closing `---` and all that follows. */
  readonly rest: string;
}

function split(text: string): Parts {
  const opening = /^---\r?\n/.exec(text)?.[0];
  if (opening === undefined) throw new DocumentError('It must begin with a line "---" and YAML front matter.');
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(text.slice(opening.length));
  if (closing === null) throw new DocumentError('Its front matter has no closing line "---".');
  const end = opening.length + closing.index;
  return { opening, front: text.slice(opening.length, end), rest: text.slice(end) };
}

/** The largest document that is read, in characters: more is no plan, and YAML is not quick. */
const longestFront = 64 * 1024;

function parseYaml(front: string) {
  if (front.length > longestFront) throw new DocumentError(`Its front matter is longer than ${String(longestFront)} characters.`);
  const document = parseDocument(front, { maxAliasCount: 0, merge: false, prettyErrors: false } as Parameters<typeof parseDocument>[1]);
  const [error] = document.errors;
  if (error !== undefined) throw new DocumentError(`Its front matter is not valid YAML: ${error.message}`);
  return document;
}

/** The fields of a document's front matter as plain data. Throws DocumentError. */
export function readFields(text: string): unknown {
  const document = parseYaml(split(text).front);
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (error) {
    throw new DocumentError(`Its front matter cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The Markdown below the front matter. */
export function readBody(text: string): string {
  return split(text).rest.replace(/^---[ \t]*(?:\r?\n|$)/, '');
}

function printField(key: string, value: FieldValue): string {
  return stringify({ [key]: value }, { lineWidth: 0 });
}

function isPlainScalar(value: FieldValue): boolean {
  return typeof value !== 'object' || value === null;
}

function withField(text: string, key: string, value: FieldValue | undefined): string {
  const { opening, front, rest } = split(text);
  const document = parseYaml(front);
  const pair = isMap(document.contents)
    ? document.contents.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  if (pair === undefined) {
    if (value === undefined) return text;
    const separator = front === '' || front.endsWith('\n') ? '' : '\n';
    return `${opening}${front}${separator}${printField(key, value)}${rest}`;
  }
  const keyStart = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  if (value !== undefined && isPlainScalar(value) && isScalar(pair.value) && pair.value.range !== undefined && pair.value.range !== null && pair.value.range[1] > pair.value.range[0]) {
    const [from, to] = pair.value.range;
    const printed = printField(key, value).slice(key.length + 1).trim();
    if (!printed.includes('\n')) return `${opening}${front.slice(0, from)}${printed}${front.slice(to)}${rest}`;
  }
  const end = endOfPair(front, keyStart, isScalar(pair.value) || isCollection(pair.value) ? pair.value.range?.[1] : undefined);
  return `${opening}${front.slice(0, keyStart)}${value === undefined ? '' : printField(key, value)}${front.slice(end)}${rest}`;
}

/** Just behind the newline that ends a field's last line. */
function endOfPair(front: string, keyStart: number, valueEnd: number | undefined): number {
  const from = Math.max(valueEnd ?? keyStart, keyStart);
  if (from > keyStart && front[from - 1] === '\n') return from;
  const lineEnd = front.indexOf('\n', from);
  return lineEnd < 0 ? front.length : lineEnd + 1;
}

/** The document with some fields set (undefined removes one); every byte of the other fields and of the body stays. */
export function setFields(text: string, fields: Readonly<Record<string, FieldValue | undefined>>): string {
  return Object.entries(fields).reduce((document, [key, value]) => withField(document, key, value), text);
}

/** The document with a section at its end. */
export function appendSection(text: string, heading: string, markdown: string): string {
  return `${text.replace(/\n*$/, '\n')}\n## ${heading}\n\n${markdown.trim()}\n`;
}

/** A new document. */
export function printDocument(fields: Readonly<Record<string, FieldValue | undefined>>, body: string): string {
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return `---\n${stringify(known, { lineWidth: 0 })}---\n${body === '' ? '' : `\n${body.trim()}\n`}`;
}

/** Text in a fence that nothing inside it can close. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n*$/, '\n')}${fence}`;
}
