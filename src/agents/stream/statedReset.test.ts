import assert from 'node:assert/strict';
import { isoSeconds } from '../../platform/clock.js';
import { statedReset } from './statedReset.js';

/** On this machine's clock. */
const local = (date: number, hours: number, minutes: number): string => isoSeconds(new Date(2026, 10, date, hours, minutes).getTime());
const said = new Date(2026, 10, 21, 15, 32, 39).getTime();
const later = (milliseconds: number): string => isoSeconds(said + milliseconds);

const table: readonly (readonly [string, string | undefined])[] = [
  ['You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), or try again at 4:32 PM.', local(21, 16, 32)],
  ['You’ve hit your usage limit. Visit https://chatgpt.com or try again at Nov 24th, 2026 3:32 PM.', local(24, 15, 32)],
  ['try again at 1:05 AM', local(22, 1, 5)],
  ['try again at 12:00 AM', local(22, 0, 0)],
  ['try again at 3:32 PM', local(21, 15, 32)],
  ['Rate limit reached. Please try again in 11.054s. Visit', later(12_000)],
  ['Please try again in 1h 2m 3s.', later(3_723_000)],
  ['try again in 2 minutes and 5 seconds', later(125_000)],
  ['try again in 3 days 1 hour', later(73 * 3_600_000)],
  ['try again in 250ms', later(1000)],
  ['try again later', undefined],
  ['try again at Foo 1st, 2026 3:32 PM', undefined],
  ['exceeded retry limit, last status: 429 Too Many Requests', undefined],
];

describe('when a server will serve again, in words', () => {
  for (const [words, expected] of table) it(words, () => assert.equal(statedReset(words, said), expected));
});
