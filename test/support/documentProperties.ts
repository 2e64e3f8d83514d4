import assert from 'node:assert/strict';
import fc from 'fast-check';
import type * as z from 'zod';
import { parseMessage, printMessage } from '../../src/plan/commitKinds.js';
import { documentProblems } from '../../src/plan/documentProblems.js';
import { kindOf } from '../../src/plan/documentKinds.js';
import { editProblem } from '../../src/plan/editRules.js';
import { appendSection, DocumentError, readBody, readFields, setFields } from '../../src/plan/frontMatter.js';
import type { FieldValue } from '../../src/plan/frontMatter.js';
import { importSchema } from '../../src/plan/imports/importSchemas.js';
import { readBoldTicket } from '../../src/plan/imports/boldTicket.js';
import { parseTicketPath, ticketPath, ticketStates } from '../../src/plan/paths.js';
import { approvalSchema, areaSchema, controlSchema, cutSchema, decisionSchema, noteSchema, protectedSchema, questionSchema, reviewSchema, workSchema } from '../../src/plan/planningSchemas.js';
import { readFieldsQuickly } from '../../src/plan/quickFields.js';
import { quickTicket } from '../../src/plan/quickTicket.js';
import { printConfig, readConfig, readDocument } from '../../src/plan/readDocument.js';
import { configSchema, intentSchema, leaseSchema, pendingSchema, runSchema, ticketSchema, verdictSchema } from '../../src/plan/schemas.js';
import { parseTicket } from '../../src/plan/snapshotReader.js';
import { document } from '../../src/plan/transition.js';
import { cuts, damaged } from './damage.js';
import { arbitraryOf, awkwardTexts } from './schemaArbitrary.js';

/** Every kind of document that has front matter, at a path where it may lie. */
export const documentKinds: Readonly<Record<string, z.ZodObject>> = {
  'areas/a.md': areaSchema,
  'tickets/open/0012-greet.md': ticketSchema,
  'questions/Q-0007.md': questionSchema,
  'decisions/D-0001-plain.md': decisionSchema,
  'notes/0012/1.md': noteSchema,
  'reviews/0012-1.md': reviewSchema,
  'protected/0012-1.md': protectedSchema,
  'runs/2026/02/R-1.md': runSchema,
  'verdicts/aa/aa-bb.md': verdictSchema,
  'approvals/v1.md': approvalSchema,
  'cuts/spec.md': cutSchema,
  'work/areas.md': workSchema,
  'queue/merge/pending/0012.md': pendingSchema,
  'queue/merge/active.md': intentSchema,
  'control.md': controlSchema,
  'lease.md': leaseSchema,
  'imports/abcdef012345.md': importSchema,
};

const body = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.array(fc.constantFrom(...awkwardTexts, '## A', '```', '\r\n', '\n'), { maxLength: 6 }).map((parts) => parts.join('\n')));

const arbitraries = new Map(Object.entries(documentKinds).map(([path, schema]) => [path, arbitraryOf(schema) as fc.Arbitrary<Record<string, FieldValue>>]));

/** Documents that are right, of the kind that may lie at a path; with these fields, where some are told. */
export function documentOf(path: string, told: Readonly<Record<string, FieldValue>> = {}): fc.Arbitrary<string> {
  return fc.tuple(arbitraries.get(path) ?? fc.constant({}), body).map(([fields, text]) => document({ ...fields, ...told }, text));
}

/** A document that is right, with the path and the schema of its kind. */
const written = fc.constantFrom(...Object.keys(documentKinds)).chain((path) => {
  const schema = documentKinds[path] ?? areaSchema;
  return fc.record({ path: fc.constant(path), schema: fc.constant(schema), fields: arbitraries.get(path) ?? fc.constant({}), body });
});

/** A document as somebody could have damaged it. */
export const damagedDocument = fc.tuple(written, cuts).map(([one, done]) => ({ ...one, text: damaged(document(one.fields, one.body), done) }));

export const anyDocumentText = fc.oneof(damagedDocument.map(({ text }) => text), fc.string({ unit: 'binary', maxLength: 60 }), fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('utf8')));

/** What a parser makes of a text; undefined where it says by its own error that it cannot. Any other error is a fault. */
export function orRefused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

export interface Property {
  readonly name: string;
  readonly of: fc.IProperty<never>;
}

function property<Values extends [unknown, ...unknown[]]>(name: string, of: fc.IPropertyWithHooks<Values>): Property {
  return { name, of: of as unknown as fc.IProperty<never> };
}

/** What must hold for the documents of a plan, and for whatever lies where they should lie. */
export const documentProperties: readonly Property[] = [
  property(
    'says what was written, by the schema of its kind, and is printed again as it was',
    fc.property(written, ({ schema, fields, body }) => {
      const text = document(fields, body);
      assert.deepEqual(readFields(text), fields);
      assert.deepEqual(readDocument(schema, text), schema.parse(fields));
      assert.equal(document(readFields(text) as object, readBody(text)), text);
    }),
  ),
  property(
    'is edited without a change of any other byte',
    fc.property(damagedDocument, fc.constantFrom('title', 'id', 'run', 'landed', 'new-field'), fc.constantFrom<FieldValue | undefined>('x', 7, null, ['a', 'b'], { a: 1 }, undefined, ...awkwardTexts), ({ text }, key, value) => {
      const before = orRefused(() => readFields(text));
      if (before === undefined || before === null || typeof before !== 'object' || Array.isArray(before)) return;
      assert.equal(setFields(text, {}), text);
      const edited = orRefused(() => setFields(text, { [key]: value }));
      if (edited === undefined) return;
      const after = readFields(edited) as Record<string, unknown>;
      assert.equal(readBody(edited), readBody(text));
      if (value === undefined) assert.ok(!Object.hasOwn(after, key));
      else assert.deepEqual(after[key], value);
      const { [key]: _old, ...rest } = before as Record<string, unknown>;
      const { [key]: _new, ...others } = after;
      assert.deepEqual(others, rest);
      if (value === undefined && !Object.hasOwn(before, key)) assert.equal(edited, text);
      assert.equal(setFields(edited, { [key]: value }), edited, 'twice is once');
    }),
  ),
  property(
    'keeps every byte when a section is added, and its fields',
    fc.property(anyDocumentText, body, (text, markdown) => {
      const longer = appendSection(text, 'Attempt 1', markdown);
      assert.ok(longer.startsWith(text));
      const before = orRefused(() => readFields(text));
      if (before !== undefined) assert.deepEqual(readFields(longer), before);
    }),
  ),
  property(
    'is read by the quick readers as by the slow ones, or not at all',
    fc.property(anyDocumentText, (text) => {
      const slow = orRefused(() => readFields(text));
      assert.deepEqual(orRefused(() => readFieldsQuickly(text)), slow);
      const quick = orRefused(() => quickTicket(text));
      if (quick !== undefined) assert.deepEqual(JSON.parse(JSON.stringify(quick)), JSON.parse(JSON.stringify(ticketSchema.parse(slow))));
    }),
  ),
  property(
    'is refused, where it cannot be read, by the error that is declared for that',
    fc.property(damagedDocument, fc.constantFrom(...Object.keys(documentKinds), 'spec.md', 'prompts/coding_agent.md', 'sanctum.json', 'tickets/done/0000-0099/0012-greet.md'), ({ text, schema }, path) => {
      orRefused(() => readDocument(schema, text));
      orRefused(() => readConfig(text));
      orRefused(() => editProblem(path, undefined, text));
      orRefused(() => editProblem(path, text, `${text}\n`));
      const ticket = parseTicket(path, text);
      assert.ok('words' in ticket || ticket.fields.id === '0012');
      for (const { start, end, words } of documentProblems(path, text, () => false)) assert.ok(start >= 0 && start <= end && end <= text.length && words !== '', `${String(start)} ${String(end)} ${words}`);
    }),
  ),
  property(
    'of a ticket lies at a path that says its id and state, and no other path does',
    fc.property(fc.constantFrom(...ticketStates), fc.nat(999_999_999), fc.stringMatching(/^[a-z0-9-]{1,40}$/), fc.oneof(anyDocumentText, fc.constantFrom('tickets/open/00012-a.md', 'tickets/done/0012-a.md')), (state, number, name, other) => {
      const id = String(number).padStart(4, '0');
      const path = ticketPath(state, id, name);
      assert.deepEqual(parseTicketPath(path), { state, id, name });
      assert.equal(kindOf(path)?.name, 'ticket');
      const place = parseTicketPath(other);
      assert.ok(place === undefined || ticketPath(place.state, place.id, place.name) === other);
      kindOf(other);
    }),
  ),
  property(
    'of the configuration is printed as it was read',
    fc.property(arbitraryOf(configSchema), (config) => {
      const read = readConfig(JSON.stringify(config));
      const printed = printConfig(read);
      assert.deepEqual(readConfig(printed), read);
      assert.equal(printConfig(readConfig(printed)), printed);
    }),
  ),
  property(
    'of Scriptorium is read whatever it holds, and its text is lost nowhere but where that is said',
    fc.property(anyDocumentText, (text) => {
      const { title, body, dependsOn } = readBoldTicket(text, '0012');
      assert.ok(title === undefined || (title.length > 0 && title.length <= 200));
      assert.ok(dependsOn.every((number) => /^\d{1,9}$/.test(number)));
      assert.ok(body.length <= text.length + 2 * text.split('\n').length);
    }),
  ),
  property(
    "is committed with a message that says what was meant, whatever its subject; a person's words make no trailer",
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.option(fc.constantFrom('add', 'land', 'import'), { nil: undefined }), fc.array(fc.constantFrom('a'.repeat(40), 'b'.repeat(40)), { maxLength: 2 }), anyDocumentText, (subject, transition, acknowledges, foreign) => {
      const message = { author: { kind: 'engine' as const, machine: 'machine', epoch: 1, sequence: 2 }, transition, ticket: undefined, acknowledges };
      assert.deepEqual(parseMessage(printMessage(subject, message)), message);
      assert.ok(['foreign', 'engine', 'command'].includes(parseMessage(foreign).author.kind));
    }),
  ),
];

/** In milliseconds, on a machine that has other things to do: a parse that hangs is a fault. */
export const [slack, forEach] = [30_000, 20];

/** Tries a property with so many cases. */
export function tryProperty({ of }: Property, numRuns: number, seed?: number): void {
  fc.assert(of, { numRuns, interruptAfterTimeLimit: slack + numRuns * forEach, markInterruptAsFailure: true, ...(seed === undefined ? {} : { seed }) });
}
