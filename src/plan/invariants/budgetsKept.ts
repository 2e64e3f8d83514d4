import { dust, raiseOf } from '../budgetQuestion.js';
import { DocumentError } from '../frontMatter.js';
import { configPath } from '../paths.js';
import { questionSchema } from '../planningSchemas.js';
import { readConfig } from '../readDocument.js';
import type { BudgetKind, ChargedBudget, Config } from '../schemas.js';
import { starts } from './capsKept.js';
import type { PlanRecord } from './planRecord.js';
import type { WrittenRun } from './runRecordsIn.js';
import { runsIn } from './runRecordsIn.js';
import type { Violation } from './violation.js';

function configAt(record: PlanRecord, index: number): Config | undefined {
  try {
    return readConfig(record.textAt(configPath, index) ?? '');
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** Whether an ended run counts in a budget. Of an area it takes more than the record says, and it is left out. */
function counts({ of, name }: ChargedBudget, { run }: WrittenRun): boolean {
  if (of === 'project') return true;
  if (of === 'day') return run.ended.slice(0, 10) === name;
  if (of === 'architect') return run.role === 'architect';
  return of === 'ticket' && run.ticket === name;
}

/** What answers had added to a budget up to the commit at `index`. */
function raisedBy(record: PlanRecord, { of, name }: ChargedBudget, index: number): number {
  const paths = new Set(record.steps.slice(0, index + 1).flatMap(({ changes }) => changes.map(({ path }) => path).filter((path) => path.startsWith('questions/'))));
  return [...paths].reduce((sum, path) => {
    const read = record.documentAt(questionSchema, path, index);
    if (read === undefined || 'words' in read) return sum;
    const { budget } = read.fields;
    return budget?.of === of && budget.name === name ? sum + raiseOf(read.fields) : sum;
  }, 0);
}

/** What the configuration, or the ticket, allowed of a budget; undefined for one that neither says. */
function allowedAt(record: PlanRecord, { of, name = '' }: ChargedBudget, index: number): number | undefined {
  if (of === 'night') return undefined;
  const own = of === 'ticket' ? record.ticketAt(name, index)?.fields.budget?.dollars : undefined;
  return own ?? configAt(record, index)?.budgets?.[of];
}

/** Budgets that must be named by the record of a run on a ticket. */
const always: readonly (BudgetKind & keyof NonNullable<Config['budgets']>)[] = ['project', 'day', 'run'];

/**
 * Invariant 19, of money: no run was started while a budget that held for it was used up by what the records of ended runs say; none was given a larger one than the configuration, its
 * ticket and the answers allowed; and the record of a run says which held.
 */
export function budgetsKept(record: PlanRecord): readonly Violation[] {
  const runs = runsIn(record);
  if (runs.every(({ run }) => run.charged === undefined && run.budgets === undefined)) return [];
  const started = starts(record);
  return runs.flatMap((one): readonly Violation[] => {
    const { commit, index, path, run } = one;
    const violation = (words: string): Violation => ({ invariant: 19, commit, path, words, remedy: 'See budgets in sanctum.json and the answers about budgets, and report this.' });
    const from = started.get(run.run);
    if (from === undefined || run.cap === undefined) return [];
    const isSame = record.blobAt(configPath, from - 1) === record.blobAt(configPath, index);
    const missing = !isSame || run.started === undefined ? undefined : always.find((of) => configAt(record, index)?.budgets?.[of] !== undefined && run.budgets?.some((budget) => budget.of === of) !== true);
    const budgets = run.budgets ?? [];
    return [
      ...(missing === undefined ? [] : [violation(`The run ${run.run} does not say what was spent of the budget "${missing}".`)]),
      ...budgets.flatMap((budget): readonly Violation[] => {
        const { of, limit, charged } = budget;
        const spent = runs.filter((other) => other.index < from && counts(budget, other)).reduce((sum, { run: other }) => sum + (other.charged ?? 0), 0);
        const most = Math.max(charged, of === 'run' ? 0 : spent);
        const allowed = [from - 1, index].flatMap((at) => allowedAt(record, budget, at) ?? []);
        // An answer may be corrected while the run is at work: the most that held in between counts.
        const moments = [from - 1, ...Array.from({ length: index - from }, (_, at) => from + at).filter((at) => record.steps[at]?.changes.some(({ path: changed }) => changed.startsWith('questions/')) === true), index];
        const granted = limit > Math.max(0, ...allowed) + dust ? Math.max(...moments.map((at) => raisedBy(record, budget, at))) : 0;
        return [
          ...(most >= limit - dust ? [violation(`The run ${run.run} was started with the budget "${of}" used up: $${most.toFixed(2)} of $${limit.toFixed(2)}.`)] : []),
          ...(allowed.length > 0 && isSame && limit > Math.max(...allowed) + granted + dust ? [violation(`The run ${run.run} was given a budget "${of}" of $${limit.toFixed(2)}; $${(Math.max(...allowed) + granted).toFixed(2)} were allowed.`)] : []),
        ];
      }),
    ];
  });
}
