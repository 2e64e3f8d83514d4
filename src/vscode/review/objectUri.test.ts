import assert from 'node:assert/strict';
import type { ObjectQuery } from './objectUri.js';
import { parseObjectQuery, printObjectQuery } from './objectUri.js';
import { parseReviewAddress, reviewAddress } from './reviewAddress.js';

describe('the address of a file that is reviewed', () => {
  const queries: readonly ObjectQuery[] = [{ id: 'a'.repeat(40) }, { id: 'b'.repeat(64) }, { submodule: 'c'.repeat(40) }, { ticket: '0012', attempt: 3 }];
  for (const query of queries) {
    it(`says what it names: ${Object.keys(query).join(', ')}`, () => assert.deepEqual(parseObjectQuery(printObjectQuery(query)), query));
  }

  it('names nothing else', () => {
    for (const text of ['', 'HEAD', 'a'.repeat(39), `${'a'.repeat(40)}:path`, 'live-12-1', 'live-0012-0', 'live-../../x-1']) assert.equal(parseObjectQuery(text), undefined);
  });
});

describe('the address of a review', () => {
  it('names a ticket', () => assert.equal(parseReviewAddress(reviewAddress('0012')), '0012'));

  it('names nothing else', () => assert.equal(parseReviewAddress('/x/0012.md'), undefined));
});
