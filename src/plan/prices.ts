import * as z from 'zod';
import { line } from './atoms.js';
import { DocumentError } from './frontMatter.js';
import { firstProblem } from './problemWords.js';
import type { Tokens } from './schemas.js';

const dollars = z.number().min(0).max(100_000);

/** What a model costs, in US dollars. */
export const priceSchema = z.strictObject({
  input: dollars.optional().describe('For a million tokens read, those from and to the cache not among them.'),
  cached: dollars.optional().describe('For a million tokens read from the cache; without it, as `input`.'),
  written: dollars.optional().describe('For a million tokens written to the cache; without it, as `input`.'),
  output: dollars.optional().describe('For a million tokens written, those of reasoning among them.'),
  hour: dollars.optional().describe('For an hour of a run, in place of a price for tokens: for a model on a machine that is paid by the hour.'),
}).refine(({ input, output, hour }) => (hour === undefined) !== (input === undefined || output === undefined), 'must have "input" and "output", or "hour"');
export type Price = z.infer<typeof priceSchema>;

/** `prices.json`. */
export const pricesSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).describe('The version of this format.'),
  dated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-11-22').describe('The day on which these prices held.'),
  source: line.describe('Where they come from.'),
  models: z.record(z.string().min(1).max(200), priceSchema).describe('By the name of the model, as a role names it or without what stands before its colon.'),
});
export type Prices = z.infer<typeof pricesSchema>;

/** `prices.json` by its schema. Throws DocumentError with the first thing that is wrong. */
export function readPrices(text: string): Prices {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DocumentError(`It is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = pricesSchema.safeParse(value);
  if (!result.success) throw new DocumentError(`${firstProblem(result.error)}.`);
  return result.data;
}

export function printPrices(prices: Prices): string {
  return `${JSON.stringify(prices, undefined, 2)}\n`;
}

const million = 1_000_000;

/** In US dollars. `hours`: how long the run took. Undefined for a price for tokens where no tokens are known. */
export function reckoned(price: Price, tokens: Tokens | undefined, hours: number): number | undefined {
  const { input = 0, cached = input, written = input, output = 0, hour } = price;
  if (hour !== undefined) return hour * hours;
  if (tokens === undefined) return undefined;
  const plain = Math.max(0, tokens.input - (tokens.cached ?? 0) - (tokens.written ?? 0));
  return (plain * input + (tokens.cached ?? 0) * cached + (tokens.written ?? 0) * written + tokens.output * output) / million;
}
