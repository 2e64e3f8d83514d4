import { longest, patterns } from './atoms.js';
import type { QuickValue } from './quickFields.js';
import { quickFields } from './quickFields.js';
import type { TicketFields } from './schemas.js';
import { landingWays, priorities, ticketKinds } from './schemas.js';

type Check = (value: QuickValue) => boolean;

function textOf(pattern: RegExp, most = Number.POSITIVE_INFINITY): Check {
  return (value) => typeof value === 'string' && value.length > 0 && value.length <= most && pattern.test(value);
}

function oneOf(words: readonly string[]): Check {
  return (value) => typeof value === 'string' && words.includes(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

const isText: Check = (value) => typeof value === 'string';
const isLine = textOf(patterns.plainLine, longest.line);
const isObjectId = textOf(patterns.objectId);
const isTime = textOf(patterns.isoTime);
const isTicketId = textOf(patterns.ticketId);
/** No number that the quick reader of fields knows is negative or no whole one. */
const isCount: Check = (value) => typeof value === 'number';

const landed: ReadonlyMap<string, Check> = new Map([
  ['commit', isObjectId],
  ['tree', isObjectId],
  ['base', isObjectId],
  ['verdict', isText],
  ['at', isTime],
  ['how', oneOf(landingWays)],
  ['before', isText],
  ['after', isText],
]);

/** The fields that most tickets have; with any other, a ticket is read by its schema. */
const known: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['id', isTicketId],
  ['title', isLine],
  ['kind', oneOf(ticketKinds)],
  ['priority', oneOf(priorities)],
  ['area', textOf(patterns.areaName, longest.areaName)],
  ['depends-on', listOf(isTicketId)],
  ['plan-version', isCount],
  ['criteria', listOf(isLine)],
  ['created', isTime],
  ['attempts', isCount],
  ['failures', isCount],
  ['run', isText],
  ['base', isObjectId],
  ['snapshot', isObjectId],
  ['landed', (value) => typeof value === 'object' && !Array.isArray(value) && hasAll(value, landed, ['commit', 'tree', 'base', 'verdict', 'at', 'how'])],
]);

/** Whether there is nothing but what is known and right, and all that is needed. */
function hasAll(fields: Readonly<Record<string, QuickValue>>, checks: ReadonlyMap<string, Check>, needed: readonly string[]): boolean {
  for (const name of needed) if (fields[name] === undefined) return false;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || checks.get(name)?.(value) !== true) return false;
  }
  return true;
}

/**
 * A ticket's fields as its schema has them, for a ticket in the shape of most; undefined for any other, right or wrong: the schema is asked then.
 * It is there for plans of thousands of tickets, each of which is read before the first picture.
 */
export function quickTicket(text: string): TicketFields | undefined {
  const fields = quickFields(text);
  if (fields === undefined || !hasAll(fields, known, ['id', 'title', 'created'])) return undefined;
  return { kind: 'feature', priority: 'medium', 'depends-on': [], 'plan-version': 0, criteria: [], attempts: 0, failures: 0, ...fields } as unknown as TicketFields;
}
