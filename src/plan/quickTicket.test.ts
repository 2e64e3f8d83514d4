import assert from 'node:assert/strict';
import fc from 'fast-check';
import { printDocument, readFields } from './frontMatter.js';
import { quickTicket } from './quickTicket.js';
import { ticketSchema } from './schemas.js';

const id = '0123456789012345678901234567890123456abc';
const at = '2026-02-28T14:30:00Z';

/** Values that are right for some field, and such as are for none. */
const value = fc.constantFrom<string>(
  '"0001"', '0001', '"00012"', '"0123456789"', '7', '0', '-1', '1.5', 'feature', 'fix', 'bug', 'high', 'two words', '"é\u2028"', 'x'.repeat(40), 'x'.repeat(41), `"${'x'.repeat(200)}"`, `"${'x'.repeat(201)}"`, '""', '"\u0007"', 'a--b',
  id, `${id}0`, at, '"2026-02-28T14:30:00.5Z"', '2026-02-28', 'checkout', 'ref', 'true', 'null', '[]', '["0001"]', 'R-1', 'Q-0001',
);
const name = fc.constantFrom('id', 'title', 'kind', 'priority', 'area', 'depends-on', 'plan-version', 'criteria', 'budget', 'hold', 'created', 'attempts', 'failures', 'run', 'base', 'snapshot', 'promotions', 'parked', 'resumes', 'landed', 'colour');
const landedName = fc.constantFrom('commit', 'tree', 'base', 'verdict', 'at', 'how', 'before', 'after', 'rules', 'recovered', 'colour');
const right = ['id: "0001"', 'title: Greet', `created: ${at}`];
const rightLanding = [`  commit: ${id}`, `  tree: ${id}`, `  base: ${id}`, `  verdict: ${id}-0123456789ab`, `  at: ${at}`, '  how: ref'];
const field = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(name, value).map(([key, one]) => [`${key}: ${one}`]) },
  fc.tuple(name, fc.array(value, { minLength: 1, maxLength: 3 })).map(([key, items]) => [`${key}:`, ...items.map((item) => `  - ${item}`)]),
  fc.tuple(fc.subarray(['difficulty', 'minutes', 'dollars', 'colour'], { minLength: 1 }), fc.array(fc.constantFrom('0', '1', '2.5', '-1', 'two', '"3"'), { minLength: 1, maxLength: 3 }), fc.boolean()).map(([keys, items, isRight]) => [
    'prediction:',
    ...(isRight ? ['difficulty', 'minutes', 'dollars'] : keys).flatMap((key) => [`  ${key}:`, ...(isRight ? ['1', '2.5'] : items).map((item) => `    - ${item}`)]),
  ]),
  fc.array(fc.tuple(landedName, value), { maxLength: 3 }).map((more) => {
    const other = more.map(([key, one]) => `  ${key}: ${one}`);
    return ['landed:', ...rightLanding.filter((line) => !other.some((one) => one.split(':')[0] === line.split(':')[0])), ...other];
  }),
);

/** What the schema makes of a ticket: its fields, or that they are wrong. */
function bySchema(text: string): unknown {
  try {
    const result = ticketSchema.safeParse(readFields(text));
    return result.success ? result.data : 'wrong';
  } catch {
    return 'wrong';
  }
}

describe('reading a ticket quickly', () => {
  it('agrees with the schema, or leaves the ticket to it', () => {
    let quick = 0;
    fc.assert(
      fc.property(fc.array(field, { maxLength: 3 }), (more) => {
        const own = more.flatMap((lines) => lines.map((line) => line.split(':')[0]));
        const text = `---\n${[...right.filter((line) => !own.includes(line.split(':')[0])), ...more.flat()].join('\n')}\n---\nPlease.\n`;
        const fields = quickTicket(text);
        if (fields === undefined) return;
        quick += 1;
        assert.deepEqual(fields, bySchema(text), text);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(quick > 1000, String(quick));
  });

  it('knows tickets as the engine writes them', () => {
    const landed = { commit: id, tree: id, base: id, verdict: `${id}-0123456789ab`, at, how: 'checkout', before: `${id}0123456789abcdef01234567`, after: `${id}0123456789abcdef01234567`, rules: 1 };
    const prediction = { difficulty: [1, 2], minutes: [10, 45.5], dollars: [0, 2] };
    const tickets = [
      { id: '0001', title: 'Greet', created: at },
      { id: '0002', title: 'Greet by name', kind: 'fix', priority: 'high', area: 'greeting', 'depends-on': ['0001'], 'plan-version': 2, criteria: ['it greets'], prediction, created: at, attempts: 1, base: id, snapshot: id, landed },
      { id: '0003', title: 'Greet: twice', created: at, attempts: 2, failures: 1, run: 'R-20261121T043000-0003-2-ab12', base: id },
    ];
    for (const ticket of tickets) assert.deepEqual(quickTicket(printDocument(ticket, 'Please.')), ticketSchema.parse(ticket));
  });
});
