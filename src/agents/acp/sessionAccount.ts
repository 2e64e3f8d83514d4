import { tokensFrom } from '../stream/tokensFrom.js';
import type { DriverLine } from './driverLines.js';
import { exportSchema } from './driverLines.js';

type Account = Extract<DriverLine, { method: '_sanctum/account' }>;

/** Sums up what `opencode export` prints: the tokens of every request, and the error that ended the last one. Undefined where it is not that. */
export function sessionAccount(text: string): Account | undefined {
  const begin = text.indexOf('{');
  if (begin < 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.slice(begin));
  } catch {
    return undefined;
  }
  const parsed = exportSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const answers = parsed.data.messages.map(({ info }) => info).filter(({ role }) => role === 'assistant');
  const sum = (of: (tokens: NonNullable<(typeof answers)[number]['tokens']>) => number | undefined): number => answers.reduce((total, { tokens }) => total + (tokens === undefined ? 0 : (of(tokens) ?? 0)), 0);
  const cost = answers.reduce((total, { cost: one }) => total + (one ?? 0), 0);
  const error = answers.at(-1)?.error;
  return {
    method: '_sanctum/account',
    params: {
      // What is read from a cache, or written to one, is counted beside the input; what is thought, beside the output.
      tokens: tokensFrom({
        input: sum(({ input, cache }) => input + (cache?.read ?? 0) + (cache?.write ?? 0)),
        output: sum(({ output, reasoning }) => output + (reasoning ?? 0)),
        cached: sum(({ cache }) => cache?.read),
        written: sum(({ cache }) => cache?.write),
        reasoning: sum(({ reasoning }) => reasoning),
      }),
      // A model without a price costs nothing that anybody knows.
      ...(cost > 0 ? { cost } : {}),
      ...(error === undefined ? {} : { error }),
    },
  };
}
