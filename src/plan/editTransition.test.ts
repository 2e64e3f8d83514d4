import assert from 'node:assert/strict';
import { emptySnapshot } from '../../test/support/emptySnapshot.js';
import { edit, presentPath } from './editTransition.js';
import { closedToEdits } from './editRules.js';
import { setFields } from './frontMatter.js';
import { ticketPath } from './paths.js';
import type { TicketState } from './paths.js';
import { printConfig } from './readDocument.js';
import { configSchema } from './schemas.js';
import { parseTicket } from './snapshotReader.js';
import { document } from './transition.js';

const at = '2026-02-28T14:30:00Z';
const text = document({ id: '0001', title: 'Greet', 'depends-on': ['0002'], created: at, attempts: 1 }, 'Please.');
const other = document({ id: '0002', title: 'Other', created: at }, 'Please.');

function ticketAt(state: TicketState, id: string, its: string) {
  const parsed = parseTicket(ticketPath(state, id, 'greet'), its);
  assert.ok('fields' in parsed);
  return parsed;
}

const plan = { ...emptySnapshot, tickets: new Map([['0001', ticketAt('in-progress', '0001', text)], ['0002', ticketAt('open', '0002', other)]]) };
const path = ticketPath('in-progress', '0001', 'greet');

/** Why it is refused, or nothing. */
function refusal(at: string, before: string | undefined, after: string): string {
  const result = edit({ path: at, before, text: after })(plan);
  return 'refused' in result ? result.refused : '';
}

describe('an edit', () => {
  it('is one step that writes one document', () => {
    const changed = `${setFields(text, { title: 'Greet by name' })}And more.\n`;
    assert.deepEqual(edit({ path, before: text, text: changed })(plan), { transition: 'edit', ticket: '0001', subject: 'edit 0001', changes: new Map([[path, changed]]) });
  });

  const refused: readonly (readonly [what: string, path: string, before: string | undefined, after: string, words: RegExp])[] = [
    ['what the schema refuses', path, text, setFields(text, { priority: 'urgent' }), /"priority" must be one of "critical", "high", "medium", "low"/],
    ['front matter that is no YAML', path, text, text.replace('title: Greet', 'title: "Greet'), /not valid YAML/],
    ['another id', path, text, setFields(text, { id: '0009' }), /./],
    ['what the engine writes', path, text, setFields(text, { attempts: 0 }), /"attempts" is not for an edit: Sanctum writes it\.$/],
    ['a ticket that there is not', path, text, setFields(text, { 'depends-on': ['0009'] }), /0009, which is no ticket/],
    ['tickets that wait for each other', ticketPath('open', '0002', 'greet'), other, setFields(other, { 'depends-on': ['0001'] }), /for ever: 0002 -> 0001 -> 0002|for ever: 0001 -> 0002 -> 0001/],
    ['a configuration without a gate', 'sanctum.json', '{}', '{"version":1,"branch":"master"}', /"gate" is missing/],
    ['what is no text', 'spec.md', '# x\n', '# \0\n', /UTF-8/],
    ['a ticket that is not there', ticketPath('open', '0007', 'new'), undefined, setFields(text, { id: '0007' }), /is not there to be edited/],
  ];
  for (const [what, where, before, after, words] of refused) it(`refuses ${what}`, () => assert.match(refusal(where, before, after), words));

  it('takes a configuration that the schema takes', () => {
    const config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] } });
    assert.equal(refusal('sanctum.json', '{}', printConfig(config)), '');
  });
});

describe('what cannot be edited says why', () => {
  for (const at of ['questions/Q-0001.md', 'lease.md', 'runs/2026/02/R-1.md', 'verdicts/aa/aa-bb.md', 'notes/0001/1.md', 'control.md', 'queue/merge/active.md', ticketPath('done', '0001', 'greet'), ticketPath('cancelled', '0001', 'greet'), 'other.txt']) {
    it(at, () => {
      assert.match(closedToEdits(at) ?? '', /^[A-Z].{10,}[^.]$/);
      assert.match(refusal(at, 'x', 'y'), /cannot be edited\. [A-Z].*\.$/);
    });
  }

  for (const at of ['spec.md', 'sanctum.json', 'areas/parsing.md', 'decisions/D-0001-x.md', 'prompts/manager.md', path]) it(`${at} can`, () => assert.equal(closedToEdits(at), undefined));
});

describe('a ticket that was opened before it moved', () => {
  it('is found where it lies now', () => {
    assert.equal(presentPath(plan, ticketPath('open', '0001', 'greet')), path);
    assert.equal(presentPath(plan, ticketPath('open', '0001', 'another')), ticketPath('open', '0001', 'another'));
    assert.equal(presentPath(plan, 'spec.md'), 'spec.md');
  });
});
