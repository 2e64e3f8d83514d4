import type { BudgetKind, ChargedBudget } from '../plan/schemas.js';
import type { Account } from './budgets.js';
import { budgetsOf, budgetWords, usedUp } from './budgets.js';
import { dollars } from './cost.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { Forecast } from './forecast.js';
import { severalWords } from './severalWords.js';
import type { PlanForecast } from './ticketForecasts.js';
import { forecastWords } from './ticketForecasts.js';

/** A budget that is not used up, and will hardly do for what is to be done. */
export interface Shortfall {
  readonly budget: ChargedBudget;
  /** What is foretold, in US dollars. */
  readonly forecast: Forecast;
  /** The tickets that it is foretold for, each by itself; none where it is all that is open together. */
  readonly tickets: readonly string[];
}

/** Budgets that all work counts in, and that are not anew each day. */
const shared: readonly BudgetKind[] = ['night', 'project'];

/** What the coding of tickets counts for that a forecast is of, since a moment (in milliseconds): a forecast is of a whole ticket, and what is spent already is not to be spent again. */
function spentOn(tickets: PlanForecast['tickets'], { charges }: Account, since: number): number {
  return charges.reduce((sum, { role, ticket, at, dollars: charged = 0 }) => (role === 'coding' && ticket !== undefined && Object.hasOwn(tickets, ticket) && at >= since ? sum + charged : sum), 0);
}

/**
 * The budgets that what is foretold will more likely than not exceed, before it is begun: those of all work, for all that is open, and each open ticket's own, or the one that the configuration
 * has for each. Pure.
 */
export function shortfalls(plan: Pick<Snapshot, 'config' | 'tickets' | 'questions'>, account: Account, { left, tickets }: PlanForecast): readonly Shortfall[] {
  const ofAll =
    left === undefined
      ? []
      : budgetsOf(plan, account, { role: 'coding' })
          .filter(({ of, limit, charged }) => shared.includes(of) && left.likely > limit - charged + spentOn(tickets, account, of === 'night' ? (account.night?.since ?? 0) : 0))
          .map((budget): Shortfall => ({ budget, forecast: left, tickets: [] }));
  const ofEach = Object.entries(tickets).flatMap(([ticket, forecast]): readonly Shortfall[] => {
    const { state, fields } = plan.tickets.get(ticket) ?? {};
    if (state !== 'open' || (fields?.budget?.dollars ?? plan.config?.budgets?.ticket) === undefined) return [];
    return budgetsOf(plan, account, { role: 'coding', ticket }).flatMap((budget) => (budget.of === 'ticket' && forecast.likely > budget.limit ? [{ budget, forecast, tickets: [ticket] }] : []));
  });
  const due = [...ofAll, ...ofEach].filter(({ budget }) => usedUp([budget]) === undefined);
  const isOwn = ({ tickets: [ticket = ''] }: Shortfall): boolean => plan.tickets.get(ticket)?.fields.budget?.dollars !== undefined;
  const alike = due.filter((one) => one.tickets.length > 0 && !isOwn(one));
  const [first] = alike;
  return first === undefined || alike.length === 1 ? due : [...due.filter((one) => !alike.includes(one)), { ...first, tickets: alike.flatMap((one) => one.tickets) }];
}

/** `what is open will take $9.00 to $14 by its forecast, and of the project's budget ($15.00 of $20.00) less is left`. */
export function shortfallWords({ budget, forecast, tickets }: Shortfall): string {
  const [ticket] = tickets;
  if (tickets.length > 1) return `${severalWords(tickets)} will each take more by their forecasts than the budget of a ticket, ${dollars(budget.limit)}`;
  return `${ticket ?? 'what is open'} will take ${forecastWords(forecast, 'dollars')} by its forecast, and of ${budgetWords(budget)} less is left`;
}
