import { randomBytes } from 'node:crypto';
import type { Random } from './random.js';

/** The machine's cryptographic randomness. */
export class NodeRandom implements Random {
  hex(length: number): string {
    return randomBytes(Math.ceil(length / 2)).toString('hex').slice(0, length);
  }
}
