import assert from 'node:assert/strict';
import { answer } from '../../src/plan/questionTransitions.js';
import { someTime } from '../support/planStage.js';
import { ToolStage } from '../support/toolStage.js';

describe('an architect', () => {
  let stage: ToolStage;
  beforeEach(async () => {
    stage = await ToolStage.open();
  });
  afterEach(() => stage.close());

  const role = 'architect' as const;

  it('cuts the spec into areas, with the decisions behind them', async () => {
    await stage.write({ 'spec.md': 'The spec.\n' });
    const run = await stage.begin({ role, subject: { work: 'areas' } });
    assert.deepEqual(await run.toolNames(), ['read_plan', 'report_progress', 'ask_question', 'write_area', 'drop_area', 'revise_spec', 'decide_change', 'add_decision', 'propose', 'answer_question', 'pass_up']);
    assert.equal(await run.accepted('read_plan', { document: 'spec' }), 'The spec.\n');
    assert.match(await run.refused('read_plan', { document: 'ticket' }), /about no ticket of its own\. Send \{"document": "tickets"\}/);
    await run.accepted('write_area', { area: 'core', title: 'The core', text: 'First.' });
    await run.accepted('write_area', { area: 'edge', title: 'The edge', text: 'Last.' });
    await run.accepted('write_area', { area: 'core', title: 'The core', text: 'Better.' });
    await run.accepted('add_decision', { title: 'No capitals', text: 'Never.' });
    await run.accepted('add_decision', { title: 'no capitals', text: 'Hardly ever.' });
    assert.match(await run.refused('pass_up', { view: 'x' }), /not for this run\. This run is to cut the spec into areas/);
    assert.deepEqual((await run.finish()).draft, {
      areas: [{ area: 'edge', title: 'The edge', text: 'Last.' }, { area: 'core', title: 'The core', text: 'Better.' }],
      decisions: [{ title: 'no capitals', text: 'Hardly ever.' }],
      proposals: [],
      tickets: [],
      changes: [],
    });
  });

  it('answers a question or passes it up; the later one holds', async () => {
    await stage.ask('manager', 'Capitals?');
    const run = await stage.begin({ role, subject: { work: 'answer-Q-0001-architect', question: 'Q-0001' } });
    assert.match(await run.refused('write_area', { area: 'core', title: 'x', text: 'y' }), /This run is to answer question Q-0001: call answer_question, or pass_up/);
    assert.match(await run.accepted('add_decision', { title: 'No capitals', text: 'Never.' }), /answer to Q-0001/);
    assert.equal(await run.accepted('answer_question', { answer: 'No.' }), 'Answered. End your turn now.');
    assert.equal(await run.accepted('pass_up', { view: 'I would say no.' }), 'Passed up. End your turn now.');
    const { draft } = await run.finish();
    assert.deepEqual([draft?.answer, draft?.passedUp, draft?.decisions.length], [undefined, { question: 'Q-0001', view: 'I would say no.' }, 1]);
  });

  it('is told when somebody else answered first', async () => {
    await stage.ask('manager', 'Capitals?');
    const run = await stage.begin({ role, subject: { work: 'answer-Q-0001-architect', question: 'Q-0001' } });
    await stage.plan.command(answer('Q-0001', 'Yes.', someTime));
    assert.match(await run.refused('answer_question', { answer: 'No.' }), /Q-0001 was answered already, by the engineer\. There is nothing left to do; end your turn\./);
    assert.equal((await run.finish()).draft?.answer, undefined);
  });

  it('revises the spec in its folder, and not by tools', async () => {
    const run = await stage.begin({ role, subject: { work: 'spec' } });
    assert.match(await run.refused('add_decision', { title: 'x', text: 'y' }), /This run is to revise the spec: edit the file spec\.md/);
    await run.finish();
  });
});
