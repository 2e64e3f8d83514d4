/** Chance that a seed decides: the same seed throws the same dice (mulberry32). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0;
  }

  /** At least 0 and less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from 0 on, less than `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them. Throws when there are none. */
  pick<T>(choices: readonly T[]): T {
    const index = this.below(choices.length);
    if (index >= choices.length) throw new Error('There is nothing to pick from.');
    return choices[index] as T;
  }

  hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += this.below(16).toString(16);
    return digits;
  }
}
