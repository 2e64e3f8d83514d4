import assert from 'node:assert/strict';
import { ticketPath } from '../../src/plan/paths.js';
import type { TicketState } from '../../src/plan/paths.js';
import { questionSchema } from '../../src/plan/planningSchemas.js';
import { readDocument } from '../../src/plan/readDocument.js';
import type { Snapshot, Ticket } from '../../src/plan/snapshot.js';
import { parseTicket } from '../../src/plan/snapshotReader.js';
import { document } from '../../src/plan/transition.js';
import { emptySnapshot } from './emptySnapshot.js';

const at = '2026-02-28T14:30:00Z';

function ticket(id: string, title: string, state: TicketState): readonly [string, Ticket] {
  const parsed = parseTicket(ticketPath(state, id, title.toLowerCase()), document({ id, title, created: at }, 'Please.'));
  assert.ok('fields' in parsed);
  return [id, parsed];
}

const question = document({ id: 'Q-0001', state: 'open', asker: { role: 'coding', run: 'R-1', number: 1 }, blocking: true, asked: at, path: [{ level: 'manager', at }] }, 'Which greeting?');

/** A plan with an open ticket, one that is done, a question, an area and a version. */
export const planWithNames: Snapshot = {
  ...emptySnapshot,
  version: 1,
  tickets: new Map([ticket('0001', 'Greet', 'open'), ticket('0002', 'Write', 'done')]),
  questions: new Map([['Q-0001', { path: 'questions/Q-0001.md', blob: 'b'.repeat(40), text: question, fields: readDocument(questionSchema, question) }]]),
  areas: new Map([['parsing', { path: 'areas/parsing.md', blob: 'c'.repeat(40), text: document({ area: 'parsing', title: 'Parsing' }), fields: { area: 'parsing', title: 'Parsing' } }]]),
};
