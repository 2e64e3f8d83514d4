import type { Tokens } from '../../plan/schemas.js';

export const tokenParts = ['input', 'output', 'cached', 'written', 'reasoning'] as const;

/** What a server counts; it may leave out what there was none of. */
export type TokenCounts = { readonly [part in (typeof tokenParts)[number]]?: number | undefined };

/** Counts without the finer ones of which there were none. */
export function tokensFrom({ input = 0, output = 0, ...finer }: TokenCounts): Tokens {
  const there = Object.entries(finer).filter(([, count]) => count !== undefined && count > 0);
  return { input, output, ...Object.fromEntries(there) };
}

/** Two counts as one, part by part. */
export function combineTokens(one: Tokens, other: Tokens, by: (one: number, other: number) => number): Tokens {
  const parts = tokenParts.map((part) => [part, by(one[part] ?? 0, other[part] ?? 0)]);
  return tokensFrom(Object.fromEntries(parts) as TokenCounts);
}
