import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scriptoriumFiles, workedTicket } from '../../../test/support/scriptoriumBranch.js';
import { ticketPath } from '../paths.js';
import { parseTicket } from '../snapshotReader.js';
import { document } from '../transition.js';
import { readBoldTicket } from './boldTicket.js';
import { readScriptorium } from './readScriptorium.js';
import type { ImportedPlan } from './importedPlan.js';

const commit = 'c'.repeat(40);
const at = '2026-02-28T14:30:00Z';

function read(files: Readonly<Record<string, string | Buffer>>): ImportedPlan {
  const all = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }));
  return readScriptorium({ commit, files: all, times: new Map([['tickets/done/0001-greet-by-name.md', { created: '2026-01-01T00:00:00Z', arrived: '2026-01-02T00:00:00Z' }]]), at });
}

function said(plan: ImportedPlan, path: string): readonly string[] {
  return plan.remarks.filter((remark) => remark.path === path).map(({ isLeftOut, words }) => `${isLeftOut ? 'out' : 'otherwise'}: ${words}`);
}

describe('a plan of Scriptorium', () => {
  it('gives each ticket its state, fields, prediction and history; what was worked on has each round', () => {
    const { tickets } = read(scriptoriumFiles);
    const [done] = tickets;
    assert.deepEqual(done?.fields, {
      id: '0001',
      title: 'Greet by name',
      priority: 'high',
      area: 'greeting',
      prediction: { difficulty: [4, 6], minutes: [20, 20] },
      created: '2026-01-01T00:00:00Z',
      imported: {
        from: commit,
        path: 'tickets/done/0001-greet-by-name.md',
        state: 'done',
        ended: '2026-01-02T00:00:00Z',
        rounds: [
          { predicted: { difficulty: 'easy', minutes: 12 }, model: 'model-1', cost: 0.25, attempts: 2, minutes: 10.5, 'coding-minutes': 10, outcome: 'reopened', failure: 'timeout_hard', difficulty: 'hard' },
          { predicted: { difficulty: 'medium', minutes: 20 }, model: 'model-2', cost: 1.5, attempts: 1, minutes: 1.5, outcome: 'done' },
        ],
      },
    });
    assert.deepEqual(tickets.map(({ state, fields }) => [fields.id, state, fields.imported.state]), [
      ['0001', 'done', 'done'],
      ['0002', 'open', 'open'],
      ['0003', 'open', 'open'],
      ['0004', 'open', 'in-progress'],
      ['0005', 'stuck', 'stuck'],
    ]);
  });

  it("keeps a ticket's words: runs are readable, what agents printed is left out and said, and what they said is no field", () => {
    const { body, area, outputs, problems, worktree } = readBoldTicket(workedTicket, '0001');
    assert.equal(area, 'greeting');
    assert.equal(worktree, '/somewhere/worktrees/0001');
    assert.deepEqual([outputs, problems], [2, []]);
    assert.match(body, /^## Task\n[^]*\n- Model: model-1\n- Backend: codex\n- Exit Code: 137\n[^]*Nearly there\.[^]*\*\*Review:\*\* approved[^]*\*\*Area:\*\* not-a-field[^]*## Stuck Count: 1$/);
    assert.doesNotMatch(body, /PRINTED|Stdout Tail|Greet by name/);
  });

  it('takes CRLF, a mark at the beginning, a number that is no ticket, and a title that is too long', () => {
    const crlf = readBoldTicket('\ufeff# 0007 Title\r\n\r\n**Depends:** 0001, #2 `0003`\r\nText\r\n', '0007');
    assert.deepEqual([crlf.title, crlf.number, crlf.dependsOn, crlf.body], ['Title', '0007', ['0001', '2', '0003'], 'Text']);
    assert.equal(readBoldTicket('# 2048 tiles\n', '0007').title, '2048 tiles');
    const long = readBoldTicket(`# ${'word '.repeat(80)}\n`, undefined);
    assert.equal(long.title?.length, 200);
    assert.ok(long.body.startsWith('# word') && long.problems.length === 1);
    assert.deepEqual(readBoldTicket('', undefined), { title: undefined, number: undefined, area: undefined, priority: undefined, dependsOn: [], worktree: undefined, rounds: [], body: '', outputs: 0, problems: [] });
  });

  it('says of every file what became of it, when it is not as it was written', () => {
    const plan = read(scriptoriumFiles);
    assert.deepEqual(said(plan, 'tickets/open/0002-greet-in-french.md'), [
      'otherwise: The priority "urgent" is none that is known; it is medium.',
      'otherwise: It would depend on "none-yet", which is no number.',
      'otherwise: It does not depend on 0002 any more: that is the ticket itself.',
      'otherwise: It does not depend on 0009 any more: there is no such ticket.',
    ]);
    assert.deepEqual(said(plan, 'tickets/open/0003-0002-greet-twice.md'), ['otherwise: Its title calls it 0002; it keeps the number of its file.']);
    assert.deepEqual(said(plan, 'tickets/in-progress/0004-part.md'), ['otherwise: It was being worked on: it is open, and is begun anew. What its worktree holds (/somewhere/worktrees/0004) stays there.']);
    assert.deepEqual(said(plan, 'tickets/stuck/0005-shout.md'), ['otherwise: It is in no area: there is none called "shouting".']);
    assert.deepEqual(said(plan, 'areas/farewell.md'), ['otherwise: No tickets were written yet for what it says now: its manager will write them.']);
    assert.deepEqual(said(plan, 'areas/greeting.md'), []);
    assert.deepEqual(said(plan, 'tickets/'), ['out: What agents printed at the end of their runs, 2 times, does not stand in the tickets any more.']);
    assert.deepEqual([plan.spec?.isCut, plan.areas.map(({ isCut }) => isCut)], [true, [false, true]]);
  });

  it('keeps numbers where it can: a second ticket of a number, and one without, get new ones; of one in two states the further is taken', () => {
    const plan = read({
      'tickets/open/0001-a.md': '# A',
      'tickets/done/0001-a.md': '# A',
      'tickets/open/0001-b.md': '# B',
      'tickets/open/12-c.md': '# C\n**Depends:** 0001',
      'tickets/open/idea.md': 'No title',
      'tickets/open/99999999999-d.md': '# D',
      'tickets/backlog/0003-e.md': '# E',
      'tickets/open/0013.md': '# F',
    });
    assert.deepEqual(plan.tickets.map(({ fields: { id, title }, state }) => [id, state, title]), [
      ['0001', 'done', 'A'],
      ['0012', 'open', 'C'],
      ['0013', 'open', 'F'],
      ['0014', 'open', 'B'],
      ['0015', 'open', 'D'],
      ['0016', 'open', 'idea'],
    ]);
    assert.deepEqual(said(plan, 'tickets/open/0001-a.md'), ['out: The same ticket lies in tickets/done/0001-a.md, which is further.']);
    assert.deepEqual(said(plan, 'tickets/open/0001-b.md'), ['otherwise: The number 0001 is taken by tickets/done/0001-a.md; it is ticket 0014 now.']);
    assert.deepEqual(said(plan, 'tickets/backlog/0003-e.md'), ['out: It is no document that is known.']);
  });

  it('cuts a circle where it closes', () => {
    const plan = read({ 'tickets/open/0001-a.md': '**Depends:** 0002', 'tickets/open/0002-b.md': '**Depends:** 0003', 'tickets/open/0003-c.md': '**Depends:** 0001' });
    assert.deepEqual(plan.tickets.map(({ fields }) => fields['depends-on']), [['0002'], ['0003'], undefined]);
    assert.match(said(plan, 'tickets/open/0003-c.md').at(-1) ?? '', /they would wait for each other for ever, 0003 -> 0001 -> 0002 -> 0003\.$/);
  });

  it('lists what is no text, and gives areas names that they can have', () => {
    const plan = read({ 'spec.md': Buffer.from([0xff, 0xfe]), 'areas/Über All.md': '# Über alles\n', 'areas/uber-all.md': '# Other\n', 'areas/empty.md': ' \n', 'tickets/open/0001-a.md': Buffer.from('a\0b'), 'tickets/open/0002-b.md': '**Area:** Über All' });
    assert.deepEqual(said(plan, 'spec.md'), ['out: It is no text in UTF-8.']);
    assert.deepEqual(said(plan, 'tickets/open/0001-a.md'), ['out: It is no text.']);
    assert.deepEqual(said(plan, 'areas/empty.md'), ['out: It is empty.']);
    assert.deepEqual(plan.areas.map(({ fields }) => fields), [{ area: 'uber-all', title: 'Other' }, { area: 'uber-all-2', title: 'Über alles' }]);
    assert.equal(plan.tickets[0]?.fields.area, 'uber-all-2');
  });

  it('survives any text: each ticket is one that the plan reads, and every file is a document or in a remark', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(...workedTicket.split('\n'), '## Depends: 0001', '**Depends:**', '**Priority:** low', '## Agent Run\\n- Model: x', '- Attempt Count: 1e999', '- wall_time_seconds: 99999999999', '"total_cost_usd": 1.0', '```', '---', '\u2028', '\ud800'),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('\n'));
    const place = fc.oneof(
      fc.constantFrom('spec.md', 'areas/.spec-hash', 'areas/a.md', 'areas/A.md', 'tickets/.area-hashes', 'decisions/x.md', 'queue/merge/pending/1.md', 'x/.gitkeep'),
      fc.tuple(fc.constantFrom('open', 'in-progress', 'done', 'stuck', 'gone'), fc.constantFrom('', '0', '0001', '0002', '7', '99999999', '999999999999'), fc.string({ unit: 'binary', maxLength: 12 })).map(([state, number, words]) => `tickets/${state}/${number}-${words.replaceAll('/', '')}.md`),
    );
    fc.assert(
      fc.property(fc.dictionary(place, fc.oneof(text, fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))), { maxKeys: 6 }), (files) => {
        const plan = read(files);
        const ids = plan.tickets.map(({ fields }) => fields.id);
        assert.equal(new Set(ids).size, ids.length);
        for (const { state, name, fields, body } of plan.tickets) {
          const ticket = parseTicket(ticketPath(state, fields.id, name), document(fields, body));
          assert.ok(!('words' in ticket), 'words' in ticket ? ticket.words : '');
        }
        const known = new Set([...plan.remarks.map(({ path }) => path), ...(plan.spec === undefined ? [] : ['spec.md'])]);
        const documents = plan.tickets.length + plan.areas.length;
        const silent = Object.keys(files).filter((path) => !known.has(path) && !/^(?:tickets|areas)\/|\.gitkeep$/.test(path));
        assert.deepEqual(silent, []);
        const texts = Object.keys(files).filter((path) => /^(?:tickets|areas)\//.test(path) && !/hash/.test(path) && !plan.remarks.some((remark) => remark.isLeftOut && remark.path === path));
        assert.equal(texts.length, documents);
      }),
      { numRuns: 300 },
    );
  });
});
