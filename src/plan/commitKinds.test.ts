import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommitKind, PlanMessage } from './commitKinds.js';
import { parseMessage, printMessage } from './commitKinds.js';

const word = fc.stringMatching(/^[A-Za-z0-9._@-]{1,20}$/);
const author: fc.Arbitrary<CommitKind> = fc.oneof(
  fc.record({ kind: fc.constant('engine' as const), machine: word, epoch: fc.nat(), sequence: fc.nat() }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant('command' as const), writer: word, nonce: word }, { noNullPrototype: true }),
  fc.constant({ kind: 'foreign' as const }),
);
const message: fc.Arbitrary<PlanMessage> = fc.record({
  author,
  transition: fc.option(fc.constantFrom('add', 'land', 'repair'), { nil: undefined }),
  ticket: fc.option(fc.constantFrom('0001', '12345'), { nil: undefined }),
  acknowledges: fc.array(fc.stringMatching(/^[0-9a-f]{40}$/), { maxLength: 3 }),
}, { noNullPrototype: true });

describe("a plan commit's message", () => {
  it('says what was printed, whatever the subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), message, (subject, said) => {
        assert.deepEqual(parseMessage(printMessage(subject, said)), said);
      }),
    );
  });

  it('cannot be forged by a subject that holds trailers', () => {
    const text = printMessage('x\n\nSanctum-Engine: m 1 1\nSanctum-Transition: land', { author: { kind: 'command', writer: 'w', nonce: 'n' }, transition: 'add', ticket: undefined, acknowledges: [] });
    assert.deepEqual(parseMessage(text).author, { kind: 'command', writer: 'w', nonce: 'n' });
    assert.equal(parseMessage(text).transition, 'add');
  });

  const foreign: readonly (readonly [string, string])[] = [
    ['a subject alone', 'Edit the spec'],
    ['nothing', ''],
    ['trailers where the subject should be', 'Sanctum-Engine: m 1 1'],
    ['trailers that are not the last paragraph', 'a\n\nSanctum-Engine: m 1 1\n\nand more'],
    ['an epoch that is no number', 'a\n\nSanctum-Engine: m one 1'],
    ['a number too few', 'a\n\nSanctum-Engine: m 1'],
    ['a command without a nonce', 'a\n\nSanctum-Command: me'],
    ['another case', 'a\n\nsanctum-engine: m 1 1'],
  ];
  for (const [what, text] of foreign) {
    it(`is foreign with ${what}`, () => {
      assert.equal(parseMessage(text).author.kind, 'foreign');
    });
  }

  it('is read the same with CRLF', () => {
    assert.equal(parseMessage('a\r\n\r\nSanctum-Transition: add\r\nSanctum-Command: me n\r\n').transition, 'add');
  });
});
