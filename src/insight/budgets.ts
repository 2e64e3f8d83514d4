import { asksForMoney, raiseOf } from '../plan/budgetQuestion.js';
import type { Role } from '../plan/atoms.js';
import type { BudgetKind, ChargedBudget, RunFields } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { chargeOf, costOfRecord, dollars, priceGround } from './cost.js';

/** Who spends: a run, at work or ended. */
export interface Spender {
  readonly role: Role;
  readonly ticket?: string | undefined;
  readonly work?: string | undefined;
}

/** What a run has cost so far. */
export interface Charge extends Spender {
  readonly run: string;
  /** In US dollars; undefined where its backend tells nothing that could be counted. */
  readonly dollars: number | undefined;
  /** When it ended, or now, in milliseconds. */
  readonly at: number;
}

/** All that budgets are reckoned from. */
export interface Account {
  readonly charges: readonly Charge[];
  /** In milliseconds. */
  readonly now: number;
  /** What this engine may spend, and since when, in milliseconds. */
  readonly night?: { readonly dollars: number; readonly since: number } | undefined;
}

type Plan = Pick<Snapshot, 'config' | 'tickets' | 'questions'>;

/** Whether anything is limited by money at all: if not, nothing need be reckoned. */
export function hasBudgets({ config, tickets }: Pick<Snapshot, 'config' | 'tickets'>): boolean {
  const isUnderWay = (state: string): boolean => state !== 'done' && state !== 'cancelled';
  return Object.keys(config?.budgets ?? {}).length > 0 || [...tickets.values()].some(({ state, fields }) => fields.budget?.dollars !== undefined && isUnderWay(state));
}

/** What ended runs count for. */
export function chargesOf(snapshot: Pick<Snapshot, 'prices' | 'config'>, records: readonly RunFields[]): readonly Charge[] {
  const ground = priceGround(snapshot);
  return records.map((record) => ({ run: record.run, role: record.role, ticket: record.ticket, work: record.work, dollars: record.charged ?? chargeOf(costOfRecord(ground, record)), at: Date.parse(record.ended) }));
}

/** The area that a run works for; undefined for the architect's, and for a ticket of none. */
export function areaOf({ tickets, questions }: Pick<Snapshot, 'tickets' | 'questions'>, { role, ticket, work = '' }: Spender): string | undefined {
  if (role === 'architect') return undefined;
  const [, area] = /^tickets-(.+)$/.exec(work) ?? [];
  if (area !== undefined) return area;
  const [, question] = /^(?:answer|change)-(Q-\d+)-/.exec(work) ?? [];
  const asker = question === undefined ? undefined : questions.get(question)?.fields.asker;
  const of = ticket ?? /^review-(\d+)$/.exec(work)?.[1] ?? asker?.ticket;
  return (of === undefined ? undefined : tickets.get(of)?.fields.area) ?? asker?.area;
}

/** `2026-11-22`. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The budgets that hold for a run, with what was spent of each and what was granted beyond the configuration. Pure. */
export function budgetsOf(plan: Plan, { charges, now, night }: Account, who: Spender & { readonly run?: string | undefined }): readonly ChargedBudget[] {
  const { project, day, architect, manager, ticket, run } = plan.config?.budgets ?? {};
  const area = areaOf(plan, who);
  const today = dayOf(now);
  const own = who.ticket === undefined ? undefined : plan.tickets.get(who.ticket)?.fields.budget?.dollars;
  const found: ChargedBudget[] = [];
  const add = (of: BudgetKind, name: string | undefined, limit: number | undefined, counts: (charge: Charge) => boolean): void => {
    if (limit === undefined) return;
    const charged = charges.filter(counts).reduce((sum, { dollars: one = 0 }) => sum + one, 0);
    found.push({ of, ...(name === undefined ? {} : { name }), limit: limit + granted(plan, of, name), charged });
  };
  if (who.run !== undefined) add('run', who.ticket ?? who.work, run, (charge) => charge.run === who.run);
  if (who.ticket !== undefined) add('ticket', who.ticket, own ?? ticket, (charge) => charge.ticket === who.ticket);
  if (area !== undefined) add('manager', area, manager, (charge) => areaOf(plan, charge) === area);
  if (who.role === 'architect') add('architect', undefined, architect, ({ role }) => role === 'architect');
  if (night !== undefined) add('night', new Date(night.since).toISOString(), night.dollars, ({ at }) => at >= night.since);
  add('day', today, day, ({ at }) => dayOf(at) === today);
  add('project', undefined, project, () => true);
  return found;
}

/** What answers added to a budget. They are stored nowhere else: a correction of an answer is a correction of the budget. */
function granted({ questions }: Pick<Snapshot, 'questions'>, of: BudgetKind, name: string | undefined): number {
  return [...questions.values()].reduce((sum, { fields }) => (asksForMoney(fields) && fields.budget.of === of && fields.budget.name === name ? sum + raiseOf(fields) : sum), 0);
}

/** The first of some budgets that is used up. */
export function usedUp(budgets: readonly ChargedBudget[]): ChargedBudget | undefined {
  return budgets.find(({ limit, charged }) => charged >= limit);
}

/** How much of a budget is spent before it is said. */
const warnedFrom = 0.8;

/** Those of which so much is spent that it should be known, and that are not used up yet. */
export function nearlyUsedUp(budgets: readonly ChargedBudget[]): readonly ChargedBudget[] {
  return budgets.filter(({ limit, charged }) => charged >= warnedFrom * limit && charged < limit);
}

/** The least that is left of some budgets; undefined where there is none. */
export function leftOf(budgets: readonly ChargedBudget[]): number | undefined {
  return budgets.length === 0 ? undefined : Math.max(0, Math.min(...budgets.map(({ limit, charged }) => limit - charged)));
}

/** `the budget of ticket 0003 ($2.10 of $2.00)`. */
export function budgetWords({ of, name, limit, charged }: ChargedBudget): string {
  const sums = `${dollars(charged)} of ${dollars(limit)}`;
  switch (of) {
    case 'project':
      return `the project's budget (${sums})`;
    case 'day':
      return `the budget of ${name ?? 'the day'} (${sums})`;
    case 'night':
      return `the budget of this run of the engine (${sums})`;
    case 'architect':
      return `the architect's budget (${sums})`;
    case 'manager':
      return `the budget of the area ${name ?? ''} (${sums})`;
    case 'ticket':
      return `the budget of ticket ${name ?? ''} (${sums})`;
    case 'run':
      return `the budget of one run, that on ${name ?? 'it'} (${sums})`;
  }
}
