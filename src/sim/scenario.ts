import { Dice } from './dice.js';
import type { Site } from './sites.js';
import { sites } from './sites.js';

/** Faults that the dice choose from. */
const drawnFaults = ['engine dies', 'git dies', 'all die', 'power fails', 'agent dies', 'second engine', 'disk is full', 'clock jumps', 'machine sleeps'] as const;
/** Faults that every other seed has besides, so that each kind of step is one at which somebody died. */
const aimedFaults = ['dies at a site', 'engine dies at a landing'] as const;
/** Faults that every fourth seed has besides: another machine sees the repository, and only what the repository says tells the two of each other. */
const elsewhereFaults = ['other machine comes', 'other machine dies', 'nobody starts an engine', 'machine sleeps alone'] as const;
/** What a colleague does in a clone, in every fourth seed, and what becomes of the pushes. */
const cloneFaults = ['colleague adds', 'colleague edits', 'colleague breaks', 'push dies', 'line is cut'] as const;
/** What the engineer does. */
const doings = ['add', 'edit', 'stand in the way', 'commit', 'pause', 'resume', 'retry', 'hold', 'release', 'put ahead', 'eject', 'freeze', 'thaw', 'answer', 'note'] as const;

/** What happens to a simulated world beside its everyday. */
export type HappeningKind = (typeof drawnFaults)[number] | (typeof aimedFaults)[number] | (typeof elsewhereFaults)[number] | (typeof cloneFaults)[number] | (typeof doings)[number];

/** Those that are faults, and no doing of the engineer's. */
export const faultKinds: ReadonlySet<HappeningKind> = new Set<HappeningKind>([...drawnFaults, ...aimedFaults, ...elsewhereFaults, ...cloneFaults]);

/** Each way to die at one kind of step. */
export const deaths: readonly { readonly site: Site; readonly side: 'before' | 'after' }[] = sites.flatMap((site) => [{ site, side: 'before' }, { site, side: 'after' }] as const);

/** Where whoever takes a push dies and leaves the lock on the plan, and where not. */
const underLock: typeof deaths = [
  { site: 'git: lock ref', side: 'after' },
  ...(['git: write ref', 'git: log ref'] as const).flatMap((site) => [{ site, side: 'before' }, { site, side: 'after' }] as const),
  { site: 'git: rename ref', side: 'before' },
];
const besideLock: typeof deaths = [
  { site: 'git: write objects', side: 'before' },
  { site: 'git: write objects', side: 'after' },
  { site: 'git: lock ref', side: 'before' },
  { site: 'git: rename ref', side: 'after' },
];

/** Each way for a push to die. */
export const pushDeaths: typeof deaths = [...underLock, ...besideLock];

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

const aimedCount = 14;
/** Neighbours in the list of deaths, which happen in one kind of night, come in different ones. */
const stride = 37;

/** So many deaths that seven such seeds in a row have each. */
function aimedAt(seed: number, steps: number): readonly Happening[] {
  if (seed % 2 === 1) return [];
  const dice = new Dice(seed * 17 + 3);
  const first = (seed / 2) * aimedCount;
  // While tickets are built and land.
  const soon = (): number => dice.below(Math.floor(steps * 0.4));
  const strikes = Array.from({ length: aimedCount }, (_, at): Happening => ({ at: soon(), kind: 'dies at a site', by: (((first + at) * stride) % deaths.length) + deaths.length * dice.below(1000) }));
  return [...strikes, { at: soon(), kind: 'engine dies at a landing', by: dice.below(1 << 30) }];
}

const elsewhereCount = 6;

/** The other machine comes early, and then whatever else. */
function elsewhereAt(seed: number, steps: number): readonly Happening[] {
  if (seed % 4 !== 3) return [];
  const dice = new Dice(seed * 23 + 11);
  const more = Array.from({ length: elsewhereCount }, (): Happening => ({ at: dice.below(steps), kind: dice.pick(elsewhereFaults), by: dice.below(1 << 30) }));
  return [{ at: dice.below(Math.floor(steps * 0.3)), kind: 'other machine comes', by: dice.below(1 << 30) }, ...more];
}

/** Seeds that once broke something; they are played for ever. What came into the simulation after them is not drawn for them, so that they stay what they were. */
export const foundSeeds: readonly number[] = [1035, 1045, 1161, 1449, 2183];

const cloneDoings = 4;

/** A colleague adds, edits and breaks something; the line is cut, and two pushes die: six such seeds in a row have each death, that which leaves a lock the later one, since nobody gets through as long as it is there. */
function cloneAt(seed: number, steps: number): readonly Happening[] {
  if (seed % 4 !== 1 || foundSeeds.includes(seed)) return [];
  const dice = new Dice(seed * 29 + 13);
  const within = (from: number, to: number): number => Math.floor(steps * from) + dice.below(Math.floor(steps * (to - from)));
  const by = (): number => dice.below(1 << 30);
  const dies = (death: number): number => death + pushDeaths.length * dice.below(1000);
  const turn = (seed - 1) / 4;
  const done = Array.from({ length: cloneDoings }, (): Happening => ({ at: within(0, 0.6), kind: dice.pick(['colleague adds', 'colleague edits', 'colleague edits', 'colleague breaks'] as const), by: by() }));
  return [
    ...done,
    { at: within(0, 0.1), kind: 'push dies', by: dies(underLock.length + (turn % besideLock.length)) },
    { at: within(0.2, 0.4), kind: 'push dies', by: dies(turn % underLock.length) },
    { at: within(0, 0.4), kind: 'line is cut', by: by() },
  ];
}

/** What a seed stands for: its happenings, over so many steps. */
export function scenarioOf(seed: number, steps = usualSteps): Scenario {
  const dice = new Dice(seed * 31 + 5);
  // Each seed has its own few kinds of fault, so that some meet one kind over and over.
  const active = drawnFaults.filter(() => dice.chance(0.5));
  const list = Array.from({ length: count }, (): Happening => {
    const kind = dice.below(100) < faultShare && active.length > 0 ? dice.pick(active) : dice.pick(doings);
    return { at: dice.below(steps), kind, by: dice.below(1 << 30) };
  });
  return { seed, happenings: [...list, ...aimedAt(seed, steps), ...elsewhereAt(seed, steps), ...cloneAt(seed, steps)].sort((one, other) => one.at - other.at) };
}
