import type { RunFields } from '../plan/schemas.js';
import type { Snapshot } from '../plan/snapshot.js';
import { runsByTicket, ticketsByHand } from './runsByTicket.js';
import { moneyOf } from './spend.js';

/** How it turned out that tickets went from one model on to another. */
export interface Climb {
  readonly from: string;
  readonly to: string;
  /** Tickets that did. */
  readonly times: number;
  /** Those that the other model finished. */
  readonly paid: number;
  /** Those that went on to a third one or to the engineer, or are stuck. */
  readonly failed: number;
  /** What the other model's runs on them cost, in dollars; undefined where no agent told. */
  readonly dollars: number | undefined;
}

/** The runs of one ticket that one model made in a row. */
interface Stretch {
  readonly model: string;
  readonly costs: readonly number[];
}

function stretchesOf(runs: readonly RunFields[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const run of runs) {
    const { model } = run;
    const last = stretches.at(-1);
    const cost = moneyOf(run);
    const costs = cost === undefined ? [] : [cost];
    if (last?.model === model) stretches[stretches.length - 1] = { model, costs: [...last.costs, ...costs] };
    else stretches.push({ model, costs });
  }
  return stretches;
}

/** Whether it paid to have another model go on with tickets, by the models in the order of their names. What is still being worked on is neither paid nor failed. Pure. */
export function climbsOf({ tickets }: Pick<Snapshot, 'tickets'>, records: readonly RunFields[]): readonly Climb[] {
  const climbs = new Map<string, Climb>();
  const handed = ticketsByHand(records);
  for (const [id, runs] of runsByTicket(records)) {
    const stretches = stretchesOf(runs);
    const state = tickets.get(id)?.state;
    for (const [at, { model: to, costs }] of stretches.entries()) {
      const from = stretches[at - 1]?.model;
      if (from === undefined) continue;
      const isLast = at === stretches.length - 1 && !handed.has(id);
      const key = JSON.stringify([from, to]);
      const before = climbs.get(key) ?? { from, to, times: 0, paid: 0, failed: 0, dollars: undefined };
      climbs.set(key, {
        from,
        to,
        times: before.times + 1,
        paid: before.paid + (isLast && state === 'done' ? 1 : 0),
        failed: before.failed + (!isLast || state === 'stuck' ? 1 : 0),
        dollars: costs.length === 0 ? before.dollars : costs.reduce((sum, cost) => sum + cost, before.dollars ?? 0),
      });
    }
  }
  return [...climbs].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([, climb]) => climb);
}
