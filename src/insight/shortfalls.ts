import type { BudgetKind, ChargedBudget } from '../plan/schemas.js';
import type { Account } from './budgets.js';
import { budgetsOf, budgetWords, usedUp } from './budgets.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { Forecast } from './forecast.js';
import type { PlanForecast } from './ticketForecasts.js';
import { forecastWords } from './ticketForecasts.js';

/** A budget that is not used up, and will hardly do for what is to be done. */
export interface Shortfall {
  readonly budget: ChargedBudget;
  /** What is foretold, in US dollars. */
  readonly forecast: Forecast;
  /** The ticket that it is foretold for; undefined where it is all that is open. */
  readonly ticket: string | undefined;
}

/** Budgets that all work counts in, and that are not anew each day. */
const shared: readonly BudgetKind[] = ['night', 'project'];

/**
 * The budgets that what is foretold will more likely than not exceed, before it is begun: those of all work, for all that is open, and each open ticket's own. A forecast is of a whole ticket,
 * so that a ticket's is held against all of its budget. Pure.
 */
export function shortfalls(plan: Pick<Snapshot, 'config' | 'tickets' | 'questions'>, account: Account, { left, tickets }: PlanForecast): readonly Shortfall[] {
  const ofAll = left === undefined ? [] : budgetsOf(plan, account, { role: 'coding' }).filter(({ of, limit, charged }) => shared.includes(of) && left.likely > limit - charged).map((budget) => ({ budget, forecast: left, ticket: undefined }));
  const ofEach = Object.entries(tickets).flatMap(([ticket, forecast]) => {
    const isOpen = plan.tickets.get(ticket)?.state === 'open';
    return budgetsOf(plan, account, { role: 'coding', ticket }).filter(({ of, limit }) => isOpen && of === 'ticket' && forecast.likely > limit).map((budget) => ({ budget, forecast, ticket }));
  });
  return [...ofAll, ...ofEach].filter(({ budget }) => usedUp([budget]) === undefined);
}

/** `what is open will take $9.00 to $14 by its forecast, and of the project's budget ($15.00 of $20.00) less is left`. */
export function shortfallWords({ budget, forecast, ticket }: Shortfall): string {
  return `${ticket ?? 'what is open'} will take ${forecastWords(forecast, 'dollars')} by its forecast, and of ${budgetWords(budget)} less is left`;
}
