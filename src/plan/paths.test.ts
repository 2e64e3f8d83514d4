import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTicketPath, pendingPath, runPath, shortName, ticketPath, ticketStates, verdictPath } from './paths.js';

const id = fc.nat({ max: 999_999_999 }).map((number) => String(number).padStart(4, '0'));

describe('the path of a ticket', () => {
  it('gives back what it was made of', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ticketStates), id, fc.string({ unit: 'binary' }), (state, ticket, title) => {
        const name = shortName(title);
        assert.deepEqual(parseTicketPath(ticketPath(state, ticket, name)), { state, id: ticket, name });
      }),
    );
  });

  it('is read in one spelling only', () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom('tickets/open/', 'tickets/done/', 'tickets/done/0000-0099/', 'tickets/open/0000-0099/', ''), fc.string(), fc.constantFrom('.md', '')), (parts) => {
        const path = parts.join('');
        const place = parseTicketPath(path);
        if (place !== undefined) assert.equal(ticketPath(place.state, place.id, place.name), path);
      }),
    );
  });

  it('has the ended ones in folders of a hundred', () => {
    assert.equal(ticketPath('done', '0099', 'a'), 'tickets/done/0000-0099/0099-a.md');
    assert.equal(ticketPath('cancelled', '12345', 'a'), 'tickets/cancelled/12300-12399/12345-a.md');
    assert.equal(ticketPath('stuck', '0012', 'a'), 'tickets/stuck/0012-a.md');
  });

  const refused = [
    'tickets/open/12-a.md', 'tickets/open/00012-a.md', 'tickets/open/0012-A.md', 'tickets/open/0012.md', 'tickets/open/0012-a.txt', 'tickets/open/0012-a.md\n', 'tickets/open/x/0012-a.md', 'tickets/lost/0012-a.md',
    'tickets/done/0012-a.md', 'tickets/done/0100-0199/0012-a.md', 'tickets/open/0000-0099/0012-a.md', 'x/tickets/open/0012-a.md', 'tickets/open/../0012-a.md', 'tickets/open/0012-ä.md',
  ];
  for (const path of refused) {
    it(`is not ${JSON.stringify(path)}`, () => {
      assert.equal(parseTicketPath(path), undefined);
    });
  }
});

describe('the short name of a title', () => {
  it('is safe in a path, and never longer than 40 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (title) => {
        assert.match(shortName(title), /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
      }),
    );
  });

  const names: readonly (readonly [string, string])[] = [
    ['Greet by name', 'greet-by-name'],
    ['  Über-Größe: naïve café!  ', 'uber-gro-e-naive-cafe'],
    ['../../etc/passwd', 'etc-passwd'],
    ['日本語', 'ticket'],
    ['', 'ticket'],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ];
  for (const [title, name] of names) {
    it(`is ${name} for ${JSON.stringify(title)}`, () => {
      assert.equal(shortName(title), name);
    });
  }
});

describe('other paths', () => {
  it('are built of ids', () => {
    assert.equal(pendingPath('0012'), 'queue/merge/pending/0012.md');
    assert.equal(verdictPath('abcd', '12ef'), 'verdicts/ab/abcd-12ef.md');
    assert.equal(runPath('R-20261121T043000-0012-1'), 'runs/2026/11/R-20261121T043000-0012-1.md');
  });
});
