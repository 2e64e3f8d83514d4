import assert from 'node:assert/strict';
import { noAnswerYet } from '../../src/agents/runnerProtocol.js';
import { ToolStage } from '../support/toolStage.js';

const ticketText = '---\nid: "0001"\ntitle: Greet by name\narea: core\ncreated: 2026-02-28T14:30:00Z\n---\nSay hello.\n';
const areaText = '---\narea: core\ntitle: The core\n---\nAll of it.\n';

describe('a coding agent', () => {
  let stage: ToolStage;
  beforeEach(async () => {
    stage = await ToolStage.open();
    await stage.write({ 'tickets/open/0001-greet-by-name.md': ticketText, 'areas/core.md': areaText });
  });
  afterEach(() => stage.close());

  const role = 'coding' as const;
  const subject = { ticket: '0001' };

  it('reads its own ticket and area, and hands in', async () => {
    const run = await stage.begin({ role, subject });
    assert.deepEqual(await run.toolNames(), ['read_plan', 'report_progress', 'ask_question', 'request_plan_change', 'submit_pr']);
    assert.equal(await run.accepted('read_plan', { document: 'ticket' }), ticketText);
    assert.equal(await run.accepted('read_plan', { document: 'area' }), areaText);
    assert.equal(await run.accepted('read_plan', { document: 'tickets' }), '0001 open Greet by name');
    assert.match(await run.accepted('read_plan', { document: 'areas' }), /^<!-- areas\/core\.md -->\n---/);
    assert.equal(await run.accepted('read_plan', { document: 'questions' }), 'There are no questions yet.');
    assert.match(await run.refused('read_plan', { document: 'question' }), /no question of its own\. Send \{"document": "questions"\}/);
    assert.match(await run.refused('add_ticket', {}), /There is no tool "add_ticket"/);
    assert.equal(await run.accepted('submit_pr', { summary: 'Done.', evidence: 'make test' }), 'Submitted. End your turn now.');
    const exit = await run.finish();
    assert.deepEqual([exit.submission?.summary, exit.draft], ['Done.', undefined]);
  });

  it('is given the answer to a question while its call is held', async () => {
    const run = await stage.begin({ role, subject });
    const answer = run.accepted('ask_question', { question: 'Capitals?', options: ['Yes', 'No'], default: 'No.' });
    const [question] = (await run.asked(1)).asked;
    assert.ok(question);
    assert.deepEqual({ ...question, at: '' }, { number: 1, question: 'Capitals?', options: ['Yes', 'No'], default: 'No.', blocking: true, at: '' });
    assert.equal(await run.accepted('report_progress', { text: 'Waiting.' }), 'Noted.');
    await run.tell('answer-1', 'Yes.');
    assert.equal(await answer, 'Yes.');
    assert.deepEqual((await run.mail()).handed, new Set(['answer-1']));
    assert.equal(await run.accepted('report_progress', { text: 'Going on.' }), 'Noted.');
    assert.equal(await run.accepted('ask_question', { question: 'Capitals?' }), 'You were given this answer already: Yes.');
    assert.equal((await run.mail()).asked.length, 1);
  });

  it('is told to end its turn when nobody answers in time, and is given a later answer once', async () => {
    const run = await stage.begin({ role, subject, holdSeconds: 0.2 });
    const words = await run.accepted('ask_question', { question: 'Capitals?' });
    assert.ok(words.startsWith(noAnswerYet) && words.includes('End your turn now'), words);
    assert.deepEqual((await run.mail()).handed, new Set());
    await run.tell('answer-1', 'Yes.');
    await run.tell('answer-1', 'A later word for the same question.');
    assert.equal(await run.accepted('report_progress', { text: 'Still here.' }), 'Answer to your question 1: Yes.\n\nNoted.');
    assert.equal(await run.accepted('report_progress', { text: 'Still here.' }), 'Noted.');
    const { mail } = await stage.runs.anotherHost().observe(run.order.run);
    assert.deepEqual([mail.told, mail.handed], [new Set(['answer-1']), new Set(['answer-1'])]);
  });

  it('asks two questions at once, and each call gets its own answer', async () => {
    const run = await stage.begin({ role, subject });
    const answers = [run.accepted('ask_question', { question: 'Capitals?' }), run.accepted('ask_question', { question: 'A comma?' })];
    const { asked } = await run.asked(2);
    assert.deepEqual(asked.map(({ number, question }) => [number, question]), [[1, 'Capitals?'], [2, 'A comma?']]);
    await run.tell('answer-2', 'A comma.');
    assert.equal(await answers[1], 'A comma.');
    assert.equal(await run.accepted('report_progress', { text: 'One is open.' }), 'Noted.');
    await run.tell('answer-1', 'Capitals.');
    assert.equal(await answers[0], 'Capitals.');
    assert.deepEqual((await run.mail()).handed, new Set(['answer-2', 'answer-1']));
  });

  it('goes on after a question that does not block, and finds notes and the answer in front of its next answer, a refusal too', async () => {
    const run = await stage.begin({ role, subject });
    assert.equal(await run.accepted('ask_question', { question: 'Capitals?', blocking: false }), 'Asked as number 1. Go on; the answer comes with a later call.');
    await run.tell('note-1', 'Take your time.');
    assert.equal(await run.refused('submit_pr', { summary: '', evidence: '' }).then((text) => text.split('\n\n')[0]), 'Note from the engineer: Take your time.');
    await run.tell('answer-1', 'Yes.');
    assert.equal(await run.accepted('report_progress', { text: 'On.' }), 'Answer to your question 1: Yes.\n\nNoted.');
    assert.deepEqual((await run.mail()).handed, new Set(['note-1', 'answer-1']));
  });

  it('is given nothing twice when many calls come at once', async () => {
    const run = await stage.begin({ role, subject });
    await run.tell('note-1', 'Once.');
    const texts = await Promise.all([1, 2, 3, 4].flatMap((n) => [run.accepted('report_progress', { text: String(n) }), run.accepted('ask_question', { question: String(n), blocking: false })]));
    assert.equal(texts.filter((text) => text.includes('Once.')).length, 1);
  });

  it('leaves its question when it is killed while it waits, and is handed nothing', async () => {
    const run = await stage.begin({ role, subject });
    const lost = run.accepted('ask_question', { question: 'Capitals?' }).catch((error: unknown) => error);
    await run.asked(1);
    await run.killAgent();
    const exit = await run.ended();
    assert.deepEqual([exit.reason, exit.signal], ['exited', 'SIGKILL']);
    assert.ok((await lost) instanceof Error);
    await run.tell('answer-1', 'Too late.');
    const { asked, told, handed } = await run.mail();
    assert.deepEqual([asked.length, told, handed], [1, new Set(['answer-1']), new Set()]);
  });

  it('has no longer to live while its call is held', async () => {
    const run = await stage.begin({ role, subject, totalSeconds: 3, graceSeconds: 0.1 });
    const lost = run.accepted('ask_question', { question: 'Capitals?' }).catch((error: unknown) => error);
    assert.equal((await run.ended()).reason, 'time-cap');
    assert.ok((await lost) instanceof Error);
    const { asked, handed } = await run.mail();
    assert.deepEqual([asked.length, handed], [1, new Set()]);
  });

  it('is handed nothing any more when its run is stopped', async () => {
    const run = await stage.begin({ role, subject, graceSeconds: 1 });
    const lost = run.accepted('ask_question', { question: 'Capitals?' }).catch((error: unknown) => error);
    await run.asked(1);
    await run.stop();
    await run.tell('answer-1', 'Too late.');
    assert.equal(await run.accepted('report_progress', { text: 'Still here.' }), 'Noted.');
    assert.equal((await run.ended()).reason, 'stopped');
    assert.ok((await lost) instanceof Error);
    assert.deepEqual((await run.mail()).handed, new Set());
  });
});
