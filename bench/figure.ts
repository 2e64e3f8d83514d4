/** One measured figure, with the goal that stands beside it. */
export interface Figure {
  readonly benchmark: string;
  readonly name: string;
  /** `ratio`: ours over the limit, of the same round; `ms` and `MB`: ours alone, where the goal is a span of time or a size. */
  readonly unit: 'ratio' | 'ms' | 'MB';
  readonly value: number;
  /** The middle half of all rounds. */
  readonly quartiles: readonly [number, number];
  /** At most this; none: reported without a goal. */
  readonly goal: number | undefined;
  /** Medians, in milliseconds unless the unit is another. */
  readonly ours: number;
  readonly limit: number;
  readonly rounds: number;
  /** What ours and the limit are, in words. */
  readonly against: string;
}

/** What one round took, in milliseconds, or megabytes: our way and the limit, one right after the other. */
export interface Round {
  readonly ours: number;
  readonly limit: number;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The median over rounds; a ratio is taken within each round, so that what the machine did meanwhile cancels out. */
export function figureOf(rounds: readonly Round[], words: Pick<Figure, 'benchmark' | 'name' | 'unit' | 'goal' | 'against'>): Figure {
  const values = rounds.map((round) => (words.unit === 'ratio' ? round.ours / round.limit : round.ours));
  return {
    ...words,
    value: quantile(values, 0.5),
    quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
    ours: quantile(rounds.map((round) => round.ours), 0.5),
    limit: quantile(rounds.map((round) => round.limit), 0.5),
    rounds: rounds.length,
  };
}

export function isReached(figure: Figure): boolean | undefined {
  return figure.goal === undefined ? undefined : figure.value <= figure.goal;
}

function shown(figure: Figure, value: number): string {
  return figure.unit === 'ratio' ? value.toFixed(2) : `${value.toFixed(1)} ${figure.unit}`;
}

/** One line for a person. */
export function figureLine(figure: Figure): string {
  const { goal, quartiles } = figure;
  const reached = isReached(figure);
  const verdict = reached === undefined || goal === undefined ? 'no goal' : `goal ${shown(figure, goal)}: ${reached ? 'reached' : 'NOT REACHED'}`;
  const spread = `${shown(figure, quartiles[0])} to ${shown(figure, quartiles[1])}`;
  const unit = figure.unit === 'ratio' ? 'ms' : figure.unit;
  const times = `${figure.ours.toFixed(2)} ${unit} against ${figure.limit.toFixed(2)} ${unit}`;
  return `${figure.benchmark}  ${figure.name}: ${shown(figure, figure.value)} (${verdict}; middle half ${spread}; ${times}, ${figure.rounds} rounds)`;
}
