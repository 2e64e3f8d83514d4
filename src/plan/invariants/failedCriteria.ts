import { isDeepStrictEqual } from 'node:util';
import { checkOf, criterionWords, textOf } from '../criterion.js';
import { failedOn } from '../criteriaRecord.js';
import { criteriaPath } from '../paths.js';
import type { KnownCriterion } from '../planningSchemas.js';
import { criteriaSchema } from '../planningSchemas.js';
import type { Landing } from './landings.js';
import { tipOf } from './landings.js';
import type { PlanRecord } from './planRecord.js';

function checkIn({ test, command }: KnownCriterion): ReturnType<typeof checkOf> {
  if (test !== undefined) return { test };
  return command === undefined ? undefined : { command };
}

/**
 * The criterion that a landing's ticket had when the landing was decided, and that was seen to fail on the very tree that master became, with the gate by which it landed; undefined where there is none. One
 * that the engineer has taken away since, or put into other words, is nothing that the ticket had to meet.
 */
export function failedCriterion(record: PlanRecord, { ticket, landed, decided }: Landing): string | undefined {
  const fields = record.ticketAt(ticket, decided - 1)?.fields;
  if (fields === undefined || landed === undefined) return undefined;
  const known = record.documentAt(criteriaSchema, criteriaPath(ticket, fields.attempts), decided - 1);
  if (known === undefined || 'words' in known) return undefined;
  const failed = (failedOn(known.fields, tipOf(landed).tree, ({ gate }) => gate === undefined || landed.verdict.endsWith(`-${gate}`)) ?? []).flatMap((number) => known.fields.criteria[number - 1] ?? []);
  const missed = fields.criteria.find((criterion) => failed.some((one) => one.text === textOf(criterion) && isDeepStrictEqual(checkIn(one), checkOf(criterion))));
  return missed === undefined ? undefined : criterionWords(missed);
}
