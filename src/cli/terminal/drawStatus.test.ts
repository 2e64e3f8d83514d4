import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import type { Status, TicketStatus } from '../../engine/status/status.js';
import { AnswerPrompt } from './answerPrompt.js';
import { drawStatus } from './drawStatus.js';

const now = Date.parse('2026-11-21T07:10:00Z');
const asked = '2026-11-21T07:06:48Z';

function question(id: string, more: Partial<QuestionStatus>): QuestionStatus {
  const text = more.text ?? '';
  return { id, level: 'engineer', asker: 'architect', of: 'areas', question: text.split('\n')[0] ?? '', text, blocking: true, asked, since: asked, options: [], evidence: undefined, default: undefined, deadline: undefined, answer: undefined, answerer: undefined, answeredBy: undefined, replaced: [], withdrawn: false, ...more };
}

function ticket(id: string, title: string, phase: TicketStatus['phase'], more: Partial<TicketStatus> = {}): TicketStatus {
  return { id, title, phase, attempt: 1, since: undefined, detail: undefined, landed: undefined, ...more };
}

const text = 'Which word comes first in a greeting?\n\nIt is printed before the name, and translators will have to find one word for it in each of forty languages.\n\n## Passed up by the manager\n\nI would say Hello.';
const questions = [
  question('Q-0003', { asker: 'coding agent of 0002', text, options: ['Hello', 'Hi'], default: 'Hello' }),
  question('Q-0005', { text: 'Is the command line a part of this version?' }),
];
const status: Status = {
  branch: 'master',
  master: 'ab12cd34ef567890',
  health: 'green',
  paused: undefined,
      frozen: undefined,
  questions,
  proposals: [],
  work: [
    { name: 'areas', role: 'architect', words: 'architect writes areas', phase: 'parked', attempt: 1, since: asked, progress: 'Q-0005 waits for you' },
    { name: 'tickets-greetings', role: 'manager', words: 'manager of greetings writes tickets', phase: 'working', attempt: 1, since: '2026-11-21T07:08:20Z', progress: 'four tickets, the parser first' },
    { name: 'review-0004', role: 'merging', words: 'merging agent reviews 0004', phase: 'working', attempt: 1, since: '2026-11-21T07:09:20Z', progress: undefined },
  ],
  tickets: [
    ticket('0001', 'Greet by name', 'done', { landed: { commit: 'a'.repeat(40), tree: 'b'.repeat(40) } }),
    ticket('0002', 'Greet in the language of the person who is greeted', 'parked', { since: asked, detail: 'Q-0003 waits for you' }),
    ticket('0003', 'Count greetings', 'coding', { attempt: 2, since: '2026-11-21T07:07:00Z', detail: 'writing the test for an empty list of names first' }),
    ticket('0004', 'Parse names', 'reviewing', { since: '2026-11-21T07:09:20Z' }),
    ticket('0005', 'Write a log', 'held', { since: '2026-11-21T06:10:00Z', detail: 'by ada@home · not yet' }),
    ticket('0006', 'Sort names', 'waiting', { detail: 'for 0004' }),
    ticket('0007', 'Say good-bye', 'open'),
  ],
  waits: [
    { words: 'Q-0003 waits for your answer — sanctum answer Q-0003 "…"', engineer: true },
    { words: "held: 0005 — let go with 'sanctum resume 0005'", engineer: true },
  ],
};

/** What stands on the terminal, without colours. */
function lines(shown: Status, typed = '', columns = 100): string {
  const prompt = new AnswerPrompt();
  prompt.see(shown.questions);
  prompt.type(typed, () => undefined, () => undefined);
  const picture = drawStatus({ name: 'greetings', status: shown, now, columns, frame: 3, shown: prompt.shown });
  return stripVTControlCharacters(picture).replace(/ +$/gm, '');
}

describe('the live picture', () => {
  it('shows who is at what, how the tickets stand, and at its foot the question and the line for its answer', () => {
    assert.equal(
      lines(status),
      `
 sanctum · greetings   master ● green ab12cd34ef   1 of 7 done

 ? architect writes areas                     parked     3m 12s · Q-0005 waits for you
 ⠸ manager of greetings writes tickets        working    1m 40s · four tickets, the parser first
 ⠸ merging agent reviews 0004                 working    40s

 ● 0001 Greet by name                         done       aaaaaaaaaa, tree bbbbbbbbbb
 ? 0002 Greet in the language of the person…  parked     3m 12s · Q-0003 waits for you
 ⠸ 0003 Count greetings                       coding     attempt 2 · 3m 0s · writing the test for…
 ⠸ 0004 Parse names                           reviewing  40s
 ‖ 0005 Write a log                           held       1h 0m · by ada@home · not yet
 ◌ 0006 Sort names                            waiting    for 0004
 ○ 0007 Say good-bye                          open

 WAITING: held: 0005 — let go with 'sanctum resume 0005'

 ? coding agent of 0002 asks you, 3m 12s ago · 1 of 2
   Which word comes first in a greeting?

   It is printed before the name, and translators will have to find one word for it in each of
   forty languages.

   Passed up by the manager

   I would say Hello.
     1 Hello
     2 Hi
   without an answer: Hello
 answer Q-0003 >   Enter sends · a number picks · Esc: the next question
`,
    );
  });

  it('shows what is being typed, and of a long answer its end', () => {
    assert.match(lines(status, '\rYes, with --help'), /\n {3}Is the command line a part of this version\?\n answer Q-0005 > Yes, with --help\n$/);
    assert.match(lines(status, 'x'.repeat(300)), /\n answer Q-0003 > …x{81}\n$/);
  });

  it('fits its lines into the terminal', () => {
    for (const columns of [80, 100, 160]) {
      const rows = lines(status, 'x'.repeat(300), columns).split('\n').filter((line) => !line.includes('WAITING'));
      assert.deepEqual(rows.filter((line) => line.length > columns), []);
    }
  });

  it('leaves out of many tickets those that only wait for their turn, and says so', () => {
    const many = Array.from({ length: 40 }, (_, at) => ticket(String(100 + at).padStart(4, '0'), 'Another', at === 39 ? 'coding' : 'open'));
    const drawn = lines({ ...status, questions: [], tickets: [...status.tickets, ...many] });
    for (const id of ['0002', '0003', '0004', '0005', '0139']) assert.match(drawn, new RegExp(` ${id} `));
    assert.match(drawn, /… and 26 more that wait for their turn/);
  });

  it('says that the engine is paused', () => {
    assert.match(lines({ ...status, paused: { by: 'ada@home', at: asked } }), /^\n sanctum .* ‖ paused\n/);
  });
});
