/** Chances that are the same for the same seed. */
export interface Chances {
  /** A whole number from 0 up to, and without, `limit`. */
  readonly below: (limit: number) => number;
  /** The same things in another order. */
  readonly shuffled: <Thing>(things: readonly Thing[]) => readonly Thing[];
}

/** Mulberry32: small, and good enough to choose what goes wrong. */
export function seededChances(seed: number): Chances {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const shuffled = <Thing>(things: readonly Thing[]): readonly Thing[] => {
    const rest = [...things];
    return things.flatMap(() => rest.splice(below(rest.length), 1));
  };
  return { below, shuffled };
}
