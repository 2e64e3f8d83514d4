import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FieldValue } from './frontMatter.js';
import { appendSection, DocumentError, fenced, printDocument, readBody, readFields, setFields } from './frontMatter.js';

type Fields = Record<string, FieldValue>;

const keys = ['id', 'title', 'area', 'priority', 'created', 'criteria', 'landed', 'run'] as const;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', ' ', 'null', 'true', '1e3', '0x1F', '0012', '2026-02-28', '- a', 'a: b', 'a # b', '#', '"', "'", '---', 'a\n---\nb', 'ünï 🦊', '\u2028---\n', '|', '{', '*a', '&a', '!x'),
);
const scalar: fc.Arbitrary<FieldValue> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('commit', 'tree', 'at'), scalar, { maxKeys: 3 }).map((one): FieldValue => ({ ...one })),
);
const fields: fc.Arbitrary<Fields> = fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }).chain((chosen) =>
  fc.tuple(...chosen.map(() => value)).map((values) => Object.fromEntries(chosen.map((key, at) => [key, values[at] ?? null]))),
);
const body = fc.string({ unit: 'binary', maxLength: 60 });

/** A field as a person might have typed it, and what it says. */
const written = fc.constantFrom<readonly [string, FieldValue]>(
  ['plain', 'plain'],
  ['   far  ', 'far'],
  ['"quoted \\u00e9"', 'quoted é'],
  ["'it''s'", "it's"],
  ['12 # with a comment', 12],
  ['', null],
  ['~', null],
  ['[a, "b" ]  # flow', ['a', 'b']],
  ['{ commit: a,  at: b }', { commit: 'a', at: 'b' }],
  ['|\n  block\n  text\n', 'block\ntext\n'],
  ['>-\n  folded\n  text', 'folded text'],
  ['\n  - one\n  # between\n  - two', ['one', 'two']],
  ['\n- one\n- two', ['one', 'two']],
  ['\n  commit: a # here\n\n  at: b', { commit: 'a', at: 'b' }],
  ['several\n  lines of\n  plain', 'several lines of plain'],
);
const noise = fc.constantFrom('', '', '# a comment\n', '\n', '# ünïcode 🦊\n\n');

/** A document made of lines as people write them; each field's own lines are known, so that what must stay can be told. */
const typed = fc
  .record({
    entries: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }).chain((chosen) => fc.tuple(...chosen.map((key) => fc.tuple(fc.constant(key), written, noise)))),
    body,
    crlf: fc.boolean(),
  })
  .map(({ entries, body: below, crlf }) => {
    const shape = (one: string) => (crlf ? one.replace(/\n/g, '\r\n') : one);
    const blocks = entries.map(([key, [raw, says], before]) => {
      const line = raw.startsWith('\n') ? `${key}:${raw}` : `${key}: ${raw}`;
      return { key, says, before: shape(before), own: shape(line.endsWith('\n') ? line : `${line}\n`) };
    });
    const front = blocks.map((block) => block.before + block.own).join('');
    const lineEnd = crlf ? '\r\n' : '\n';
    return { blocks, lineEnd, rest: `---${lineEnd}${below}`, whole: `---${lineEnd}${front}---${lineEnd}${below}` };
  });

describe('front matter', () => {
  it('says what was printed', () => {
    fc.assert(
      fc.property(fields, (all) => {
        assert.deepEqual(readFields(printDocument(all, '')), all);
      }),
      { numRuns: 500 },
    );
  });

  it('may have no field at all', () => {
    assert.deepEqual(readFields(printDocument({}, 'Below.')), {});
    assert.equal(readBody(printDocument({}, 'Below.')).trim(), 'Below.');
  });

  it('is not confused by a body', () => {
    fc.assert(
      fc.property(fields, body, (all, below) => {
        assert.deepEqual(readFields(printDocument(all, below)), all);
      }),
    );
  });

  it('keeps every other byte when a field is set', () => {
    fc.assert(
      fc.property(typed, fc.nat(), value, ({ blocks, whole, rest }, at, now) => {
        const chosen = blocks[at % blocks.length];
        assert.ok(chosen !== undefined);
        const edited = setFields(whole, { [chosen.key]: now });
        const said = Object.fromEntries(blocks.map((block) => [block.key, block.says]));
        assert.deepEqual(readFields(edited), { ...said, [chosen.key]: now });
        const index = blocks.indexOf(chosen);
        const around = (some: typeof blocks) => some.map((block) => block.before + block.own).join('');
        assert.ok(edited.startsWith(whole.slice(0, whole.indexOf('\n') + 1) + around(blocks.slice(0, index)) + chosen.before), 'what stands above changed');
        assert.ok(edited.endsWith(around(blocks.slice(index + 1)) + rest), 'what stands below changed');
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every byte when a field is added', () => {
    fc.assert(
      fc.property(typed, value, ({ blocks, whole, rest }, now) => {
        const edited = setFields(whole, { base: now });
        const said = Object.fromEntries(blocks.map((block) => [block.key, block.says]));
        assert.deepEqual(readFields(edited), { ...said, base: now });
        assert.ok(edited.startsWith(whole.slice(0, whole.length - rest.length)));
        assert.ok(edited.endsWith(rest));
      }),
      { numRuns: 500 },
    );
  });

  it('loses only the lines of a field that is removed', () => {
    fc.assert(
      fc.property(typed, fc.nat(), ({ blocks, whole }, at) => {
        const chosen = blocks[at % blocks.length];
        assert.ok(chosen !== undefined);
        assert.equal(setFields(whole, { [chosen.key]: undefined }), whole.replace(chosen.before + chosen.own, () => chosen.before));
      }),
      { numRuns: 500 },
    );
  });

  it('gives back the same bytes when a field is added and removed', () => {
    fc.assert(
      fc.property(typed, value, ({ whole }, now) => {
        assert.equal(setFields(setFields(whole, { base: now }), { base: undefined }), whole);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the comment behind a value', () => {
    const edited = setFields('---\nid: "0001"\npriority:   low  # for now\n---\n', { priority: 'high' });
    assert.equal(edited, '---\nid: "0001"\npriority:   high  # for now\n---\n');
  });

  it('keeps fields that stand to the right where they are', () => {
    const edited = setFields('---\n  id: "0001"\n  run: R-1\n---\n', { landed: { commit: 'a' }, run: undefined });
    assert.equal(edited, '---\n  id: "0001"\n  landed:\n    commit: a\n---\n');
  });

  it('is printed anew only where an edit in place would lie', () => {
    const edited = setFields('---\nid: "0001"\nbase: !!str 12\n...\n---\nbody\n', { run: 'R-1', base: 7 });
    assert.deepEqual(readFields(edited), { id: '0001', base: 7, run: 'R-1' });
    assert.equal(readBody(edited), 'body\n');
  });

  it('keeps every byte below it when a section is added', () => {
    fc.assert(
      fc.property(typed, ({ whole }) => {
        assert.ok(appendSection(whole, 'Attempt 1', 'It failed.').startsWith(whole));
      }),
    );
    assert.equal(appendSection('---\n---\n', 'A', 'b'), '---\n---\n\n## A\n\nb\n');
    assert.equal(appendSection('---\n---\n\nx', 'A', 'b'), '---\n---\n\nx\n\n## A\n\nb\n');
  });

  const damaged: readonly (readonly [string, string, RegExp])[] = [
    ['no front matter', 'title: a\n', /begin with a line "---"/],
    ['an empty document', '', /begin with a line "---"/],
    ['no closing line', '---\ntitle: a\n', /no closing line/],
    ['a tab as indentation', '---\na:\n\t- b\n---\n', /not valid YAML/],
    ['a field twice', '---\nid: a\nid: b\n---\n', /not valid YAML/],
    ['an alias', '---\na: &x [1]\nb: *x\n---\n', /cannot be used/],
    ['braces around all of it', '---\n{ id: a }\n---\n', /without braces/],
    ['a book', `---\na: ${'b'.repeat(70_000)}\n---\n`, /longer than/],
  ];
  for (const [what, document, words] of damaged) {
    it(`says what is wrong with ${what}`, () => {
      assert.throws(() => readFields(document), (error: unknown) => error instanceof DocumentError && words.test(error.message));
    });
  }

  it('never throws anything else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(body, body.map((one) => `---\n${one}\n---\n`)), (document) => {
        try {
          readFields(document);
        } catch (error) {
          assert.ok(error instanceof DocumentError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a fence', () => {
  it('cannot be closed from inside', () => {
    assert.equal(fenced('a\n```\nb'), '````\na\n```\nb\n````');
  });
});
