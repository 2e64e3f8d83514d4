import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldValue } from './frontMatter.js';
import { DocumentError, printDocument, readFields } from './frontMatter.js';
import { readFieldsQuickly } from './quickFields.js';

/** What a reader makes of a document: its fields, or that there are none. */
function outcome(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof DocumentError) return 'no document';
    throw error;
  }
}

const words = fc.constantFrom(
  'word', 'true ', 'two words', 'yes', 'No', 'null', 'Null', '~', 'true', 'on', 'y', '0', '7', '007', '1e3', '-1', '1.5', '0x1f', '1_000', 'a-b', 'a - b', '- a', 'a (b)', 'a:', 'a: b', 'a:b', 'a :b', 'a #b', 'a#b', 'a, "b"!', '#b', '{}',
  '"q"', '"q\\"', '"a\tb"', "'q'", '[]', '[a]', '{}', '|', '>', '*a', '&a', '!t', '%x', '@x', '`x', 'ü', ' ', '', '\u2028', '\u0085', '\r', '0123456789012345678901234567890123456789', '1234567e01234567890123456789012345678901',
  '00a3456789012345678901234567890123456789', '00a3456789012345678901234567890123456789-0123456789ab', '012345678901234567890123456789012345678e-012345678901', '2026-02-28T14:30:00Z', '2026-02-28', '12:30', '---', '...', '.inf', '.nan', '<<',
);
const key = fc.constantFrom('id', 'depends-on', 'title', 'a', 'constructor', 'toString', 'y', 'null', 'A', 'a b', '"a"', '1', '<<');
const line = fc.oneof(
  fc.tuple(key, words).map(([name, value]) => `${name}: ${value}`),
  fc.tuple(key, words).map(([name, value]) => `${name}:${value}`),
  fc.tuple(key, words).map(([name, value]) => `  ${name}: ${value}`),
  key.map((name) => `${name}:`),
  words.map((value) => `  - ${value}`),
  fc.tuple(key, words).map(([name, value]) => `  - ${name}: ${value}`),
  fc.tuple(key, words).map(([name, value]) => `    ${name}: ${value}`),
  key.map((name) => `  ${name}:`),
  words.map((value) => `    - ${value}`),
  words.map((value) => `- ${value}`),
  words.map((value) => `  ${value}`),
  words,
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n');
const document = fc
  .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 8 }), fc.constantFrom('---\n', '---', '--- \n', '---\n\nbody\n', '...\n'))
  .map(([lines, end]) => `---\n${lines.map((parts) => parts.join('')).join('')}${end}`);

describe('reading fields quickly', () => {
  it('agrees with the YAML library on whatever it is given', () => {
    fc.assert(
      fc.property(document, (text) => {
        assert.deepEqual(outcome(readFieldsQuickly, text), outcome(readFields, text));
      }),
      { numRuns: 5000 },
    );
  });

  it('agrees with the YAML library on text in quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (inside) => {
        for (const text of [`title: "${inside}"`, `title:\n  - "${inside}"`, `title:\n  by: "${inside}"`].map((front) => `---\n${front}\n---\n`)) {
          assert.deepEqual(outcome(readFieldsQuickly, text), outcome(readFields, text));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with what was printed', () => {
    const scalar: fc.Arbitrary<FieldValue> = fc.oneof(words, fc.string({ maxLength: 12 }), fc.nat(), fc.boolean());
    const { value } = fc.letrec<{ value: FieldValue }>((tie) => ({
      value: fc.oneof({ depthSize: 'small', maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('commit', 'how', 'at'), tie('value'), { noNullPrototype: true })),
    }));
    const all = fc.dictionary(fc.constantFrom('id', 'title', 'base', 'tests'), value, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(all, (fields) => {
        assert.deepEqual(readFieldsQuickly(printDocument(fields, 'body')), fields);
      }),
      { numRuns: 1000 },
    );
  });
});
