import type * as z from 'zod';
import { documentText, line } from '../plan/atoms.js';
import { firstProblem } from '../plan/schemas.js';
import { UsageError } from './usageError.js';

function checked(schema: z.ZodType<string>, what: string, typed: string): string {
  const result = schema.safeParse(typed.replace(/\r\n?/g, '\n').trim());
  if (!result.success) throw new UsageError(`${what} cannot be written: it ${firstProblem(result.error).replace(/^it /, '')}.`);
  return result.data;
}

/** What an engineer says to agents, as it may stand in a document. Throws UsageError. */
export function typedText(what: string, typed: string): string {
  return checked(documentText(8000), what, typed);
}

/** The reason of an order, one line. Throws UsageError. */
export function typedReason(typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : checked(line, 'The reason', typed);
}
