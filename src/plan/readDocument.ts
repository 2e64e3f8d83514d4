import type * as z from 'zod';
import { DocumentError } from './frontMatter.js';
import { readFieldsQuickly } from './quickFields.js';
import type { Config } from './schemas.js';
import { firstProblem } from './problemWords.js';
import { configSchema } from './schemas.js';

/** A document's front matter by its schema. Throws DocumentError with the first thing that is wrong. */
export function readDocument<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  const result = schema.safeParse(readFieldsQuickly(text));
  if (!result.success) throw new DocumentError(`Its front matter: ${firstProblem(result.error)}.`);
  return result.data;
}

/** As `readDocument`; undefined for a damaged one, and for none. */
export function wholeDocument<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.infer<Schema> | undefined {
  try {
    return text === undefined ? undefined : readDocument(schema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** `sanctum.json` by its schema. Throws DocumentError with the first thing that is wrong. */
export function readConfig(text: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DocumentError(`It is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = configSchema.safeParse(value);
  if (!result.success) throw new DocumentError(`${firstProblem(result.error)}.`);
  return result.data;
}

export function printConfig(config: Config): string {
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
