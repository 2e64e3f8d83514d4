import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from '../../../test/support/eventually.js';
import { RunStage } from '../../../test/support/runStage.js';
import type { ExitRecord, RunOrder } from '../runOrder.js';

const scenario = `
attempts:
  - steps:
      - say: Begun.
      - ask: {question: Whom?, options: [Ada, Bob]}
      - append: {path: "{{answer}}.txt", text: "Hello {{answer}}\\n"}
      - submit: "Greeted {{answer}}."
  - steps: [{submit: The second attempt.}]
`;

describe('a rehearsal that asks', () => {
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
  });
  afterEach(() => stage.close());

  async function started(wishes: Parameters<RunStage['order']>[0]): Promise<RunOrder> {
    const order = await stage.order({ scenario, ...wishes });
    await stage.runs.start(order);
    return order;
  }

  async function asked(order: RunOrder): Promise<string> {
    const { mail } = await eventually('the question', async () => {
      const state = await stage.runs.observe(order.run);
      return state.mail.asked.length > 0 ? state : undefined;
    });
    return mail.asked.map(({ question }) => question).join(' ');
  }

  /** A run that goes on with the session of an earlier one. */
  async function resumed(earlier: RunOrder, prompt: string): Promise<{ exit: ExitRecord; stream: string }> {
    const order = await stage.order({ scenario, attempt: 2 });
    const command = { ...order.command, args: [...order.command.args, '--resume'], env: { ...order.command.env, HOME: earlier.place.home } };
    const goingOn = { ...order, command, prompt, place: earlier.place };
    await stage.runs.start(goingOn);
    return { exit: await stage.ended(goingOn), stream: await stage.stream(goingOn) };
  }

  const answered = 'Your question was answered:\n\n<answer>\nAda\n</answer>\n\nGo on.\n';

  it('goes on with the answer that it is given while it waits', async () => {
    const order = await started({});
    assert.equal(await asked(order), 'Whom?');
    await stage.runs.tell(order.run, { key: 'answer-1', text: 'Bob' });
    assert.equal((await stage.ended(order)).submission?.summary, 'Greeted Bob.');
    assert.equal(await stage.text('Bob.txt'), 'Hello Bob\n');
  });

  it('ends when there is no answer, and goes on behind its question when there is', async () => {
    const order = await started({ holdSeconds: 0.1 });
    const { exitCode, submission } = await stage.ended(order);
    assert.deepEqual([exitCode, submission], [0, undefined]);
    const { exit, stream } = await resumed(order, answered);
    assert.equal(exit.submission?.summary, 'Greeted Ada.');
    assert.equal(await stage.text('Ada.txt'), 'Hello Ada\n');
    assert.ok(!stream.includes('Begun.'));
  });

  it('goes on behind its question when it was ended while it waited', async () => {
    const order = await started({});
    await asked(order);
    await stage.runs.stop(order.run);
    await stage.ended(order);
    assert.equal((await resumed(order, answered)).exit.submission?.summary, 'Greeted Ada.');
  });

  it('says so when its session is gone, and plays from the beginning of the attempt that it is', async () => {
    const order = await started({ holdSeconds: 0.1 });
    await stage.ended(order);
    await stage.ports.files.remove(join(order.place.home, 'rehearsal-session.json'));
    const { exit, stream } = await resumed(order, answered);
    assert.equal(exit.submission?.summary, 'The second attempt.');
    assert.match(stream, /There is no session to go on with; playing from the beginning\./);
  });

  it('does not wait for a question that does not block it', async () => {
    const order = await started({ scenario: 'steps: [{ask: {question: Whom?, default: Ada., blocking: false}}, {submit: Gone on.}]' });
    assert.equal((await stage.ended(order)).submission?.summary, 'Gone on.');
  });
});
