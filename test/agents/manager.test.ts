import assert from 'node:assert/strict';
import type { ToolRun } from '../support/toolStage.js';
import { ToolStage } from '../support/toolStage.js';

function ticketText(id: string, title: string, more = ''): string {
  return `---\nid: "${id}"\ntitle: ${title}\narea: core\n${more}created: 2026-02-28T14:30:00Z\n---\nDo it.\n`;
}

describe('a manager', () => {
  let stage: ToolStage;
  beforeEach(async () => {
    stage = await ToolStage.open();
    await stage.write({
      'areas/core.md': '---\narea: core\ntitle: The core\n---\nAll of it.\n',
      'tickets/open/0001-read-the-file.md': ticketText('0001', 'Read the file'),
      'tickets/open/0002-parse-the-file.md': ticketText('0002', 'Parse the file', 'depends-on: ["0001"]\ncriteria: [It parses.]\n'),
    });
  });
  afterEach(() => stage.close());

  const cutting = (): Promise<ToolRun> => stage.begin({ role: 'manager', subject: { work: 'tickets-core', area: 'core' } });

  it('cuts its area into tickets that depend on each other', async () => {
    const run = await cutting();
    assert.deepEqual(await run.toolNames(), ['read_plan', 'report_progress', 'ask_question', 'request_plan_change', 'add_ticket', 'update_ticket', 'set_dependencies', 'add_criteria', 'change_criterion', 'cancel_ticket', 'write_area', 'decide_change', 'answer_question', 'pass_up']);
    assert.match(await run.accepted('read_plan', { document: 'area' }), /All of it\./);
    assert.equal(await run.accepted('read_plan', { document: 'tickets' }), '0001 open Read the file\n0002 open Parse the file (depends on 0001)');
    const prediction = { difficulty: [1, 2], minutes: [5, 20], dollars: [0, 1] };
    assert.match(await run.accepted('add_ticket', { title: 'Print it', body: 'On paper.', depends_on: ['0002'], criteria: ['It prints.'], prediction, budget_minutes: 30 }), /^Added as new-1;/);
    assert.match(await run.accepted('add_ticket', { title: 'Fold it', body: 'Twice.', kind: 'chore', priority: 'low', depends_on: ['new-1'] }), /^Added as new-2;/);
    await run.accepted('update_ticket', { ticket: '0001', title: 'Read all files', addition: 'And folders.' });
    await run.accepted('add_criteria', { ticket: '0002', criteria: ['It parses.', 'Quickly.'] });
    assert.equal(await run.accepted('set_dependencies', { ticket: '0002', depends_on: [] }), '0002 depends on nothing.');
    const { draft } = await run.finish();
    assert.deepEqual(draft, {
      areas: [],
      decisions: [],
      proposals: [],
      tickets: [
        { key: 'new-1', title: 'Print it', body: 'On paper.', kind: 'feature', priority: 'medium', dependsOn: ['0002'], criteria: ['It prints.'], prediction, budgetMinutes: 30 },
        { key: 'new-2', title: 'Fold it', body: 'Twice.', kind: 'chore', priority: 'low', dependsOn: ['new-1'], criteria: [] },
      ],
      changes: [
        { ticket: '0001', title: 'Read all files', addition: 'And folders.' },
        { ticket: '0002', criteria: ['It parses.', 'Quickly.'], dependsOn: [] },
      ],
    });
  });

  it('is told why a ticket cannot be, and the draft stays as it was', async () => {
    const run = await cutting();
    assert.match(await run.refused('add_ticket', { title: 'One', body: 'x', depends_on: ['0077'] }), /add_ticket was not accepted: There is no ticket 0077/);
    assert.match(await run.refused('add_ticket', { title: 'read the file', body: 'x' }), /Ticket 0001 \(open\) is called "Read the file" already/);
    assert.match(await run.refused('set_dependencies', { ticket: '0002', depends_on: ['0002'] }), /cannot depend on itself/);
    await run.accepted('add_ticket', { title: 'One', body: 'x', depends_on: ['0002'] });
    assert.match(await run.refused('set_dependencies', { ticket: '0001', depends_on: ['new-1'] }), /0001 -> new-1 -> 0002 -> 0001/);
    assert.match(await run.refused('answer_question', { answer: 'x' }), /not for this run\. This run is to cut the area core into tickets/);
    const { draft } = await run.finish();
    assert.deepEqual([draft?.tickets.map(({ key, dependsOn }) => [key, dependsOn]), draft?.changes], [[['new-1', ['0002']]], []]);
  });

  it('answers a question, with the plan as it is', async () => {
    await stage.ask('coding', 'Capitals?');
    const run = await stage.begin({ role: 'manager', subject: { work: 'answer-Q-0001-manager', question: 'Q-0001', area: 'core' } });
    assert.match(await run.accepted('read_plan', { document: 'question' }), /Capitals\?/);
    assert.match(await run.refused('add_ticket', { title: 'One', body: 'x' }), /This run is to answer question Q-0001/);
    await run.accepted('pass_up', { view: 'I do not know.' });
    await run.accepted('answer_question', { answer: 'No.', decision: { title: 'No capitals', text: 'Never.' } });
    assert.deepEqual((await run.finish()).draft, { areas: [], decisions: [{ title: 'No capitals', text: 'Never.' }], proposals: [], tickets: [], changes: [], answer: { question: 'Q-0001', text: 'No.' } });
  });
});
