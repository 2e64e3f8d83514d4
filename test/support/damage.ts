import fc from 'fast-check';
import { awkwardTexts } from './schemaArbitrary.js';

/** A place of a text from which so many characters are gone, and what stands there instead. */
type Cut = readonly [from: number, length: number, instead: string];

/** What somebody could have done to a text: parts are gone, doubled, exchanged, or something stands in between; or nothing was done. */
export const cuts: fc.Arbitrary<readonly Cut[]> = fc.array(
  fc.tuple(fc.nat(), fc.nat(20), fc.oneof(fc.constantFrom(...awkwardTexts, '\n', '\r\n', '\t', '  ', ':', ': ', ',', '- ', '\0', '\ufeff', '\ud800', ''), fc.string({ unit: 'binary', maxLength: 5 }))),
  { maxLength: 3 },
);

export function damaged(text: string, done: readonly Cut[]): string {
  return done.reduce((at, [from, length, instead]) => {
    const start = from % (at.length + 1);
    return `${at.slice(0, start)}${instead}${at.slice(start + length)}`;
  }, text);
}
