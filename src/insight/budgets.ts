import { asksForMoney, dust, raiseOf } from '../plan/budgetQuestion.js';
import { byHand } from '../plan/handTransitions.js';
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
  /** Models whose runs no budget can see. */
  readonly unseen?: readonly string[];
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

/** The models of ended runs that were served, of none of which it is known what it cost. */
export function unseenModels(snapshot: Pick<Snapshot, 'prices' | 'config'>, records: readonly RunFields[]): readonly string[] {
  const ground = priceGround(snapshot);
  const seen = new Map<string, boolean>();
  for (const record of records) {
    const { model, started, charged, reason, failure } = record;
    const isServed = started !== undefined && reason !== 'not-started' && failure === undefined;
    if (model === byHand || !isServed || seen.get(model) === true) continue;
    seen.set(model, (charged ?? chargeOf(costOfRecord(ground, record))) !== undefined);
  }
  return [...seen].filter(([, isSeen]) => !isSeen).map(([model]) => model);
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

/** What was charged, added up for all who ask. In US dollars. */
interface Sums {
  readonly of: Pick<Plan, 'tickets' | 'questions'>;
  all: number;
  today: number;
  night: number;
  architect: number;
  readonly runs: Map<string, number>;
  readonly tickets: Map<string, number>;
  readonly areas: Map<string, number>;
}

/** Each open ticket asks for its budgets at each look, of the same charges. */
const sumsKnown = new WeakMap<Account, Sums>();

function sumsOf({ tickets, questions }: Pick<Plan, 'tickets' | 'questions'>, account: Account): Sums {
  const known = sumsKnown.get(account);
  if (known?.of.tickets === tickets && known.of.questions === questions) return known;
  const sums: Sums = { of: { tickets, questions }, all: 0, today: 0, night: 0, architect: 0, runs: new Map(), tickets: new Map(), areas: new Map() };
  const today = dayOf(account.now);
  const [dayBegan, dayEnds] = [Date.parse(today), Date.parse(today) + 24 * 3600_000];
  const addTo = (map: Map<string, number>, key: string | undefined, amount: number): void => {
    if (key !== undefined) map.set(key, (map.get(key) ?? 0) + amount);
  };
  for (const charge of account.charges) {
    const { dollars: amount = 0, at, role, run, ticket } = charge;
    sums.all += amount;
    if (at >= dayBegan && at < dayEnds) sums.today += amount;
    if (account.night !== undefined && at >= account.night.since) sums.night += amount;
    if (role === 'architect') sums.architect += amount;
    addTo(sums.runs, run, amount);
    addTo(sums.tickets, ticket, amount);
    addTo(sums.areas, areaOf({ tickets, questions }, charge), amount);
  }
  sumsKnown.set(account, sums);
  return sums;
}

/** The budgets that hold for a run, with what was spent of each and what was granted beyond the configuration. Pure. */
export function budgetsOf(plan: Plan, account: Account, who: Spender & { readonly run?: string | undefined }): readonly ChargedBudget[] {
  const { project, day, architect, manager, ticket, run } = plan.config?.budgets ?? {};
  const area = areaOf(plan, who);
  const { night, now } = account;
  const sums = sumsOf(plan, account);
  const own = who.ticket === undefined ? undefined : plan.tickets.get(who.ticket)?.fields.budget?.dollars;
  const found: ChargedBudget[] = [];
  const add = (of: BudgetKind, name: string | undefined, limit: number | undefined, charged: number): void => {
    if (limit === undefined) return;
    found.push({ of, ...(name === undefined ? {} : { name }), limit: limit + granted(plan, of, name), charged });
  };
  if (who.run !== undefined) add('run', who.ticket ?? who.work, run, sums.runs.get(who.run) ?? 0);
  if (who.ticket !== undefined) add('ticket', who.ticket, own ?? ticket, sums.tickets.get(who.ticket) ?? 0);
  if (area !== undefined) add('manager', area, manager, sums.areas.get(area) ?? 0);
  if (who.role === 'architect') add('architect', undefined, architect, sums.architect);
  if (night !== undefined) add('night', new Date(night.since).toISOString(), night.dollars, sums.night);
  add('day', dayOf(now), day, sums.today);
  add('project', undefined, project, sums.all);
  return found;
}

/** What answers added to a budget. They are stored nowhere else: a correction of an answer is a correction of the budget. */
function granted({ questions }: Pick<Snapshot, 'questions'>, of: BudgetKind, name: string | undefined): number {
  const known = grantsKnown.get(questions) ?? grantsOf(questions);
  grantsKnown.set(questions, known);
  return known.get(JSON.stringify([of, name])) ?? 0;
}

const grantsKnown = new WeakMap<Snapshot['questions'], ReadonlyMap<string, number>>();

function grantsOf(questions: Snapshot['questions']): ReadonlyMap<string, number> {
  const grants = new Map<string, number>();
  for (const { fields } of questions.values()) {
    if (!asksForMoney(fields)) continue;
    const key = JSON.stringify([fields.budget.of, fields.budget.name]);
    grants.set(key, (grants.get(key) ?? 0) + raiseOf(fields));
  }
  return grants;
}

/** The first of some budgets that is used up. */
export function usedUp(budgets: readonly ChargedBudget[]): ChargedBudget | undefined {
  return budgets.find(({ limit, charged }) => charged >= limit - dust);
}

/** How much of a budget is spent before it is said. */
const warnedFrom = 0.8;

/** Those of which so much is spent that it should be known, and that are not used up yet. */
export function nearlyUsedUp(budgets: readonly ChargedBudget[]): readonly ChargedBudget[] {
  return budgets.filter(({ limit, charged }) => charged >= warnedFrom * limit && charged < limit - dust);
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
