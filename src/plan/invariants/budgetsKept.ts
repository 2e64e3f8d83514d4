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

/** Which budget it is. */
type Budget = Pick<ChargedBudget, 'of' | 'name'>;

/** The configurations of a history, each read once. */
class Configurations {
  private readonly known = new Map<string, Config | undefined>();

  constructor(private readonly record: PlanRecord) {}

  at(index: number): Config | undefined {
    const text = this.record.textAt(configPath, index) ?? '';
    if (!this.known.has(text)) this.known.set(text, configIn(text));
    return this.known.get(text);
  }
}

function configIn(text: string): Config | undefined {
  try {
    return readConfig(text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** Sums that grow along a history, one for each budget: a history of ten thousand runs asks for each of them once and more. */
class RunningSums {
  private readonly moments = new Map<string, { readonly index: number; readonly sum: number }[]>();

  /** Amounts are added in the order of the history. */
  add({ of, name }: Budget, index: number, amount: number): void {
    const key = JSON.stringify([of, name]);
    const moments = this.moments.get(key) ?? [];
    this.moments.set(key, moments);
    moments.push({ index, sum: (moments.at(-1)?.sum ?? 0) + amount });
  }

  /** In all, up to the commit at `index`. */
  until(budget: Budget, index: number): number {
    return this.mostBetween(budget, index, index);
  }

  /** The most that it was from the commit at `first` to that at `last`, after each of them. */
  mostBetween({ of, name }: Budget, first: number, last: number): number {
    const moments = this.moments.get(JSON.stringify([of, name])) ?? [];
    let [low, high] = [0, moments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moments[middle]?.index ?? 0) <= first) low = middle + 1;
      else high = middle;
    }
    let most = moments[low - 1]?.sum ?? 0;
    for (let at = low; at < moments.length && (moments[at]?.index ?? 0) <= last; at += 1) {
      // What one commit takes back and adds counts together.
      if (moments[at]?.index !== moments[at + 1]?.index) most = Math.max(most, moments[at]?.sum ?? 0);
    }
    return most;
  }
}

/** In which budgets an ended run counts. Of an area it takes more than the record says, and it is left out. */
function budgetsOf({ run: { role, ticket, ended } }: WrittenRun): readonly Budget[] {
  return [{ of: 'project' }, { of: 'day', name: ended.slice(0, 10) }, ...(role === 'architect' ? [{ of: 'architect' as const }] : []), ...(ticket === undefined ? [] : [{ of: 'ticket' as const, name: ticket }])];
}

/** What the records of ended runs say was spent. */
function spentIn(runs: readonly WrittenRun[]): RunningSums {
  const spent = new RunningSums();
  for (const one of runs) for (const budget of budgetsOf(one)) spent.add(budget, one.index, one.run.charged ?? 0);
  return spent;
}

/** What answers added to budgets. A corrected answer, and a question that is taken away, take back what was added before. */
function raisedIn(record: PlanRecord): RunningSums {
  const raised = new RunningSums();
  const last = new Map<string, { readonly budget: Budget; readonly dollars: number }>();
  record.steps.forEach(({ changes }, index) => {
    for (const { path } of changes) {
      if (!path.startsWith('questions/')) continue;
      const before = last.get(path);
      if (before !== undefined) raised.add(before.budget, index, -before.dollars);
      const now = raiseAt(record, path, index);
      if (now === undefined) last.delete(path);
      else {
        last.set(path, now);
        raised.add(now.budget, index, now.dollars);
      }
    }
  });
  return raised;
}

/** What the answer to a question adds to a budget as it stands after the commit at `index`; undefined for a question about none, and for a damaged one. */
function raiseAt(record: PlanRecord, path: string, index: number): { readonly budget: Budget; readonly dollars: number } | undefined {
  const read = record.documentAt(questionSchema, path, index);
  if (read === undefined || 'words' in read || read.fields.budget === undefined) return undefined;
  return { budget: read.fields.budget, dollars: raiseOf(read.fields) };
}

/** What the configuration, or the ticket, allowed of a budget; undefined for one that neither says. */
function allowedAt(record: PlanRecord, configurations: Configurations, { of, name = '' }: Budget, index: number): number | undefined {
  if (of === 'night') return undefined;
  const own = of === 'ticket' ? record.ticketAt(name, index)?.fields.budget?.dollars : undefined;
  return own ?? configurations.at(index)?.budgets?.[of];
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
  const configurations = new Configurations(record);
  const [spent, raised] = [spentIn(runs), raisedIn(record)];
  return runs.flatMap((one): readonly Violation[] => {
    const { commit, index, path, run } = one;
    const violation = (words: string): Violation => ({ invariant: 19, commit, path, words, remedy: 'See budgets in sanctum.json and the answers about budgets, and report this.' });
    const from = started.get(run.run);
    if (from === undefined || run.cap === undefined) return [];
    const isSame = record.blobAt(configPath, from - 1) === record.blobAt(configPath, index);
    const missing = !isSame || run.started === undefined ? undefined : always.find((of) => configurations.at(index)?.budgets?.[of] !== undefined && run.budgets?.some((budget) => budget.of === of) !== true);
    const budgets = run.budgets ?? [];
    return [
      ...(missing === undefined ? [] : [violation(`The run ${run.run} does not say what was spent of the budget "${missing}".`)]),
      ...budgets.flatMap((budget): readonly Violation[] => {
        const { of, limit, charged } = budget;
        const most = Math.max(charged, spent.until(of === 'project' || of === 'architect' ? { of } : budget, from - 1));
        const allowed = [from - 1, index].flatMap((at) => allowedAt(record, configurations, budget, at) ?? []);
        // An answer may be corrected while the run is at work: the most that held in between counts.
        const granted = limit > Math.max(0, ...allowed) + dust ? raised.mostBetween(budget, from - 1, index) : 0;
        return [
          ...(most >= limit - dust ? [violation(`The run ${run.run} was started with the budget "${of}" used up: $${most.toFixed(2)} of $${limit.toFixed(2)}.`)] : []),
          ...(allowed.length > 0 && isSame && limit > Math.max(...allowed) + granted + dust ? [violation(`The run ${run.run} was given a budget "${of}" of $${limit.toFixed(2)}; $${(Math.max(...allowed) + granted).toFixed(2)} were allowed.`)] : []),
        ];
      }),
    ];
  });
}
