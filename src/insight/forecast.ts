/** What a ticket was said to take, and what it took; minutes of work over all of its attempts. */
export interface Past {
  /** Undefined where nobody said. */
  readonly stated: number | undefined;
  readonly took: number;
}

/** A range that holds the truth in eight of ten cases, and its middle; in the unit of what it was learned from. */
export interface Forecast {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
  /** How many earlier ones it was learned from. */
  readonly learnedFrom: number;
}

/** How fast an opinion that was wrong loses its say: at 0 all keep the same, at 1 an error by the factor e costs it all but a third. */
const distrust = 0.2;
/** So many tickets have to say the same before an opinion is believed half. */
const patience = { correction: 4, mean: 3, slope: 2 } as const;
/** Errors that are taken for seen before there are any: of a normal distribution of logarithms with 0.7, which is what software's estimates are known to miss by. */
const assumedErrors = [-1.28, -0.52, 0, 0.52, 1.28].map((deviations) => deviations * 0.7);
const [lower, upper] = [0.1, 0.9];
/** An amount below this is as good as it: a logarithm needs one. */
const smallest = 0.01;

/**
 * Forecasts from what similar ones took, learning one after the other. Four opinions are asked, each on a logarithmic scale: what was stated; that, set right
 * by how far the statements were off so far; what such tickets took on average; and a line through both. Each has as much say as it was right
 * until now, so that a good statement is left alone and a bad one is set right, once enough is known. The range comes from the errors of its own
 * forecasts, each made before its truth was known.
 */
export class Forecaster {
  private readonly losses = [0, 0, 0, 0];
  /** Sorted. */
  private readonly errors = [...assumedErrors];
  private count = 0;
  private sums = { stated: 0, took: 0, statedSquared: 0, product: 0 };
  private all = { count: 0, took: 0 };

  /** All that was learned from a history, the oldest first. */
  static of(history: Iterable<Past>): Forecaster {
    const forecaster = new Forecaster();
    for (const past of history) forecaster.learn(past);
    return forecaster;
  }

  learn({ stated, took }: Past): void {
    const truth = Math.log(Math.max(took, smallest));
    if (stated !== undefined || this.all.count > 0) insert(this.errors, truth - this.middle(stated));
    if (stated !== undefined) {
      const said = Math.log(Math.max(stated, smallest));
      this.opinions(said).forEach((opinion, at) => {
        this.losses[at] = (this.losses[at] ?? 0) + Math.abs(opinion - truth);
      });
      this.count += 1;
      this.sums = {
        stated: this.sums.stated + said,
        took: this.sums.took + truth,
        statedSquared: this.sums.statedSquared + said ** 2,
        product: this.sums.product + said * truth,
      };
    }
    this.all = { count: this.all.count + 1, took: this.all.took + truth };
  }

  /** Undefined where nothing was stated, and there is nothing yet to learn from. */
  forecast(stated: number | undefined): Forecast | undefined {
    if (stated === undefined && this.all.count === 0) return undefined;
    const middle = this.middle(stated);
    return { least: Math.exp(middle + quantile(this.errors, lower)), likely: Math.exp(middle), most: Math.exp(middle + quantile(this.errors, upper)), learnedFrom: this.all.count };
  }

  private middle(stated: number | undefined): number {
    if (stated === undefined) return this.all.took / this.all.count;
    const opinions = this.opinions(Math.log(Math.max(stated, smallest)));
    const says = this.losses.map((loss) => Math.exp(-distrust * (loss - Math.min(...this.losses))));
    const total = says.reduce((sum, say) => sum + say, 0);
    return opinions.reduce((sum, opinion, at) => sum + (opinion * (says[at] ?? 0)) / total, 0);
  }

  private opinions(said: number): readonly [number, number, number, number] {
    const { count, sums } = this;
    if (count === 0) return [said, said, said, said];
    const [meanStated, meanTook] = [sums.stated / count, sums.took / count];
    const corrected = said + ((meanTook - meanStated) * count) / (count + patience.correction);
    const mean = (meanTook * count + said * patience.mean) / (count + patience.mean);
    const [spread, shared] = [sums.statedSquared - count * meanStated ** 2, sums.product - count * meanStated * meanTook];
    const slope = (shared + patience.slope / 2) / (spread + patience.slope);
    const line = ((meanTook + slope * (said - meanStated)) * count + said * patience.mean) / (count + patience.mean);
    return [said, corrected, mean, line];
  }
}

/** Puts a number where it belongs among sorted ones. */
function insert(sorted: number[], value: number): void {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  sorted.splice(from, 0, value);
}

/** Of sorted numbers the one below which a share of them lies, between two where it falls between them. */
function quantile(sorted: readonly number[], share: number): number {
  const place = Math.min(Math.max(share * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}

/** How the forecasts of a history would have done, each made from what came before it. */
export interface Score {
  readonly count: number;
  /** How many truths lay in their ranges, of `count`. */
  readonly within: number;
  /** Mean absolute errors of logarithms: of the forecasts, of what was stated, and of the mean of all before. */
  readonly error: number;
  readonly statedError: number;
  readonly meanError: number;
}

/** Scores what was both stated and is known, from the `first` one on; undefined where there is none. */
export function scoreOf(history: readonly Past[], first = 0): Score | undefined {
  const forecaster = new Forecaster();
  const seen: { readonly isWithin: boolean; readonly error: number; readonly stated: number; readonly mean: number }[] = [];
  history.forEach((past, at) => {
    const { stated, took } = past;
    const made = forecaster.forecast(stated);
    const byMean = forecaster.forecast(undefined)?.likely;
    if (at >= first && stated !== undefined && made !== undefined && byMean !== undefined) {
      const off = (guess: number): number => Math.abs(Math.log(Math.max(guess, smallest) / Math.max(took, smallest)));
      seen.push({ isWithin: made.least <= took && took <= made.most, error: off(made.likely), stated: off(stated), mean: off(byMean) });
    }
    forecaster.learn(past);
  });
  if (seen.length === 0) return undefined;
  const mean = (of: (one: (typeof seen)[number]) => number): number => seen.reduce((sum, one) => sum + of(one), 0) / seen.length;
  return { count: seen.length, within: seen.filter(({ isWithin }) => isWithin).length, error: mean(({ error }) => error), statedError: mean(({ stated }) => stated), meanError: mean(({ mean: by }) => by) };
}

/**
 * What several take together. One plan's tickets err together (the same models, the same who states), but not wholly: half of each error is taken to be
 * common to all of them.
 */
export function together(forecasts: readonly Forecast[]): Forecast | undefined {
  if (forecasts.length === 0) return undefined;
  const likely = forecasts.reduce((sum, one) => sum + one.likely, 0);
  const width = (of: (one: Forecast) => number): number => {
    const parts = forecasts.map(of);
    const sum = parts.reduce((all, part) => all + part, 0);
    return Math.sqrt((sum ** 2 + parts.reduce((all, part) => all + part ** 2, 0)) / 2);
  };
  return {
    least: Math.max(0, likely - width((one) => one.likely - one.least)),
    likely,
    most: likely + width((one) => one.most - one.likely),
    learnedFrom: Math.max(...forecasts.map(({ learnedFrom }) => learnedFrom)),
  };
}
