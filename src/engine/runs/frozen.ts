import { modelFor } from '../../agents/ladder.js';
import type { Spender } from '../../insight/budgets.js';
import { budgetsOf, budgetWords, usedUp } from '../../insight/budgets.js';
import { costOfRecord, costWords, priceGround } from '../../insight/cost.js';
import { budgetQuestion, moneyOptions } from '../../plan/budgetQuestion.js';
import { ladderOf, rungOf } from '../../plan/ladder.js';
import { ask, questionOf } from '../../plan/questionTransitions.js';
import type { ChargedBudget } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Observation } from '../deciding/observe.js';
import { areaOf } from '../../insight/budgets.js';
import { questionAbout } from '../deciding/spending.js';
import type { Performing } from '../performing.js';
import type { EndedRun } from './endedRun.js';

/** A run that was frozen for a budget: what is asked, or who was asked already. */
export type Frozen = { readonly asked: string } | { readonly waitsBehind: string; readonly words: string };

/** How much of a budget is left. */
function left({ limit, charged }: ChargedBudget): number {
  return limit - charged;
}

/** Whether the engineer had a ticket's run stopped; others are stopped for money. */
export function isHeld({ tickets }: Pick<Snapshot, 'tickets'>, ticket: string | undefined, run: string): boolean {
  return ticket !== undefined && tickets.get(ticket)?.fields.hold?.stop === run;
}

/** The budget for which an ended run was frozen; undefined for one that ended otherwise, or that there is money for by now. Pure. */
export function frozenFor({ snapshot, account }: Pick<Observation, 'snapshot' | 'account'>, who: Spender, { exit, record, budgets, assignment }: Pick<EndedRun, 'exit' | 'record' | 'budgets' | 'assignment'>): ChargedBudget | undefined {
  if (exit?.submission !== undefined || (exit?.reason !== 'budget' && exit?.reason !== 'stopped')) return undefined;
  if (exit.reason === 'stopped' && (isHeld(snapshot, who.ticket, assignment.run) || account === undefined)) return undefined;
  const own = { ...who, run: assignment.run, dollars: record.charged, at: Date.parse(record.ended) };
  const now = account === undefined ? undefined : { ...account, charges: [...account.charges.filter(({ run }) => run !== assignment.run), own] };
  const present = now === undefined ? [] : budgetsOf(snapshot, now, { ...who, run: assignment.run });
  const found = usedUp(present);
  if (found !== undefined || exit.reason === 'stopped') return found;
  // What was metered while it was at work may be a little more than what it told at its end. Where there is more money by now, nobody need be asked.
  const [tightest] = [...budgets].sort((one, other) => left(one) - left(other));
  const same = present.find(({ of, name }) => of === tightest?.of && name === tightest.name);
  return tightest === undefined || same === undefined || same.limit > tightest.limit ? undefined : { ...tightest, charged: tightest.charged + (record.charged ?? 0) };
}

/** The model one rung below that of a ticket's latest attempt. */
function cheaperThan({ config, tickets }: Snapshot, ticket: string | undefined, model: string): string | undefined {
  const fields = ticket === undefined ? undefined : tickets.get(ticket)?.fields;
  if (config === undefined || fields === undefined) return undefined;
  const ladder = ladderOf(config.roles, fields);
  const rung = Math.min(rungOf(fields), ladder.length - 1);
  const lower = rung > 0 ? modelFor(ladder, rung - 1) : undefined;
  return lower === model ? undefined : lower;
}

/** Asks whoever owns the budget what is to be done. One question is asked of a budget at a time; who comes later waits for that answer. Safe to repeat. */
export async function askForMoney({ project, writer }: Pick<Performing, 'project' | 'writer'>, snapshot: Snapshot, who: Spender, budget: ChargedBudget, { assignment, record }: Pick<EndedRun, 'assignment' | 'record'>): Promise<Frozen> {
  const words = `${budgetWords(budget)} is used up`;
  const cost = costWords(costOfRecord(priceGround(snapshot), record));
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}, and the run on ${assignment.name} with ${record.model} was frozen${cost === undefined ? '' : ` (it cost ${cost})`}. Its work and its session are kept.\n\nIs there to be more money, a cheaper model, or is it to stop? "more: $5" adds $5 to this budget.`;
  const area = areaOf(snapshot, who);
  const asker = { role: assignment.role, run: assignment.run, number: budgetQuestion, ...(who.ticket === undefined ? {} : { ticket: who.ticket }), ...(who.work === undefined ? {} : { work: who.work }), ...(area === undefined ? {} : { area }) };
  const asking = ask({ asker, text, options: moneyOptions(budget, cheaperThan(snapshot, who.ticket, record.model)), blocking: true, budget, asked: record.ended });
  // Runs that share a budget end together: by the plan as it is then, one of them asks.
  await writer.write((now) => {
    const other = questionAbout(now, budget);
    return other?.isOpen === true ? { refused: `${other.id} asks for more already.` } : asking(now);
  });
  const now = await project.store.read();
  const asked = questionOf(now, assignment.run, budgetQuestion)?.fields.id;
  return asked === undefined ? { waitsBehind: questionAbout(now, budget)?.id ?? '', words } : { asked };
}
