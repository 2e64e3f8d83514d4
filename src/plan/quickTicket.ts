import { longest, patterns } from './atoms.js';
import { quickScalar } from './quickFields.js';
import type { TicketFields } from './schemas.js';
import { landingWays, priorities, ticketKinds } from './schemas.js';

type Value = NonNullable<ReturnType<typeof quickScalar>>;
type Check = (value: Value) => boolean;

function textOf(pattern: RegExp, most = Number.POSITIVE_INFINITY): Check {
  return (value) => typeof value === 'string' && value.length > 0 && value.length <= most && pattern.test(value);
}

function oneOf(words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value);
}

const isText: Check = (value) => typeof value === 'string';
const isLine = textOf(patterns.plainLine, longest.line);
const isObjectId = textOf(patterns.objectId);
const isTime = textOf(patterns.isoTime);
const isTicketId = textOf(patterns.ticketId);
/** No number that is read quickly is negative. */
const isCount: Check = (value) => Number.isInteger(value);
const isFromOne: Check = (value) => isCount(value) && value !== 0;
const isAmount: Check = (value) => typeof value === 'number';

/** The fields that most tickets have; a ticket with any other is read by its schema. */
const scalars: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['id', isTicketId],
  ['title', isLine],
  ['kind', oneOf(ticketKinds)],
  ['priority', oneOf(priorities)],
  ['area', textOf(patterns.areaName, longest.areaName)],
  ['plan-version', isCount],
  ['created', isTime],
  ['attempts', isCount],
  ['failures', isCount],
  ['run', isText],
  ['base', isObjectId],
  ['snapshot', isObjectId],
]);
const lists: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['depends-on', isTicketId],
  ['criteria', isLine],
]);
const landed: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['commit', isObjectId],
  ['tree', isObjectId],
  ['base', isObjectId],
  ['verdict', isText],
  ['at', isTime],
  ['how', oneOf(landingWays)],
  ['before', isText],
  ['after', isText],
  ['rules', isFromOne],
]);
const neededOfLanded = ['commit', 'tree', 'base', 'verdict', 'at', 'how'];
const cut: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['area', textOf(patterns.areaName, longest.areaName)],
  ['of', isObjectId],
]);
/** What stands indented below a key of its own. */
const mappings: ReadonlyMap<string, { readonly checks: ReadonlyMap<string, Check>; readonly needed: readonly string[] }> = new Map([
  ['landed', { checks: landed, needed: neededOfLanded }],
  ['cut', { checks: cut, needed: ['area', 'of'] }],
]);

/** Each from the least to the most. */
const neededRanges = ['difficulty', 'minutes'];
const ranges: readonly string[] = [...neededRanges, 'dollars'];

/** The value behind the colon of a field's line, if it is beyond doubt and right for the field. */
function valueOf(text: string, from: number, end: number, check: Check | undefined): Value | undefined {
  if (check === undefined || text[from] !== ' ') return undefined;
  const value = quickScalar(text.slice(from + 1, end));
  return value !== undefined && check(value) ? value : undefined;
}

/** The list whose items stand in the lines from `at` on behind these dashes, none of them empty, and where it ends; undefined for anything else. */
function listAt(text: string, at: number, check: Check, dash = '  - '): { readonly items: Value[]; readonly end: number } | undefined {
  const items: Value[] = [];
  let end = at;
  while (text.startsWith(dash, end)) {
    const lineEnd = text.indexOf('\n', end);
    const value = lineEnd < 0 ? undefined : quickScalar(text.slice(end + dash.length, lineEnd));
    if (value === undefined || !check(value)) return undefined;
    items.push(value);
    end = lineEnd + 1;
  }
  return items.length === 0 ? undefined : { items, end };
}

/** As `listAt`, for a mapping. */
function mappingAt(text: string, at: number, { checks, needed }: NonNullable<ReturnType<typeof mappings.get>>): { readonly fields: Record<string, Value>; readonly end: number } | undefined {
  const fields: Record<string, Value> = {};
  let end = at;
  while (text.startsWith('  ', end)) {
    const lineEnd = text.indexOf('\n', end);
    const colon = text.indexOf(':', end);
    if (colon < 0 || lineEnd < colon) return undefined;
    const key = text.slice(end + 2, colon);
    const value = valueOf(text, colon + 1, lineEnd, checks.get(key));
    if (value === undefined || fields[key] !== undefined) return undefined;
    fields[key] = value;
    end = lineEnd + 1;
  }
  return needed.every((key) => fields[key] !== undefined) ? { fields, end } : undefined;
}

/** As `mappingAt`, for the ranges of a prediction. */
function predictionAt(text: string, at: number): { readonly fields: Record<string, Value[]>; readonly end: number } | undefined {
  const fields: Record<string, Value[]> = {};
  let end = at;
  while (text.startsWith('  ', end)) {
    const lineEnd = text.indexOf('\n', end);
    const key = text.slice(end + 2, lineEnd - 1);
    const list = lineEnd > 0 && text[lineEnd - 1] === ':' && ranges.includes(key) && fields[key] === undefined ? listAt(text, lineEnd + 1, isAmount, '    - ') : undefined;
    const [least, most, ...more] = list?.items ?? [];
    if (list === undefined || least === undefined || most === undefined || least > most || more.length > 0) return undefined;
    fields[key] = list.items;
    end = list.end;
  }
  return neededRanges.every((key) => fields[key] !== undefined) ? { fields, end } : undefined;
}

/**
 * A ticket's fields as its schema has them, for a ticket in the shape of most; undefined for any other, right or wrong: the schema is asked then.
 * It is there for plans of thousands of tickets, each of which is read before the first picture, and makes nothing but the fields.
 */
export function quickTicket(text: string): TicketFields | undefined {
  if (!text.startsWith('---\n')) return undefined;
  const fields: Record<string, unknown> = { id: undefined, title: undefined, kind: 'feature', priority: 'medium', 'depends-on': undefined, 'plan-version': 0, criteria: undefined, created: undefined, attempts: 0, failures: 0, promotions: [] };
  const seen: string[] = [];
  let at = 4;
  while (!text.startsWith('---\n', at)) {
    const lineEnd = text.indexOf('\n', at);
    const colon = text.indexOf(':', at);
    if (colon < 0 || lineEnd < colon) return undefined;
    const key = text.slice(at, colon);
    if (seen.includes(key)) return undefined;
    seen.push(key);
    at = lineEnd + 1;
    const item = lists.get(key);
    if (item !== undefined) {
      const list = text.startsWith(' []\n', colon + 1) ? { items: [], end: at } : colon + 1 === lineEnd ? listAt(text, at, item) : undefined;
      if (list === undefined) return undefined;
      fields[key] = list.items;
      at = list.end;
      continue;
    }
    const mapping = mappings.get(key);
    if (mapping !== undefined || key === 'prediction') {
      const below = colon + 1 !== lineEnd ? undefined : mapping === undefined ? predictionAt(text, at) : mappingAt(text, at, mapping);
      if (below === undefined) return undefined;
      fields[key] = below.fields;
      at = below.end;
    } else {
      const value = valueOf(text, colon + 1, lineEnd, scalars.get(key));
      if (value === undefined) return undefined;
      fields[key] = value;
    }
  }
  fields['depends-on'] ??= [];
  fields['criteria'] ??= [];
  return fields['id'] === undefined || fields['title'] === undefined || fields['created'] === undefined ? undefined : (fields as unknown as TicketFields);
}
