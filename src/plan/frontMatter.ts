import { isDeepStrictEqual } from 'node:util';
import type { Scalar } from 'yaml';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';

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
  const opening = /^---[ \t]*\r?\n/.exec(text)?.[0];
  if (opening === undefined) throw new DocumentError('It must begin with a line "---" and YAML front matter.');
  const below = text.slice(opening.length);
  // Without the flag "m", to which U+2028 inside of a value is the end of a line.
  const closing = /(?:^|\n)---[ \t]*(?=\r?\n|$)/.exec(below);
  if (closing === null) throw new DocumentError('Its front matter has no closing line "---".');
  const end = closing.index + (below.startsWith('\n', closing.index) ? 1 : 0);
  return { opening, front: below.slice(0, end), rest: below.slice(end) };
}

/** The largest document that is read, in characters: more is no plan, and YAML is not quick. */
const longestFront = 64 * 1024;

function parseYaml(front: string) {
  if (front.length > longestFront) throw new DocumentError(`Its front matter is longer than ${String(longestFront)} characters.`);
  const document = parseDocument(front, { maxAliasCount: 0, merge: false, prettyErrors: false } as Parameters<typeof parseDocument>[1]);
  const [error] = document.errors;
  if (error !== undefined) throw new DocumentError(`Its front matter is not valid YAML: ${error.message}`);
  if (isMap(document.contents) && document.contents.flow === true) throw new DocumentError('Its front matter must hold one field a line, without braces around them.');
  return document;
}

function fieldsIn(front: string): unknown {
  const document = parseYaml(front);
  try {
    // Front matter without a field, as in a document whose fields are all optional.
    return document.contents === null ? {} : (document.toJS({ maxAliasCount: 0 }) as unknown);
  } catch (error) {
    throw new DocumentError(`Its front matter cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the YAML of a document's front matter stands: between which characters. Throws DocumentError. */
export function frontMatterRange(text: string): { readonly start: number; readonly end: number } {
  const { opening, front } = split(text);
  return { start: opening.length, end: opening.length + front.length };
}

/** The fields of a document's front matter as plain data. Throws DocumentError. */
export function readFields(text: string): unknown {
  return fieldsIn(split(text).front);
}

/** The Markdown below the front matter. */
export function readBody(text: string): string {
  return split(text).rest.replace(/^---[ \t]*(?:\r?\n|$)/, '');
}

function printField(key: string, value: FieldValue): string {
  return stringify({ [key]: value }, { lineWidth: 0 });
}

/** The value on one line as it may stand behind `key: `, or undefined when it needs more. */
function onOneLine(key: string, value: FieldValue): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined;
  const printed = printField(key, value).trimEnd();
  return printed.includes('\n') ? undefined : printed.slice(printed.indexOf(': ') + 2);
}

/** Scalars that end where their text ends, and so can be exchanged in their place; a tag would go on to speak of the new value. */
function isInline(value: unknown): value is Scalar.Parsed {
  return isScalar(value) && value.tag === undefined && (value.type === 'PLAIN' || value.type === 'QUOTE_SINGLE' || value.type === 'QUOTE_DOUBLE');
}

/** The text as lines of a front matter whose fields stand `indent` to the right, with its kind of line ends. */
function shaped(text: string, indent: string, lineEnd: string): string {
  return text.replace(/\n/g, lineEnd).replace(/(?<=\n)(?=[^\r\n])/g, indent);
}

function withField(front: string, key: string, value: FieldValue | undefined, lineEnd: string): string {
  const { contents } = parseYaml(front);
  const items = isMap(contents) ? contents.items : [];
  const pair = items.find((item) => isScalar(item.key) && item.key.value === key);
  const firstKey = isScalar(items[0]?.key) ? items[0].key.range[0] : 0;
  const indent = /[ ]*$/.exec(front.slice(0, firstKey))?.[0] ?? '';
  if (pair === undefined || !isScalar(pair.key)) {
    if (value === undefined) return front;
    const separator = front === '' || front.endsWith('\n') ? '' : lineEnd;
    return `${front}${separator}${indent}${shaped(printField(key, value), indent, lineEnd)}`;
  }
  const keyStart = pair.key.range[0];
  const printed = value === undefined ? undefined : onOneLine(key, value);
  if (printed !== undefined && isInline(pair.value) && pair.value.range[1] > pair.value.range[0]) {
    return `${front.slice(0, pair.value.range[0])}${printed}${front.slice(pair.value.range[1])}`;
  }
  const end = endOfPair(front, keyStart, pair.value?.range[1]);
  if (value === undefined) return `${front.slice(0, keyStart - indent.length)}${front.slice(end)}`;
  return `${front.slice(0, keyStart)}${shaped(printField(key, value), indent, lineEnd)}${front.slice(end)}`;
}

/** Just behind the newline that ends a field's last line. */
function endOfPair(front: string, keyStart: number, valueEnd: number | undefined): number {
  const from = Math.max(valueEnd ?? keyStart, keyStart);
  if (from > keyStart && front[from - 1] === '\n') return from;
  const lineEnd = front.indexOf('\n', from);
  return lineEnd < 0 ? front.length : lineEnd + 1;
}

/**
 * The document with some fields set (undefined removes one); every byte of the other fields and of the body stays. Should a front matter be
 * written so strangely that an edit would not say what it is to say, that front matter alone is printed anew.
 */
export function setFields(text: string, fields: Readonly<Record<string, FieldValue | undefined>>): string {
  const { opening, front, rest } = split(text);
  const lineEnd = opening.endsWith('\r\n') ? '\r\n' : '\n';
  const wanted: Record<string, unknown> = { ...(fieldsIn(front) as Record<string, unknown> | null), ...fields };
  for (const [key, value] of Object.entries(fields)) if (value === undefined) Reflect.deleteProperty(wanted, key);
  const edited = editedFront(front, fields, lineEnd, wanted);
  return `${opening}${edited ?? stringify(wanted, { lineWidth: 0 })}${rest}`;
}

/** The front matter with the fields set in their places, or undefined when it would not say `wanted`. */
function editedFront(front: string, fields: Readonly<Record<string, FieldValue | undefined>>, lineEnd: string, wanted: unknown): string | undefined {
  try {
    const edited = Object.entries(fields).reduce((text, [key, value]) => withField(text, key, value, lineEnd), front);
    return isDeepStrictEqual(fieldsIn(edited) ?? {}, wanted) ? edited : undefined;
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** The document with a section at its end. */
export function appendSection(text: string, heading: string, markdown: string): string {
  const blank = /(?:^|\n)\r?\n$/.test(text) ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return `${text}${blank}## ${heading}\n\n${markdown.trim()}\n`;
}

/** A new document. */
export function printDocument(fields: Readonly<Record<string, FieldValue | undefined>>, body: string): string {
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const front = Object.keys(known).length === 0 ? '' : stringify(known, { lineWidth: 0 });
  return `---\n${front}---\n${body === '' ? '' : `\n${body.trim()}\n`}`;
}

/** Text in a fence that nothing inside it can close. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n*$/, '\n')}${fence}`;
}
