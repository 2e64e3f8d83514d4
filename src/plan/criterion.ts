import * as z from 'zod';
import { line } from './atoms.js';

/** It is one argument of a command, which must not take it for an option. */
const testName = line.regex(/^[^-]/, 'must be the name of a test, which does not begin with a dash');

/** What must be true when a ticket is done: one line, and where something can show it by itself, the name of a test or a command. */
export const criterionSchema = z.union([line, z.strictObject({ text: line, test: testName }), z.strictObject({ text: line, command: line })], {
  error: 'must be one line of text, or "text" with either "test", the name of a test, or "command"',
});
export type Criterion = z.infer<typeof criterionSchema>;

/** What can be run to see whether a criterion is met. */
export type Check = { readonly test: string } | { readonly command: string };

export function textOf(criterion: Criterion): string {
  return typeof criterion === 'string' ? criterion : criterion.text;
}

/** Undefined for a criterion that somebody has to judge. */
export function checkOf(criterion: Criterion): Check | undefined {
  if (typeof criterion === 'string') return undefined;
  return 'test' in criterion ? { test: criterion.test } : { command: criterion.command };
}

/** `the test "greets Ada"`, ``the command `make check` ``. */
export function checkWords(check: Check): string {
  return 'test' in check ? `the test "${check.test}"` : `the command \`${check.command}\``;
}

/** The criterion on one line. */
export function criterionWords(criterion: Criterion): string {
  const check = checkOf(criterion);
  return check === undefined ? textOf(criterion) : `${textOf(criterion)} (${checkWords(check)})`;
}

const typedCheck = /^(.*\S)\s*\[(test|command):\s*(.*\S)\s*\]$/s;

/**
 * A criterion as the engineer types it: `It greets by name`, `It greets by name [test: greets Ada]` or `… [command: make check]`. Throws ZodError for
 * what cannot be one.
 */
export function typedCriterion(typed: string): Criterion {
  const [, text, kind, value] = typedCheck.exec(typed.trim()) ?? [];
  return criterionSchema.parse(text === undefined ? typed.trim() : { text, [kind ?? 'test']: value });
}

/** Without those that are there twice. */
export function uniqueCriteria(criteria: readonly Criterion[]): Criterion[] {
  return [...new Map(criteria.map((criterion) => [JSON.stringify(checkOf(criterion) === undefined ? textOf(criterion) : [textOf(criterion), checkOf(criterion)]), criterion])).values()];
}
