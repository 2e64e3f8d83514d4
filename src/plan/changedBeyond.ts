import { isDeepStrictEqual } from 'node:util';
import { readBody, readFields } from './frontMatter.js';

/** A field that is changed without a right to, or `body`. */
export function changedBeyond(allowed: readonly string[], before: string, after: string): string | undefined {
  if (!allowed.includes('body') && readBody(before) !== readBody(after)) return 'body';
  const [old, now] = [readFields(before), readFields(after)] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].find((field) => !allowed.includes(field) && !isDeepStrictEqual(old[field], now[field]));
}
