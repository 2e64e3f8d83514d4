import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { faultIn } from '../../src/agents/mcp/messageFaults.js';
import { agentEventSchema } from '../../src/agents/stream/agentEvent.js';
import type { StreamFormat } from '../../src/agents/stream/formats.js';
import { streamFormats, streamReader } from '../../src/agents/stream/formats.js';
import { checkCall, tools } from '../../src/agents/tools.js';
import { roleSchema } from '../../src/plan/atoms.js';
import { parseMessage, printMessage } from '../../src/plan/commitKinds.js';
import { appendSection, readFields, setFields } from '../../src/plan/frontMatter.js';
import { readBoldTicket } from '../../src/plan/imports/boldTicket.js';
import { readFieldsQuickly } from '../../src/plan/quickFields.js';
import { printConfig, readConfig, readDocument } from '../../src/plan/readDocument.js';
import { configSchema } from '../../src/plan/schemas.js';
import { parseTicket } from '../../src/plan/snapshotReader.js';
import { cuts, damaged } from '../support/damage.js';
import { documentKinds, documentOf, forEach, orRefused, slack } from '../support/documentProperties.js';
import { arbitraryOf } from '../support/schemaArbitrary.js';
import { workedTicket } from '../support/scriptoriumBranch.js';

/** What came of many inputs. */
export interface Fuzzed {
  readonly taken: number;
  /** With words that say what is wrong, or, by readers of streams, counted as what could not be read. */
  readonly refused: number;
}

/** A parser of what others wrote. */
export interface FuzzedParser {
  readonly name: string;
  /** What it is given, in words. */
  readonly given: string;
  /** Where it stands, below src. */
  readonly files: readonly string[];
  /** Gives it so many inputs, which follow from the seed. Throws, with the shortest input that was found, where it throws itself or tells what it must not. */
  readonly play: (inputs: number, seed: number) => Fuzzed;
}

/** `takes` tells whether the parser took an input, or refused it. */
function parser<Input>(name: string, given: string, files: readonly string[], inputs: fc.Arbitrary<Input>, takes: (input: Input) => boolean): FuzzedParser {
  return {
    name,
    given,
    files,
    play: (numRuns, seed) => {
      let taken = 0;
      const property = fc.property(inputs, (input) => {
        if (takes(input)) taken += 1;
      });
      fc.assert(property, { seed, numRuns, interruptAfterTimeLimit: slack + numRuns * forEach, markInterruptAsFailure: true });
      return { taken, refused: numRuns - taken };
    },
  };
}

const roles = roleSchema.options;
const toolNames = tools.map(({ name }) => name);
const awkward = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('__proto__', 'constructor', '', '\0', '\u001b[2J', '\ud800', 'x'.repeat(100_000)));
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), awkward);
const inputNames = ['text', 'summary', 'evidence', 'document', 'question', 'verdict', 'ticket', '__proto__'] as const;

const messages = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.jsonValue().map((one) => JSON.stringify(one)),
  fc
    .record({ jsonrpc: fc.constantFrom('2.0', '1.0', 2), id: value, method: fc.oneof(fc.constantFrom('tools/call', 'tools/list', 'initialize'), awkward), params: fc.oneof(value, fc.record({ name: fc.oneof(fc.constantFrom(...toolNames), awkward), arguments: value })) }, { requiredKeys: [] })
    .map((one) => JSON.stringify(one)),
  fc.tuple(fc.constantFrom(...tools), cuts).map(([{ name, example }, done]) => damaged(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${example}}}`, done)),
);

/** A message that was too long to keep; its ends may be those of any message. */
const longMessages = fc.tuple(messages, messages).map(([one, other]) => ({ head: one.slice(0, 60), tail: other.slice(-60) }));

const anyInput = fc.oneof(value, fc.dictionary(fc.constantFrom(...inputNames), value));

/** What a tool would take, with one field of it exchanged, or none. */
const almostRight = fc.tuple(fc.constantFrom(...tools), fc.nat(), fc.option(value)).map(([{ name, roles: own, example }, at, instead]) => {
  const input = JSON.parse(example) as Record<string, unknown>;
  const key = Object.keys(input)[at % Object.keys(input).length] ?? '';
  return { role: own[at % own.length] ?? ('coding' as const), name, input: instead === null ? input : { ...input, [key]: instead } };
});

const calls = fc.oneof(almostRight, fc.record({ role: fc.constantFrom(...roles), name: fc.oneof(fc.constantFrom(...toolNames), awkward), input: anyInput }));

const trailers = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom<'engine' | 'command'>('engine', 'command'), cuts)
  .map(([subject, kind, done]) => damaged(printMessage(subject, { author: kind === 'engine' ? { kind, machine: 'machine', epoch: 1, sequence: 2 } : { kind, writer: 'a@b', nonce: 'a'.repeat(32) }, transition: 'add', ticket: '0012', acknowledges: ['b'.repeat(40)] }), done));

const scriptoriumLine = fc.oneof(fc.constantFrom(...workedTicket.split('\n'), '## Depends: 0001', '**Priority:** low', '```', '---'), fc.string({ unit: 'binary', maxLength: 30 }));
const scriptoriums = fc.tuple(fc.oneof(fc.constant(workedTicket), fc.array(scriptoriumLine, { maxLength: 12 }).map((lines) => lines.join('\n'))), cuts).map(([text, done]) => damaged(text, done));

const recorded = join(import.meta.dirname, '../streams');

function linesOf(format: StreamFormat): readonly string[] {
  const names = readdirSync(recorded).filter((name) => name.startsWith(`${format}.`) || name.startsWith(`${format}-`));
  return names.flatMap((name) => readFileSync(join(recorded, name), 'utf8').split('\n'));
}

/** Whether every line could be read, or was passed over as what is not meant for the reader. */
function areRead(format: StreamFormat, lines: readonly string[]): boolean {
  const reader = streamReader(format);
  const told = [...lines.flatMap((line) => reader.line(line)), ...reader.end({ exitCode: 1, asked: false })];
  assert.ok(told.some(({ kind }) => kind === 'end'), 'it tells no end');
  for (const event of told) assert.ok(agentEventSchema.safeParse(event).success, `no event: ${JSON.stringify(event)}`);
  return reader.badLines === 0;
}

function stream(format: StreamFormat): FuzzedParser {
  const line = fc.tuple(fc.constantFrom(...linesOf(format)), cuts).map(([text, done]) => damaged(text, done));
  const lines = fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.jsonValue().map((one) => JSON.stringify(one)), fc.string({ unit: 'binary', maxLength: 60 })), { minLength: 1, maxLength: 4 });
  return parser(`the stream of an agent: ${format}`, 'one to four lines of recorded runs, damaged and in any order', [`agents/${format}/${format}Reader.ts`], lines, (given) => areRead(format, given));
}

/** How many texts of each kind are damaged, and the seed that they follow from. */
interface Kept {
  readonly kept: number;
  readonly seed: number;
}

/** Texts of which each is one of so many that are right, and damaged. To think of one takes far longer than to read it. */
function damagedOnes(right: fc.Arbitrary<string>, { kept, seed }: Kept): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...fc.sample(right, { numRuns: kept, seed })), cuts).map(([text, done]) => damaged(text, done));
}

/** All of them. */
export function fuzzedParsers(kept: Kept): readonly FuzzedParser[] {
  const documents = Object.entries(documentKinds).map(([path, schema]) => ({ schema, texts: damagedOnes(documentOf(path), kept) }));
  const ofAnyKind = fc.oneof(...documents.map(({ schema, texts }) => texts.map((text) => ({ schema, text }))));
  const anyText = fc.oneof({ weight: 3, arbitrary: ofAnyKind.map(({ text }) => text) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('utf8')) });
  const configurations = damagedOnes(arbitraryOf(configSchema).map((config) => printConfig(readConfig(JSON.stringify(config)))), kept);
  return [
    parser('the front matter of a document', 'documents of every kind, damaged; any text; any bytes', ['plan/frontMatter.ts', 'plan/quickFields.ts'], anyText, (text) => {
      const slow = orRefused(() => readFields(text));
      assert.deepEqual(orRefused(() => readFieldsQuickly(text)), slow);
      orRefused(() => setFields(text, { title: 'Another' }));
      appendSection(text, 'Attempt 1', 'More.');
      return slow !== undefined;
    }),
    parser('a document, by the schema of its kind', 'documents of every kind, damaged', ['plan/readDocument.ts', 'plan/problemWords.ts'], ofAnyKind, ({ schema, text }) => orRefused(() => readDocument(schema, text)) !== undefined),
    parser('a ticket', 'tickets, damaged', ['plan/quickTicket.ts'], damagedOnes(documentOf('tickets/open/0012-greet.md', { id: '0012' }), kept), (text) => 'fields' in parseTicket('tickets/open/0012-greet.md', text)),
    parser('the configuration', 'whole configurations, damaged', ['plan/readDocument.ts'], configurations, (text) => {
      const config = orRefused(() => readConfig(text));
      if (config !== undefined) assert.deepEqual(readConfig(printConfig(config)), config);
      return config !== undefined;
    }),
    parser('the message of a commit', 'messages of Sanctum, damaged', ['plan/commitKinds.ts'], trailers, (text) => parseMessage(text).author.kind !== 'foreign'),
    parser('a ticket of Scriptorium', 'tickets, damaged; their lines in any order', ['plan/imports/boldTicket.ts'], scriptoriums, (text) => readBoldTicket(text, '0001').title !== undefined),
    ...streamFormats.map(stream),
    parser('a message of MCP', 'no JSON; JSON that is no message; messages, damaged or almost right; both ends of one too long', ['agents/mcp/messageFaults.ts'], fc.oneof({ weight: 4, arbitrary: messages }, { weight: 1, arbitrary: longMessages }), (line) => {
      const told = faultIn(line, toolNames);
      if ('message' in told) assert.equal(told.message.jsonrpc, '2.0');
      else assert.ok(told.fault.message.length < 2000 && (typeof told.id !== 'string' || told.id.length <= 200));
      return 'message' in told;
    }),
    parser("a call of any role's", 'calls with a field exchanged; tools of its own, of others and of nobody, with any input', ['agents/tools.ts'], calls, ({ role, name, input }) => {
      const told = checkCall(role, name, input);
      if ('refusal' in told) assert.ok(told.refusal.length < 4000, told.refusal.slice(0, 300));
      else assert.ok(tools.some((tool) => tool.name === told.tool && tool.roles.includes(role)));
      return !('refusal' in told);
    }),
  ];
}
