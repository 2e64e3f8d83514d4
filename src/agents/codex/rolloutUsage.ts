import { join } from 'node:path';
import * as z from 'zod';
import type { Tokens } from '../../plan/schemas.js';
import type { Files } from '../../platform/files.js';
import { tokensFrom } from '../stream/tokensFrom.js';
import { newestRollout } from './codexHome.js';

/** More than codex writes between two counts, but for what a tool printed. */
const tailBytes = 512 * 1024;

const count = z.number().int().min(0);

const tokenCountSchema = z.looseObject({
  payload: z.looseObject({
    type: z.literal('token_count'),
    info: z.looseObject({ total_token_usage: z.looseObject({ input_tokens: count, cached_input_tokens: count.optional(), cache_write_input_tokens: count.optional(), output_tokens: count, reasoning_output_tokens: count.optional() }) }),
  }),
});

/** What a line of a rollout file counts of the whole thread so far; undefined for any other line. */
export function countInLine(line: string): Tokens | undefined {
  if (!line.includes('"token_count"')) return undefined;
  try {
    const parsed = tokenCountSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return undefined;
    const { input_tokens: input, cached_input_tokens: cached, cache_write_input_tokens: written, output_tokens: output, reasoning_output_tokens: reasoning } = parsed.data.payload.info.total_token_usage;
    return tokensFrom({ input, cached, written, output, reasoning });
  } catch {
    return undefined;
  }
}

/**
 * What the thread in a home has come to, request by request, from the file that codex keeps it in: its output tells that at the end of a turn alone. Undefined while there is no
 * count.
 */
export async function usageInRollout(files: Pick<Files, 'list' | 'readEnd'>, home: string): Promise<Tokens | undefined> {
  const rollout = await newestRollout(files, join(home, '.codex', 'sessions'));
  if (rollout === undefined) return undefined;
  const lines = (await files.readEnd(rollout, tailBytes)).toString('utf8').split('\n');
  for (const line of lines.reverse()) {
    const counted = countInLine(line);
    if (counted !== undefined) return counted;
  }
  return undefined;
}
