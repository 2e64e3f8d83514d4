import { shortModel } from '../../agents/ladder.js';
import type { Spender } from '../../insight/budgets.js';
import { budgetsOf, budgetWords, nearlyUsedUp, usedUp } from '../../insight/budgets.js';
import { asksForMoney } from '../../plan/budgetQuestion.js';
import { isToStop } from '../../plan/budgetTransitions.js';
import type { ChargedBudget, Config } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Action, OfRun, Starting, Wait } from './action.js';
import type { Observation } from './observe.js';

/** A run at work, and for whom. */
export type SpenderAtWork = Spender & { readonly run: string };

/** All runs at work, as the plan says. */
export function spendersAtWork({ tickets, work }: Pick<Snapshot, 'tickets' | 'work'>): readonly SpenderAtWork[] {
  const coding = [...tickets.values()].flatMap(({ fields: { id, run } }) => (run === undefined ? [] : [{ role: 'coding' as const, ticket: id, run }]));
  const others = [...work.values()].flatMap(({ fields: { name, role, run } }) => (run === undefined ? [] : [{ role, work: name, run }]));
  return [...coding, ...others];
}

/** Whether a run at work has to be frozen: a budget that holds for it is used up, by itself or by others. */
export function isOverspent({ snapshot, account }: Pick<Observation, 'snapshot' | 'account'>, { run }: OfRun & { readonly run: string }): boolean {
  if (account === undefined) return false;
  const who = spendersAtWork(snapshot).find((one) => one.run === run);
  return who !== undefined && usedUp(budgetsOf(snapshot, account, who)) !== undefined;
}

/** The budget that keeps a ticket or a piece of work from being begun. */
export function obstacleTo({ snapshot, account }: Pick<Observation, 'snapshot' | 'account'>, who: Spender): ChargedBudget | undefined {
  return account === undefined ? undefined : usedUp(budgetsOf(snapshot, account, who));
}

/** The budgets that hold for somebody at work, or for a ticket that is to be done, and of which most is spent. Each once. */
export function scarceBudgets({ snapshot, account }: Pick<Observation, 'snapshot' | 'account'>): readonly ChargedBudget[] {
  if (account === undefined) return [];
  const open = [...snapshot.tickets.values()].filter(({ state }) => state === 'open').map(({ fields }) => ({ role: 'coding' as const, ticket: fields.id }));
  const found = new Map<string, ChargedBudget>();
  for (const who of [...spendersAtWork(snapshot), ...open]) {
    const budgets = budgetsOf(snapshot, account, who);
    for (const budget of [...nearlyUsedUp(budgets), ...budgets.filter((one) => usedUp([one]) !== undefined)]) found.set(`${budget.of} ${budget.name ?? ''}`, budget);
  }
  return [...found.values()];
}

/** `what runs with typoi cost is not known: no budget stops them, only limits.runMinutes does (30)`. */
function unseenWords(model: string, { limits }: Pick<Config, 'limits'>): string {
  return `what runs with ${shortModel(model)} cost is not known: no budget stops them, only limits.runMinutes does (${String(limits.runMinutes)})`;
}

/** What is to be said of models that are in use and that no budget can see. */
export function unseenSpending({ snapshot: { config }, account }: Pick<Observation, 'snapshot' | 'account'>): readonly string[] {
  if (config === undefined) return [];
  const inUse = new Set(Object.values(config.roles).flat());
  return (account?.unseen ?? []).filter((model) => inUse.has(model)).map((model) => unseenWords(model, config));
}

/** `the budget of ticket 0003 ($0.85 of $1.00) is nearly used up`. */
export function scarceWords(budget: ChargedBudget): string {
  return `${budgetWords(budget)} is ${usedUp([budget]) === undefined ? 'nearly ' : ''}used up`;
}

/** The question about a budget that was asked last. */
export function questionAbout({ questions }: Pick<Snapshot, 'questions'>, { of, name }: Pick<ChargedBudget, 'of' | 'name'>): { readonly id: string; readonly isOpen: boolean } | undefined {
  const about = [...questions.values()].filter(({ fields }) => asksForMoney(fields) && fields.state !== 'withdrawn' && fields.budget.of === of && fields.budget.name === name);
  const last = about.at(-1)?.fields;
  return last === undefined ? undefined : { id: last.id, isOpen: last.state === 'open' };
}

/** Where a budget is written that the engineer may make larger. */
function placeOf({ of, name }: ChargedBudget): string {
  if (of === 'ticket') return `budget.dollars of ticket ${name ?? ''}`;
  return of === 'night' ? 'what --budget says' : `budgets.${of} in sanctum.json`;
}

/** What of the work to be begun there is money for; a wait for each budget that is used up. */
export function affordable(wanted: readonly Starting[], observation: Observation): { readonly actions: readonly Starting[]; readonly waits: readonly Wait[] } {
  if (observation.account === undefined) return { actions: wanted, waits: [] };
  const held = new Map<string, { readonly budget: ChargedBudget; readonly names: string[] }>();
  const actions = wanted.filter((action) => {
    const budget = obstacleTo(observation, action.kind === 'start' ? { role: 'coding', ticket: action.ticket } : { role: action.seed.role, work: action.work });
    if (budget === undefined) return true;
    const key = `${budget.of} ${budget.name ?? ''}`;
    const group = held.get(key) ?? { budget, names: [] };
    group.names.push(action.kind === 'start' ? action.ticket : action.work);
    held.set(key, group);
    return false;
  });
  return { actions, waits: [...held.values()].map(({ budget, names }) => waitFor(observation, budget, names)) };
}

function waitFor({ snapshot }: Observation, budget: ChargedBudget, names: readonly string[]): Wait {
  const question = questionAbout(snapshot, budget);
  const way = question === undefined ? `make ${placeOf(budget)} larger` : question.isOpen ? `answer it: 'sanctum answer ${question.id} "more: $${String(budget.limit)}"'` : `'sanctum answer ${question.id} --correct "more: $…"', or make ${placeOf(budget)} larger`;
  return { words: `${names.join(', ')} ${names.length === 1 ? 'waits' : 'wait'}, since ${budgetWords(budget)} is used up — ${way}`, engineer: true };
}

/** Whoever waited for money, and was answered that it is to stop. */
export function exhaustActions({ snapshot }: Pick<Observation, 'snapshot'>): readonly Action[] {
  const tickets = [...snapshot.tickets.values()].filter(({ state, fields }) => state === 'open' && isToStop(snapshot, fields.parked));
  const work = [...snapshot.work.values()].filter(({ fields }) => fields.run === undefined && isToStop(snapshot, fields.parked));
  return [...tickets.map(({ fields }): Action => ({ kind: 'exhaust', ticket: fields.id })), ...work.map(({ fields }): Action => ({ kind: 'exhaust', work: fields.name }))];
}
