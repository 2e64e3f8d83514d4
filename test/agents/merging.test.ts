import assert from 'node:assert/strict';
import { ToolStage } from '../support/toolStage.js';

describe('a merging agent', () => {
  let stage: ToolStage;
  beforeEach(async () => {
    stage = await ToolStage.open();
  });
  afterEach(() => stage.close());

  const wishes = { role: 'merging', subject: { ticket: '0001', work: 'review-0001' } } as const;

  it('hands in a review with findings; the later one holds', async () => {
    const run = await stage.begin(wishes);
    assert.deepEqual(await run.toolNames(), ['read_plan', 'report_progress', 'ask_question', 'request_plan_change', 'submit_review']);
    assert.equal(await run.accepted('submit_review', { verdict: 'approve' }), 'Handed in. End your turn now.');
    const findings = [{ severity: 'must', place: 'greet.ts:12', text: 'An empty name is greeted.' }, { severity: 'note', text: 'Short.' }];
    await run.accepted('submit_review', { verdict: 'request-changes', findings });
    assert.match(await run.refused('submit_review', { verdict: 'request-changes', findings: findings.slice(1) }), /at least one finding of severity "must".* Send \{"verdict"/);
    const { draft } = await run.finish();
    assert.deepEqual(draft, { areas: [], decisions: [], proposals: [], tickets: [], changes: [], review: { verdict: 'request-changes', findings } });
  });

  it('has an empty draft when it hands in nothing', async () => {
    const run = await stage.begin(wishes);
    await run.refused('submit_pr', { summary: 'x', evidence: 'y' });
    assert.deepEqual((await run.finish()).draft, { areas: [], decisions: [], proposals: [], tickets: [], changes: [] });
  });

  it('loses its review when somebody else shows its token', async () => {
    const run = await stage.begin(wishes);
    await run.accepted('submit_review', { verdict: 'approve' });
    const intruder = await stage.runs.ports.sockets.connect(run.order.socket);
    intruder?.send({ token: run.order.token });
    const exit = await run.ended();
    assert.deepEqual([exit.reason, exit.draft], ['quarantined', undefined]);
  });
});
