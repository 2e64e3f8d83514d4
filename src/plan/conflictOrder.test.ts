import assert from 'node:assert/strict';
import { at, keyed, question, ticket } from '../../test/support/observation.js';
import { asksForOrder, orderOptions, orderQuestion, ticketsFirst } from './conflictOrder.js';
import type { TicketFields } from './schemas.js';
import type { TicketState } from './paths.js';
import type { Document } from './snapshot.js';
import type { QuestionFields } from './planningSchemas.js';

const asked = (id: string, of: string, answer: string, number = orderQuestion): Document<QuestionFields> => question(id, { state: 'answered', answer, asker: { role: 'coding', run: `R-${of}`, number, ticket: of } });
const first = (answers: readonly Document<QuestionFields>[], state: TicketState = 'open', fields: Partial<TicketFields> = {}): readonly string[] =>
  ticketsFirst({ tickets: keyed({ '0001': ticket('0001', state, fields), '0002': ticket('0002', 'in-progress') }), questions: keyed(Object.fromEntries(answers.map((one) => [one.fields.id, one]))) });

describe('the answer to the order of what does not merge', () => {
  it('puts the ticket first, in the words of the option whatever is put around them', () => {
    const [option, other] = orderOptions('0001');
    for (const words of [option, '0001 first', '**0001 First.** Keep both.', `"${option}"\n\nSo be it.`]) assert.deepEqual(first([asked('Q-0001', '0001', words)]), ['0001'], words);
    for (const words of [other, '0002 first', 'Let 0001 come second.', 'not 0001 first']) assert.deepEqual(first([asked('Q-0001', '0001', words)]), [], words);
  });

  it('holds for this question alone, and in the order in which was asked', () => {
    const other = asked('Q-0001', '0001', '0001 first', 1);
    assert.deepEqual([asksForOrder(other), first([other])], [false, []]);
    assert.deepEqual(first([question('Q-0001', { asker: { role: 'coding', run: 'R-1', number: orderQuestion, ticket: '0001' } })]), [], 'it is not answered');
    assert.deepEqual(first([asked('Q-0001', '0002', '0002 first'), asked('Q-0002', '0001', '0001 first'), asked('Q-0003', '0002', '0002 first')]), ['0002', '0001']);
  });

  it('holds until the ticket has landed, is stuck, held or cancelled', () => {
    const answers = [asked('Q-0001', '0001', '0001 first')];
    assert.deepEqual(first(answers, 'in-progress'), ['0001']);
    for (const state of ['done', 'stuck', 'cancelled'] as const) assert.deepEqual(first(answers, state), [], state);
    assert.deepEqual(first(answers, 'open', { hold: { by: 'ada', at } }), []);
  });
});
