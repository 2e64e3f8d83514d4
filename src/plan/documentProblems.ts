import type { Document, Node, Pair } from 'yaml';
import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import type * as z from 'zod';
import { kindOf } from './documentKinds.js';
import { DocumentError, frontMatterRange, readFields } from './frontMatter.js';
import { parseTicketPath } from './paths.js';
import { issueWords } from './problemWords.js';
import { ticketSchema } from './schemas.js';

/** Something that is wrong in a text, and between which characters. */
export interface TextProblem {
  readonly start: number;
  readonly end: number;
  readonly words: string;
}

type Parsed = Document.Parsed;

/** The first line: where something is said that is nowhere. */
function firstLine(text: string): { readonly start: number; readonly end: number } {
  const end = text.indexOf('\n');
  return { start: 0, end: end < 0 ? text.length : end };
}

function pairAt(parsed: Parsed, path: readonly PropertyKey[]): Pair | undefined {
  const parent = path.length === 1 ? parsed.contents : parsed.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  if (!isNode(node)) return undefined;
  const { range } = node as Node;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
}

/** Where a field stands, key and value; of one that is not there, where the nearest that holds it does. */
function placeOf(parsed: Parsed, path: readonly PropertyKey[]): readonly [number, number] | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const pair = pairAt(parsed, part);
    const key = rangeOf(pair?.key);
    if (key !== undefined) return [key[0], Math.max(key[1], rangeOf(pair?.value)?.[1] ?? 0)];
    const value = rangeOf(parsed.getIn(part, true));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A list is of no use as a place: its last line ends where the next field begins. */
function trimmed(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function schemaProblems(text: string, front: number, parsed: Parsed, schema: z.ZodType): readonly TextProblem[] {
  const result = schema.safeParse(readFields(text));
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => {
      const place = placeOf(parsed, path);
      const words = issue.code === 'unrecognized_keys' ? `"${path.map(String).join('.')}" is no field of this document.` : `${issueWords(issue)}.`;
      return { ...(place === undefined ? firstLine(text) : trimmed(text, front + place[0], front + place[1])), words };
    });
  });
}

/** What the plan would not take of a ticket although its schema does. */
function ticketProblems(path: string, text: string, front: number, parsed: Parsed, isTicket: (id: string) => boolean): readonly TextProblem[] {
  const place = parseTicketPath(path);
  const ticket = ticketSchema.safeParse(readFields(text));
  if (place === undefined || !ticket.success) return [];
  const at = (where: readonly PropertyKey[], words: string): TextProblem => {
    const found = placeOf(parsed, where);
    return { ...(found === undefined ? firstLine(text) : trimmed(text, front + found[0], front + found[1])), words };
  };
  const { id, 'depends-on': dependencies } = ticket.data;
  return [
    ...(id === place.id ? [] : [at(['id'], `"id" must be "${place.id}": the ticket is called so by its file.`)]),
    ...dependencies.flatMap((other, index) => (isTicket(other) ? [] : [at(['depends-on', index], `There is no ticket ${other}.`)])),
  ];
}

/** All that is wrong with the front matter of a plan document, for whoever is writing it. The configuration is JSON, and is not looked at. Pure. */
export function documentProblems(path: string, text: string, isTicket: (id: string) => boolean): readonly TextProblem[] {
  const kind = kindOf(path);
  if (kind?.schema === undefined || kind.name === 'configuration' || kind.name === 'prices') return [];
  try {
    const { start, end } = frontMatterRange(text);
    const parsed = parseDocument(text.slice(start, end), { prettyErrors: false });
    if (parsed.errors.length > 0) {
      return parsed.errors.map(({ pos, message }) => ({ ...trimmed(text, start + pos[0], Math.max(start + pos[1], start + pos[0] + 1)), words: `This is not valid YAML: ${message}` }));
    }
    return [...schemaProblems(text, start, parsed, kind.schema), ...ticketProblems(path, text, start, parsed, isTicket)];
  } catch (error) {
    if (error instanceof DocumentError) return [{ ...firstLine(text), words: error.message }];
    throw error;
  }
}
