import type * as z from 'zod';
import { documentText, line } from '../../plan/atoms.js';
import { firstProblem } from '../../plan/problemWords.js';
import { OrderError } from './orderError.js';

function problemOf(schema: z.ZodType<string>, text: string, longest: number): string | undefined {
  if (text === '') return 'must not be blank';
  if (text.length > longest) return `must have at most ${String(longest)} characters, and has ${String(text.length)}`;
  const result = schema.safeParse(text);
  return result.success ? undefined : firstProblem(result.error);
}

function checked(schema: z.ZodType<string>, what: string, typed: string, longest: number): string {
  const text = typed.replace(/\r\n?/g, '\n').trim();
  const problem = problemOf(schema, text, longest);
  if (problem !== undefined) throw new OrderError(`${what} cannot be written: it ${problem}.`);
  return text;
}

const longestText = 8000;
const longestReason = 200;

/** What an engineer says to agents, as it may stand in a document. Throws OrderError. */
export function typedText(what: string, typed: string): string {
  return checked(documentText(longestText), what, typed, longestText);
}

const longestTitle = 200;

/** The title of a ticket, one line. Throws OrderError. */
export function typedTitle(typed: string): string {
  return checked(line, 'The title', typed, longestTitle);
}

/** The reason of an order, one line. Throws OrderError. */
export function typedReason(typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : checked(line, 'The reason', typed, longestReason);
}
