import assert from 'node:assert/strict';
import fc from 'fast-check';
import { roleSchema } from '../../plan/atoms.js';
import { checkCall, tools } from '../tools.js';
import { faultIn } from './messageFaults.js';

const runs = 5000;

const names = tools.map(({ name }) => name);
const awkward = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('__proto__', 'constructor', '', '\0', '\u001b[2J', '\ud800', 'x'.repeat(100_000)));
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), awkward);

/** Lines that are no JSON, JSON that is no message, and messages that are almost right. */
const lines = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.jsonValue().map((one) => JSON.stringify(one)),
  fc.record({ jsonrpc: fc.constantFrom('2.0', '1.0', 2), id: value, method: fc.oneof(fc.constantFrom('tools/call', 'tools/list', 'initialize'), awkward), params: fc.oneof(value, fc.record({ name: fc.oneof(fc.constantFrom(...names), awkward), arguments: value })) }, { requiredKeys: [] }).map((one) => JSON.stringify(one)),
  fc.tuple(fc.constantFrom(...names), fc.nat(300)).map(([name, cut]) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }).slice(0, cut)),
);

describe(`what is wrong with a message, ${String(2 * runs)} cases,`, () => {
  it('is said in words of a bounded length, whatever a line holds, and nothing is thrown', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const told = faultIn(line, names);
        if ('message' in told) assert.equal(told.message.jsonrpc, '2.0');
        else assert.ok(told.fault.message.length < 2000 && (typeof told.id !== 'string' || told.id.length <= 200));
      }),
      { numRuns: runs },
    );
  });

  it("is said of a call of any role's with any input: it is a call of that role's tool, or a refusal of a bounded length", () => {
    fc.assert(
      fc.property(fc.constantFrom(...roleSchema.options), fc.oneof(fc.constantFrom(...names), awkward), fc.oneof(value, fc.dictionary(fc.constantFrom('text', 'summary', 'evidence', 'document', 'question', 'verdict', 'ticket', '__proto__'), value)), (role, name, input) => {
        const told = checkCall(role, name, input);
        if ('refusal' in told) assert.ok(told.refusal.length < 4000, told.refusal.slice(0, 300));
        else assert.ok(tools.some((tool) => tool.name === told.tool && tool.roles.includes(role)));
      }),
      { numRuns: runs },
    );
  });
});
