import type { Config, TicketFields } from './schemas.js';

/** The models that a ticket is worked on with, the cheapest first. */
export function ladderOf(roles: Config['roles'], { mends }: Pick<TicketFields, 'mends'>): Config['roles']['coding'] {
  return mends === undefined ? roles.coding : (roles.mender ?? roles.coding);
}

/** How many rungs above the first a ticket's latest attempt stands: one for each failure by its own fault, and as many as each promotion leads, that holds by then. */
export function rungOf({ failures, promotions, attempts }: Pick<TicketFields, 'failures' | 'promotions' | 'attempts'>): number {
  return rungAfter(failures, promotions.filter(({ attempt }) => attempt <= attempts));
}

/** The same after these failures and promotions. Below the first there is none. */
export function rungAfter(failures: number, promotions: TicketFields['promotions']): number {
  return Math.max(0, promotions.reduce((rung, { rungs = 1 }) => rung + rungs, failures));
}

/** That the next attempt is made by a higher model, for whoever reads the ticket; undefined where the ladder ends. `rung` is the one on which the last attempt was. */
export function climbWords(ladder: readonly string[], rung: number): string | undefined {
  const [from, to] = ladder.slice(rung, rung + 2);
  return from === undefined || to === undefined ? undefined : `The next attempt is made by ${to}, one rung above ${from}: this one failed by its own fault.`;
}
