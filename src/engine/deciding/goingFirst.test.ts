import assert from 'node:assert/strict';
import type { World } from '../../../test/support/observation.js';
import { at, commit, keyed, master, observed, question, ticket, tree } from '../../../test/support/observation.js';
import { byHand } from '../../plan/handTransitions.js';
import type { Pending, TicketFields } from '../../plan/schemas.js';
import { statusOf } from '../status/status.js';
import { dispatch } from './dispatch.js';
import type { GoingFirst } from './goingFirst.js';
import { begunAfter, landsAfter } from './goingFirst.js';
import { queueLook } from './queueDecision.js';

const now = Date.parse(at);
const going: readonly GoingFirst[] = [{ ticket: '0001', paths: new Set(['src/a.ts']) }];
const files = ['src/**'];
const open = (fields: Partial<TicketFields>, first: Partial<TicketFields> = {}, more: World = {}) => observed({ tickets: [ticket('0001', 'open', first), ticket('0002', 'open', fields), ticket('0003')], observation: { first: going, places: 4 }, ...more });
const waits = (fields: Partial<TicketFields>, first: Partial<TicketFields> = {}, more: World = {}): string | undefined => begunAfter(open(fields, first, more), ticket('0002', 'open', fields));

describe('a ticket that its manager put first', () => {
  it('keeps those from being begun that state the same files, and status says for whom they wait', () => {
    const observation = open({ files });
    const { actions } = dispatch(observation, now);
    assert.deepEqual(actions.flatMap((action) => (action.kind === 'start' ? [action.ticket] : [])), ['0001', '0003']);
    const [, second] = statusOf(observation, [], []).tickets;
    assert.deepEqual([second?.phase, second?.detail], ['waiting', 'for 0001, which changes the same files and goes first']);
    assert.deepEqual([waits({ files: ['docs/**'] }), waits({})], [undefined, undefined]);
  });

  it('waits for nobody behind it, and keeps back nothing that it needs itself, what mends master, nor what the engineer put in front', () => {
    const both = [...going, { ticket: '0002', paths: new Set(['src/a.ts']) }];
    const observation = open({ files }, { files }, { observation: { first: both } });
    assert.deepEqual(['0001', '0002'].map((id) => begunAfter(observation, ticket(id, 'open', { files }))), [undefined, '0001']);
    assert.equal(waits({ files }, { 'depends-on': ['0002'] }), undefined);
    assert.equal(waits({ files, mends: { commit, tree } }), undefined);
    assert.equal(waits({ files }, {}, { snapshot: { control: { ahead: { by: 'ada', at, tickets: ['0002'] } } } }), undefined);
    const parked = { files, parked: 'Q-0001' };
    assert.equal(waits(parked, {}, { snapshot: { questions: keyed({ 'Q-0001': question('Q-0001', { state: 'answered', answer: 'Yes' }) }) } }), undefined, 'it was begun');
  });

  it('keeps submissions from landing that change the same paths, but not the engineer’s own', () => {
    const pending = (model: string): Pending => ({ ticket: '0002', run: 'R-2', attempt: 1, base: master, commit, tree, summary: 'Done', model, submitted: at });
    const after = (model: string, ...paths: readonly string[]): string | undefined => landsAfter(open({}, {}, { snapshot: { pending: keyed({ '0002': pending(model) }) } }), '0002', new Set(paths));
    assert.deepEqual([after('rehearsal', 'src/a.ts', 'b'), after('rehearsal', 'src/b.ts'), after(byHand, 'src/a.ts')], ['0001', undefined, undefined]);
    const queued = { candidate: undefined, verdict: undefined, waits: undefined };
    const { entries } = queueLook(observed({ tickets: ['0001', '0002'].map((id) => ticket(id, 'in-progress')), queue: [{ ...queued, ticket: '0001' }, { ...queued, ticket: '0002', behind: '0001' }] }));
    assert.deepEqual(entries.map(({ mayLand }) => mayLand), [true, false]);
  });
});
