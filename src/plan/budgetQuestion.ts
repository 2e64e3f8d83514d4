import type { Level } from './atoms.js';
import type { QuestionFields } from './planningSchemas.js';
import type { ChargedBudget } from './schemas.js';

/** The number of the question, among those of its run, what is to be done about a budget that is used up. It is beyond what any run asks by itself. */
export const budgetQuestion = 1_000_002;

/** Whether a question is what is to be done about a budget. */
export function asksForMoney<Question extends Pick<QuestionFields, 'budget'>>(question: Question): question is Question & { readonly budget: ChargedBudget } {
  return question.budget !== undefined;
}

/** Who is asked about a budget: the manager about those of tickets and runs in its area, the architect about an area's, the engineer about all others. */
export function ownerOf({ of }: Pick<ChargedBudget, 'of'>, { role, area }: Pick<QuestionFields['asker'], 'role' | 'area'>): Level {
  if (of === 'manager') return 'architect';
  if ((of !== 'ticket' && of !== 'run') || role === 'architect') return 'engineer';
  if (role === 'manager') return 'architect';
  return area === undefined ? 'engineer' : 'manager';
}

/** Sums of dollars are equal that differ by less than this: they were added up in another order. */
export const dust = 1e-9;

/** What an answer comes to. */
export type MoneyAnswer =
  /** By how many dollars the budget grows. */
  | { readonly kind: 'more'; readonly dollars: number }
  /** Without a model: the next lower rung. It needs money as well. */
  | { readonly kind: 'cheaper'; readonly model: string | undefined; readonly dollars: number }
  | { readonly kind: 'stop' };

/** What can be answered; `cheaper` is the model one rung lower, where there is one. */
export function moneyOptions({ limit }: ChargedBudget, cheaper: string | undefined): readonly string[] {
  return [`more: $${String(limit)}`, ...(cheaper === undefined ? [] : [`a cheaper model: ${cheaper}, for $${String(limit)} more`]), 'stop'];
}

/** What an answer says, by its first words, whatever its case and what is put before them; undefined where it says none of the three. `limit` is what is added where no sum is said. */
export function readMoneyAnswer(answer: string, limit: number): MoneyAnswer | undefined {
  const words = answer.trim().replace(/^[^\p{L}\p{N}$]+/u, '');
  const [, sum] = /^(?:more\b[\s:,]*\$?|\$)\s*(\d[\d,]*(?:\.\d+)?|\.\d+)(?![\d.])/i.exec(words) ?? [];
  if (sum !== undefined) return { kind: 'more', dollars: Number(sum.replaceAll(',', '')) };
  if (/^more\W*$/i.test(words)) return { kind: 'more', dollars: limit };
  const cheaper = /^(?:a )?cheaper(?: model)?\b(?:[:\s]+(\S+))?/i.exec(words);
  const model = cheaper?.[1]?.replace(/[.,;]$/, '');
  // Without a colon the word may be any: what is on no ladder is no model.
  if (cheaper !== null) return { kind: 'cheaper', model, dollars: Number(/\$\s*(\d+(?:\.\d+)?)/.exec(words)?.[1] ?? limit) };
  return /^stop\b/i.test(words) ? { kind: 'stop' } : undefined;
}

/** Why an answer cannot be taken: a question about a budget is answered with money, a model or a stop. Undefined for one that can, and for other questions. */
export function moneyAnswerProblem({ id, budget }: Pick<QuestionFields, 'id' | 'budget'>, text: string): string | undefined {
  if (budget === undefined || readMoneyAnswer(text, budget.limit) !== undefined) return undefined;
  return `${id} asks about a budget. Answer "more: $${String(budget.limit)}" (or another sum), "a cheaper model", or "stop".`;
}

/** What was answered to a question about a budget; undefined while nothing was, or nothing that can be understood. */
export function moneyAnswerOf(question: Pick<QuestionFields, 'budget' | 'state' | 'answer'> | undefined): MoneyAnswer | undefined {
  if (question?.budget === undefined || question.state !== 'answered' || question.answer === undefined) return undefined;
  return readMoneyAnswer(question.answer, question.budget.limit);
}

/** By how many dollars the answer to a question makes its budget larger. */
export function raiseOf(question: Pick<QuestionFields, 'budget' | 'state' | 'answer'>): number {
  const answer = moneyAnswerOf(question);
  return answer === undefined || answer.kind === 'stop' ? 0 : answer.dollars;
}
