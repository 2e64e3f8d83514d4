import { UsageError } from './usageError.js';

/** Whether what was typed names a proposal: `P-1`, `p-0001`. A number alone is a ticket's. */
export function isProposalId(typed: string): boolean {
  return /^p-?\d{1,9}$/i.test(typed.trim());
}

/** A proposal's id as it may be typed: `P-1`, `p1` or `1` for `P-0001`. Throws UsageError. */
export function proposalId(typed: string): string {
  const digits = /^(?:p-?)?(\d{1,9})$/i.exec(typed.trim())?.[1];
  if (digits === undefined) throw new UsageError(`"${typed}" is no proposal. A proposal is called P-0001, for instance; they are listed by: sanctum proposals`);
  return `P-${String(Number(digits)).padStart(4, '0')}`;
}
