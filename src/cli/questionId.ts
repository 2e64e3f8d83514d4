import { UsageError } from './usageError.js';

/** A question's id as it may be typed: `Q-1`, `q-0001` or `1` for `Q-0001`. Throws UsageError. */
export function questionId(typed: string): string {
  const digits = /^(?:q-?)?(\d{1,9})$/i.exec(typed.trim())?.[1];
  if (digits === undefined) throw new UsageError(`"${typed}" is no question. A question is called Q-0001, for instance; they are listed by: sanctum questions`);
  return `Q-${String(Number(digits)).padStart(4, '0')}`;
}
