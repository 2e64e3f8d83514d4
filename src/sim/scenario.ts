import { Dice } from './dice.js';

/** What happens to a simulated world beside its everyday. */
export const happenings = [
  'engine dies',
  'git dies',
  'all die',
  'power fails',
  'agent dies',
  'second engine',
  'disk is full',
  'clock jumps',
  'machine sleeps',
  'add',
  'edit',
  'stand in the way',
  'commit',
  'pause',
  'resume',
  'retry',
  'hold',
  'release',
  'put ahead',
  'eject',
  'freeze',
  'thaw',
  'answer',
  'note',
] as const;
export type HappeningKind = (typeof happenings)[number];

/** Those that are faults, and no doing of the engineer's. */
export const faultKinds: ReadonlySet<HappeningKind> = new Set(happenings.slice(0, 9));

export interface Happening {
  /** After so many steps. */
  readonly at: number;
  readonly kind: HappeningKind;
  /** What it needs of chance: which call, which file, how long. */
  readonly by: number;
}

export interface Scenario {
  readonly seed: number;
  readonly happenings: readonly Happening[];
}

/** Over how many steps the happenings of a seed are spread, unless somebody says otherwise. */
const usualSteps = 6000;
const count = 24;

/** So often of a hundred a happening is a fault. */
const faultShare = 60;

/** What a seed stands for: its happenings, over so many steps. */
export function scenarioOf(seed: number, steps = usualSteps): Scenario {
  const dice = new Dice(seed * 31 + 5);
  const faults = happenings.filter((kind) => faultKinds.has(kind));
  const doings = happenings.filter((kind) => !faultKinds.has(kind));
  // Each seed has its own few kinds of fault, so that some meet one kind over and over.
  const active = faults.filter(() => dice.chance(0.5));
  const list = Array.from({ length: count }, (): Happening => {
    const kind = dice.below(100) < faultShare && active.length > 0 ? dice.pick(active) : dice.pick(doings);
    return { at: dice.below(steps), kind, by: dice.below(1 << 30) };
  });
  return { seed, happenings: list.sort((one, other) => one.at - other.at) };
}
