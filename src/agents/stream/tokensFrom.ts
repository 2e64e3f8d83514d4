import type { Tokens } from '../../plan/schemas.js';

export const tokenParts = ['input', 'output', 'cached', 'written', 'reasoning'] as const;

/** What a server counts; it may leave out what there was none of. */
export type TokenCounts = { readonly [part in (typeof tokenParts)[number]]?: number | undefined };

/** Counts without the finer ones of which there were none. */
export function tokensFrom({ input = 0, output = 0, ...finer }: TokenCounts): Tokens {
  const there = Object.entries(finer).filter(([, count]) => count !== undefined && count > 0);
  return { input, output, ...Object.fromEntries(there) };
}
