/** How likely two entries that share a path are red together, though each is green alone, while the project's history says nothing. */
export const conflictRisk = 0.1;

/** How likely a submission is red where no history says anything. */
const firstRisk = 0.1;
/** How many verdicts the first guess is worth, and for each label the guess from all of them. */
const guessWeight = 4;
/** After so many later verdicts an old one counts half. */
const halfLife = 100;

/** How one submission fared when it was tested alone. */
export interface PastVerdict {
  /** What it can be known by: its area, its model, its kind, each with its kind of label (`area:checkout`). */
  readonly labels: readonly string[];
  readonly red: boolean;
}

/** A pair of submissions that shared a path, each green alone, that was tested together. */
export interface PastPair {
  readonly red: boolean;
}

/** What a project's history says of what comes. */
export interface RiskModel {
  /** How likely an entry is red on master: by itself, or with one of those that landed since it was begun and share a path with it. */
  readonly riskOf: (labels: readonly string[], landedOverlaps: number) => number;
  /** How likely two that share a path are red together. */
  readonly pairRisk: number;
}

/** How likely an entry is red on master, when it is red by itself as likely as `own`, and so many that share a path with it have landed since. */
export function riskOnMaster(own: number, landedOverlaps: number, pairRisk = conflictRisk): number {
  return 1 - (1 - own) * (1 - pairRisk) ** landedOverlaps;
}

interface Tally {
  red: number;
  all: number;
}

function smoothed({ red, all }: Tally, guess: number): number {
  return (red + guess * guessWeight) / (all + guessWeight);
}

function oddsOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** Learns from the history, oldest first: the project's own average, moved in odds by the mean of what each label of an entry says. */
export function riskModelOf(verdicts: readonly PastVerdict[], pairs: readonly PastPair[] = []): RiskModel {
  const everything: Tally = { red: 0, all: 0 };
  const byLabel = new Map<string, Tally>();
  verdicts.forEach(({ labels, red }, index) => {
    const weight = 0.5 ** ((verdicts.length - 1 - index) / halfLife);
    for (const tally of [everything, ...labels.map((label) => tallyOf(byLabel, label))]) {
      tally.all += weight;
      tally.red += red ? weight : 0;
    }
  });
  const overall = smoothed(everything, firstRisk);
  const pairRisk = smoothed({ red: pairs.filter(({ red }) => red).length, all: pairs.length }, conflictRisk);
  const riskOf = (labels: readonly string[], landedOverlaps: number): number => {
    const shifts = labels.map((label) => oddsOf(smoothed(byLabel.get(label) ?? { red: 0, all: 0 }, overall)) - oddsOf(overall));
    const odds = oddsOf(overall) + shifts.reduce((sum, shift) => sum + shift, 0) / Math.max(1, shifts.length);
    return riskOnMaster(1 / (1 + Math.exp(-odds)), landedOverlaps, pairRisk);
  };
  return { riskOf, pairRisk };
}

function tallyOf(tallies: Map<string, Tally>, label: string): Tally {
  const tally = tallies.get(label) ?? { red: 0, all: 0 };
  tallies.set(label, tally);
  return tally;
}
