import assert from 'node:assert/strict';
import type { Planned } from '../../../test/support/plannedRecord.js';
import { byEngine, recordOf } from '../../../test/support/plannedRecord.js';
import { someTime } from '../../../test/support/planStage.js';
import { printDocument } from '../frontMatter.js';
import type { TicketState } from '../paths.js';
import { ticketPath } from '../paths.js';
import { dependencies } from './dependencies.js';

const pathOf = (id: string, state: TicketState) => ticketPath(state, id, 'x');
const text = (id: string, dependsOn: readonly string[]) => printDocument({ id, title: 'A title', created: someTime, 'depends-on': [...dependsOn] }, '');

/** Tickets and what they depend on, in one commit. */
const cut = (tickets: Readonly<Record<string, readonly string[]>>, sequence = 0): Planned =>
  byEngine('cut-tickets', sequence, Object.fromEntries(Object.entries(tickets).map(([id, on]) => [pathOf(id, 'open'), text(id, on)])));

const moved = (transition: string, id: string, on: readonly string[], from: TicketState, to: TicketState): Planned =>
  byEngine(transition, 9, { [pathOf(id, from)]: undefined, [pathOf(id, to)]: text(id, on) });

const wordsOf = (planned: readonly Planned[]) => dependencies(recordOf(planned)).map(({ words }) => words);

describe('dependencies', () => {
  const sound: readonly (readonly [string, readonly Planned[]])[] = [
    ['of tickets that were cut at once', [cut({ '0001': [], '0002': ['0001', '0003'], '0003': ['0001'] })]],
    ['that are done when their ticket is started', [cut({ '0001': [], '0002': ['0001'] }), moved('land', '0001', [], 'open', 'done'), moved('start', '0002', ['0001'], 'open', 'in-progress')]],
    ['that were turned round', [cut({ '0001': [], '0002': ['0001'] }), cut({ '0001': ['0002'], '0002': [] }, 1)]],
    ['that came later by hand, and that the engine has not seen', [cut({ '0001': [] }), { message: {}, files: { [pathOf('0001', 'open')]: text('0001', ['0001']) } }]],
  ];
  for (const [what, planned] of sound) {
    it(`may be ones ${what}`, () => {
      assert.deepEqual(wordsOf(planned), []);
    });
  }

  const broken: readonly (readonly [string, readonly string[], readonly Planned[]])[] = [
    ['no ticket', ['Ticket 0001 depends on 0007, which is no ticket.'], [cut({ '0001': ['0007'] }), cut({ '0002': [] }, 1)]],
    ['the ticket itself', ['Tickets wait for each other: 0001 -> 0001.'], [cut({ '0001': ['0001'] })]],
    ['one that waits for it', ['Tickets wait for each other: 0001 -> 0003 -> 0002 -> 0001.'], [cut({ '0001': [], '0002': ['0001'], '0003': ['0002'] }), cut({ '0001': ['0003'] }, 1), cut({ '0004': ['0003'] }, 2)]],
    ['one that is not done when it is started', ['Ticket 0003 was started before 0002 was done.'], [cut({ '0001': [], '0002': [], '0003': ['0001', '0002'] }), moved('land', '0001', [], 'open', 'done'), moved('start', '0003', ['0001', '0002'], 'open', 'in-progress')]],
  ];
  for (const [what, words, planned] of broken) {
    it(`may not be ${what}`, () => {
      assert.deepEqual(wordsOf(planned), words);
    });
  }

  it('are followed where thousands wait in a row', () => {
    const count = 4000;
    const idOf = (at: number) => String(at).padStart(4, '0');
    const planned = Array.from({ length: count }, (_, at) => cut({ [idOf(at + 1)]: at === 0 ? [] : [idOf(at)] }, at));
    assert.equal(wordsOf([...planned, cut({ '0001': [idOf(count)] }, count)]).length, 1);
  });
});
