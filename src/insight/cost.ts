import type { Price, Prices } from '../plan/prices.js';
import { reckoned } from '../plan/prices.js';
import type { Config, RunFields } from '../plan/schemas.js';
import { shippedPrices } from '../plan/shippedPrices.js';
import type { Snapshot } from '../plan/snapshot.js';

/** What prices are looked up in. */
export interface PriceGround {
  readonly prices: Prices;
  readonly endpoints: Config['endpoints'];
}

/** The plan's own prices, or those that Sanctum ships where it has none. */
export function priceGround({ prices, config }: Pick<Snapshot, 'prices' | 'config'>): PriceGround {
  return { prices: prices ?? shippedPrices, endpoints: config?.endpoints };
}

const nothing: Price = { hour: 0 };

/** What a table of another day calls one and the same model. */
const dayBehind = /-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/;

/**
 * The price of a model, by its name in a role; undefined where nobody knows it. What runs at an endpoint that asks for no key is the engineer's own machine: it costs nothing,
 * unless the table says otherwise.
 */
export function priceOf({ prices: { models }, endpoints }: PriceGround, name: string): Price | undefined {
  const model = name.replace(/^[a-z]+:/, '').replace(/#\w+$/, '');
  const [plain = '', at] = model.split('@');
  const known = [name, model, plain, plain.replace(dayBehind, '')].find((one) => Object.hasOwn(models, one));
  const endpoint = at ?? (/^gpt-oss[-:]/.test(model) ? 'local' : undefined);
  if (known !== undefined) return models[known];
  return endpoint !== undefined && endpoints?.[endpoint] !== undefined && endpoints[endpoint].keyVariable === undefined ? nothing : undefined;
}

/** What a run cost, by all who say. In US dollars. */
export interface Cost {
  /** As its agent itself reckons it. */
  readonly stated?: number;
  /** By the table. */
  readonly reckoned?: number;
  /** The model, where the table has no price for it. */
  readonly unpriced?: string;
  /** It is not measured whole: it was ended in the middle of its work. */
  readonly cutOff?: true;
}

type Measured = Pick<RunFields, 'model' | 'tokens' | 'cost' | 'cut-off'> & { readonly hours: number };

/** What a run cost. Pure: what is not known is left out, and never guessed. */
export function costOf(ground: PriceGround, { model, tokens, cost, hours, 'cut-off': cutOff }: Measured): Cost {
  const price = priceOf(ground, model);
  const byTable = price === undefined ? undefined : reckoned(price, tokens, hours);
  return { ...(cost === undefined ? {} : { stated: cost }), ...(byTable === undefined ? {} : { reckoned: byTable }), ...(price === undefined ? { unpriced: model } : {}), ...(cutOff === undefined ? {} : { cutOff }) };
}

/** The same of a run's record. */
export function costOfRecord(ground: PriceGround, record: Pick<RunFields, 'model' | 'tokens' | 'cost' | 'cut-off' | 'started' | 'ended'>): Cost {
  return costOf(ground, { ...record, hours: record.started === undefined ? 0 : Math.max(0, Date.parse(record.ended) - Date.parse(record.started)) / 3_600_000 });
}

/** What counts in budgets: the table, which is the same for all; else what the agent told. Undefined where neither is known. */
export function chargeOf({ stated, reckoned: byTable }: Cost): number | undefined {
  return byTable ?? stated;
}

/** By so much both may differ before it is said. */
const worthSaying = 0.1;

/** `$0.42`; small sums to four places, so that they are not nothing. */
export function dollars(sum: number): string {
  return `$${sum.toFixed(sum > 0 && sum < 0.1 ? 4 : 2)}`;
}

/** `$0.42 by the table`: what a run cost, and how far the two opinions on it differ; undefined where nothing is known, not even that the model has no price. */
export function costWords({ stated, reckoned: byTable, unpriced }: Cost): string | undefined {
  if (stated === undefined && byTable === undefined) return unpriced === undefined ? undefined : `no price for ${unpriced}`;
  if (byTable === undefined) return `${dollars(stated ?? 0)} as its agent says${unpriced === undefined ? '' : `; no price for ${unpriced}`}`;
  if (stated === undefined) return `${dollars(byTable)} by the table`;
  const far = Math.abs(stated - byTable) > worthSaying * Math.max(stated, byTable);
  return far ? `${dollars(byTable)} by the table, ${dollars(stated)} as its agent says` : `${dollars(stated)} as its agent says`;
}

/** `$1.25 read, $0.125 from the cache, $10.00 written, for a million tokens`. */
export function priceWords({ input, cached, written, output, hour }: Price): string {
  if (hour !== undefined) return hour === 0 ? 'nothing: it runs at an endpoint without a key' : `${dollars(hour)} for an hour of a run`;
  const parts = [`${dollars(input ?? 0)} read`, cached === undefined ? undefined : `${dollars(cached)} from the cache`, written === undefined ? undefined : `${dollars(written)} to the cache`, `${dollars(output ?? 0)} written`];
  return `${parts.filter((part) => part !== undefined).join(', ')}, for a million tokens`;
}

/** `2 runs cut off, not measured whole`: of so many that were ended in the middle of their work. */
export function cutOffWords(runs: number): string {
  return `${String(runs)} ${runs === 1 ? 'run' : 'runs'} cut off, not measured whole`;
}

/** What some runs cost together, by all who say; undefined where nobody does. */
export function costsTogether(costs: readonly Cost[]): string | undefined {
  const charged = costs.flatMap((cost) => chargeOf(cost) ?? []);
  const both = costs.filter(({ stated, reckoned: byTable }) => stated !== undefined && byTable !== undefined);
  const unpriced = [...new Set(costs.flatMap(({ unpriced: model, stated }) => (model === undefined || stated !== undefined ? [] : [model])))];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const [stated, byTable] = [sum(both.map((one) => one.stated ?? 0)), sum(both.map((one) => one.reckoned ?? 0))];
  const differs = Math.abs(stated - byTable) > worthSaying * Math.max(stated, byTable);
  const isOfTable = costs.some(({ reckoned: one }) => one !== undefined);
  const untold = costs.length - charged.length;
  const cutOff = costs.filter((one) => one.cutOff === true).length;
  const parts = [
    ...(charged.length === 0 ? [] : [`${dollars(sum(charged))}${isOfTable ? ' by the table' : ' as the agents say'}`]),
    ...(differs ? [`where agents say as well, they say ${dollars(stated)} and the table ${dollars(byTable)}`] : []),
    ...(untold === 0 || charged.length === 0 ? [] : [`${String(untold)} of ${String(costs.length)} runs unmeasured`]),
    ...(cutOff === 0 ? [] : [cutOffWords(cutOff)]),
    ...(unpriced.length === 0 ? [] : [`no price for ${unpriced.join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
