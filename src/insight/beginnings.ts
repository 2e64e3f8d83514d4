import { longest } from '../plan/atoms.js';
import { ladderOf } from '../plan/ladder.js';
import type { Beginning } from '../plan/promotion.js';
import { byForecast, isAtFirst } from '../plan/promotion.js';
import type { Config, RunFields } from '../plan/schemas.js';
import type { Snapshot, Ticket } from '../plan/snapshot.js';
import { minutesBetween } from './planHistory.js';
import { runsByTicket, ticketsByHand } from './runsByTicket.js';
import { moneyOf } from './spend.js';
import type { Measure } from './ticketForecasts.js';
import { amount, middleOf } from './ticketForecasts.js';

/** Of so many runs that were begun last it is learned. What is older falls out of sight, so that a rung that was left out is tried again some day. */
export const learnedFrom = 1000;

/** Of so many tickets like it a rung has to be known before it is left out, and the one above before it is begun with. */
const leastTrials = { below: 6, above: 3 } as const;
/** So many tickets say as much as what the model finishes of all tickets. */
const patience = 4;
/** A rung that finishes no more than this share of the tickets finishes hardly any. */
const hardlyAny = 0.2;
/** Difficulties, from 1 to 10, that are no further apart are about the same. */
const aboutAsHard = 2;

/** How a model did on one ticket. */
interface Trial {
  readonly model: string;
  readonly isFinished: boolean;
  /** Undefined where a run of it does not tell. */
  readonly dollars: number | undefined;
  readonly minutes: number | undefined;
  readonly difficulty: number | undefined;
}

/** Whether it is left to what was learned where tickets begin, and there is something to choose. */
export function learnsFirstRung(config: Config | undefined): boolean {
  if (config === undefined || config.firstRung === 'always') return false;
  const { coding, mender = coding } = config.roles;
  return coding.length > 1 || mender.length > 1;
}

/** Tickets of one kind, of one area, and worked on by one ladder. */
function sortOf({ fields: { kind, area = '', mends } }: Ticket): string {
  return JSON.stringify([kind, area, mends !== undefined]);
}

function difficultyOf({ fields }: Ticket): number | undefined {
  return middleOf(fields.prediction?.difficulty);
}

function isAlike(one: number | undefined, other: number | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Math.abs(one - other) <= aboutAsHard;
}

/** The failures of a run that its model answers for; at all others it was not served. */
const ownFailures: readonly string[] = ['context', 'refusal', 'crash'];

/** Whether a run had its model. One that was not served cost its ticket nothing, and its rung neither. */
export function wasServed({ failure }: Pick<RunFields, 'failure'>): boolean {
  return failure === undefined || ownFailures.includes(failure.cause);
}

/** Whether its model could show what it can: it was served, and nobody ended it. */
function isFair(run: RunFields): boolean {
  return wasServed(run) && (run.submitted || ['exited', 'time-cap', 'stalled'].includes(run.reason));
}

function total(amounts: readonly (number | undefined)[]): number | undefined {
  return amounts.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

function mean(amounts: readonly (number | undefined)[]): number | undefined {
  const known = amounts.filter((one) => one !== undefined);
  return known.length < leastTrials.above ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
}

function minutesOf({ started, ended }: RunFields): number | undefined {
  return started === undefined ? undefined : minutesBetween(started, ended);
}

/**
 * What became of a ticket with each model of its ladder. The model that made the last attempt at a done ticket finished it. One did not where its failures had a higher one go on, or where they are
 * as many as are allowed. Of all others nothing can be said yet: who was led to another model by somebody's word may have needed none, and a ticket may be stuck for other reasons.
 */
function trialsOf(ticket: Ticket, ladder: readonly string[], runs: readonly RunFields[], allowed: number): readonly Trial[] {
  const { state, fields: { failures, promotions } } = ticket;
  const last = runs.at(-1)?.model;
  const isLed = promotions.some(({ by }) => by !== byForecast);
  return [...new Set(runs.map(({ model }) => model))].flatMap((model): readonly Trial[] => {
    const own = runs.filter((run) => run.model === model && wasServed(run));
    const isLast = model === last;
    const isPassed = !isLast && !isLed && last !== undefined && ladder.indexOf(last) > ladder.indexOf(model);
    const isFinished = isLast && state === 'done';
    const isFailed = isPassed || (isLast && state === 'stuck' && failures >= allowed);
    if (!ladder.includes(model) || !own.some(isFair) || !(isFinished || isFailed)) return [];
    return [{ model, isFinished, dollars: total(own.map(moneyOf)), minutes: total(own.map(minutesOf)), difficulty: difficultyOf(ticket) }];
  });
}

/** What it is likely to cost to begin on a rung, and on the one above; undefined where that cannot be told apart. */
function costsOf(below: readonly Trial[], above: readonly Trial[], share: number): { readonly measure: Measure; readonly below: number; readonly above: number } | undefined {
  for (const measure of ['dollars', 'minutes'] as const) {
    const [low, high] = [mean(below.map((trial) => trial[measure])), mean(above.map((trial) => trial[measure]))];
    // Who pays for one of them does not go by the clock.
    if ((low === undefined) !== (high === undefined)) return undefined;
    if (low !== undefined && high !== undefined && low + high > 0) return { measure, below: low + (1 - share) * high, above: high };
  }
  return undefined;
}

/** On which rung of its ladder a ticket begins, learned from what became of tickets like it. Pure; the same plan and records say the same. */
export class Beginnings {
  private trials: ReadonlyMap<string, readonly Trial[]> | undefined;
  private readonly known = new Map<string, Beginning | undefined>();

  constructor(
    private readonly plan: Pick<Snapshot, 'tickets' | 'config'>,
    private readonly records: readonly RunFields[],
  ) {}

  /** Whether it was learned from the same: then what it knows need not be reckoned anew. */
  isOf({ tickets, config }: Pick<Snapshot, 'tickets' | 'config'>, records: readonly RunFields[]): boolean {
    return tickets === this.plan.tickets && config === this.plan.config && records === this.records;
  }

  /** Undefined where it begins on the first rung: as long as little is known, and whenever somebody has said otherwise. */
  of(ticket: Ticket): Beginning | undefined {
    const { config } = this.plan;
    if (config === undefined || !learnsFirstRung(config) || !isAtFirst(ticket)) return undefined;
    const key = JSON.stringify([sortOf(ticket), difficultyOf(ticket)]);
    if (!this.known.has(key)) this.known.set(key, this.learned(ticket, ladderOf(config.roles, ticket.fields)));
    return this.known.get(key);
  }

  private learned(ticket: Ticket, ladder: readonly string[]): Beginning | undefined {
    this.trials ??= this.allTrials();
    const sort = this.trials.get(sortOf(ticket)) ?? [];
    const alike = sort.filter(({ difficulty }) => isAlike(difficulty, difficultyOf(ticket)));
    const reasons: string[] = [];
    for (const [rung, model] of ladder.slice(0, -1).entries()) {
      const next = ladder[rung + 1] ?? '';
      // What a model finished on one of two rungs says nothing of either.
      const reason = [model, next].some((one) => ladder.indexOf(one) !== ladder.lastIndexOf(one)) ? undefined : this.reasonToPass(rung + 1, model, next, alike);
      if (reason === undefined) break;
      reasons.push(reason);
    }
    const [from, to] = [ladder[0], ladder[reasons.length]];
    return from === undefined || to === undefined || reasons.length === 0 ? undefined : { from, to, rungs: reasons.length, reason: reasons.join('; ').slice(0, longest.line) };
  }

  private reasonToPass(rung: number, model: string, next: string, alike: readonly Trial[]): string | undefined {
    const [below, above] = [alike.filter((trial) => trial.model === model), alike.filter((trial) => trial.model === next)];
    if (below.length < leastTrials.below || above.length < leastTrials.above) return undefined;
    const finished = below.filter(({ isFinished }) => isFinished).length;
    const share = (finished + patience * this.shareOf(model)) / (below.length + patience);
    const costs = share > hardlyAny ? undefined : costsOf(below, above, share);
    if (costs === undefined || costs.below <= costs.above) return undefined;
    const [here, higher] = [amount(costs.below, costs.measure), amount(costs.above, costs.measure)];
    return `rung ${String(rung)} finished ${String(finished)} of ${String(below.length)} tickets like it (${here} likely from there, ${higher} from rung ${String(rung + 1)})`;
  }

  /** What a model finishes of all tickets; a half, where it has shown nothing. */
  private shareOf(model: string): number {
    const all = [...(this.trials ?? new Map<string, readonly Trial[]>()).values()].flat().filter((trial) => trial.model === model);
    return (all.filter(({ isFinished }) => isFinished).length + 1) / (all.length + 2);
  }

  private allTrials(): ReadonlyMap<string, readonly Trial[]> {
    const { tickets, config } = this.plan;
    const found = new Map<string, Trial[]>();
    const handed = ticketsByHand(this.records);
    for (const [id, runs] of runsByTicket(this.records)) {
      const ticket = tickets.get(id);
      if (ticket === undefined || config === undefined || handed.has(id)) continue;
      const trials = trialsOf(ticket, ladderOf(config.roles, ticket.fields), runs, config.limits.attempts);
      const sort = sortOf(ticket);
      const known = found.get(sort);
      if (known === undefined) found.set(sort, [...trials]);
      else known.push(...trials);
    }
    return found;
  }
}

/** How tickets fared that were begun above the first rung of their ladder. */
export interface BegunHigher {
  readonly from: string;
  readonly to: string;
  readonly times: number;
  /** Those that the model finished that they were begun with. */
  readonly paid: number;
  /** Those that went on to another model or to the engineer, or are stuck. */
  readonly failed: number;
}

/** Whether it paid to leave rungs out, by the models in the order of their names. What is still being worked on is neither paid nor failed. Pure. */
export function begunHigher({ tickets }: Pick<Snapshot, 'tickets'>, records: readonly RunFields[]): readonly BegunHigher[] {
  const [runs, handed] = [runsByTicket(records), ticketsByHand(records)];
  const found = new Map<string, BegunHigher>();
  for (const [id, { state, fields }] of tickets) {
    const beginning = fields.promotions.find(({ by }) => by === byForecast);
    if (beginning === undefined) continue;
    const { from, to } = beginning;
    const isOther = handed.has(id) || (runs.get(id) ?? []).some(({ model }) => model !== to);
    const before = found.get(JSON.stringify([from, to])) ?? { from, to, times: 0, paid: 0, failed: 0 };
    found.set(JSON.stringify([from, to]), { from, to, times: before.times + 1, paid: before.paid + (state === 'done' && !isOther ? 1 : 0), failed: before.failed + (state === 'stuck' || isOther ? 1 : 0) });
  }
  return [...found].sort(([one], [other]) => one.localeCompare(other, 'en')).map(([, one]) => one);
}
