import assert from 'node:assert/strict';
import { PlanStage, someTime } from '../../../test/support/planStage.js';
import { shippedAgentPrograms } from '../../../test/support/agentPrograms.js';
import { RunStage } from '../../../test/support/runStage.js';
import { printDocument } from '../../plan/frontMatter.js';
import type { ExitRecord, RunOrder } from '../runOrder.js';

const spec = '# Greeter\n\n## Greetings\n\n- Greet by name\n  ```rehearsal\n  steps: [{exit: 7}]\n  ```\n\n## Farewells\n\n- Say bye\n';
const greetings = '## Greetings\n\n- Greet by name\n  ```rehearsal\n  steps: [{exit: 7}]\n  ```';

describe('the rehearsal agent in every role', () => {
  let plan: PlanStage;
  let stage: RunStage;
  beforeEach(async () => {
    [plan, stage] = await Promise.all([PlanStage.open(), RunStage.make(shippedAgentPrograms())]);
  });
  afterEach(async () => {
    await stage.close();
    await plan.dispose();
  });

  function write(documents: Readonly<Record<string, string>>): Promise<unknown> {
    return plan.engineChanges('cut-tickets', documents);
  }

  /** Plays a part on the real plan; how its run ended. */
  async function played(wishes: Parameters<RunStage['order']>[0], prompt = 'Do it.\n'): Promise<ExitRecord> {
    const order: RunOrder = { ...(await stage.order({ ...wishes, plan: { commonDir: `${plan.at.path}/.git`, format: 'sha1' } })), prompt };
    await stage.runs.start(order);
    return stage.ended(order);
  }

  function questionOf(fields: object): string {
    const asker = { role: 'coding', run: 'R-20260228T143000-0001-1', number: 1, ticket: '0001' };
    return printDocument({ id: 'Q-0001', state: 'open', asker, blocking: true, asked: someTime, path: [{ level: 'manager', at: someTime }], ...fields }, 'Whom do we greet?');
  }

  const areas = { role: 'architect', subject: { work: 'areas' } } as const;
  const tickets = { role: 'manager', subject: { work: 'tickets-greetings', area: 'greetings' } } as const;
  const answer = { role: 'manager', subject: { work: 'answer-Q-0001-manager', question: 'Q-0001' } } as const;
  const review = { role: 'merging', subject: { work: 'review-0001', ticket: '0001' } } as const;
  const revision = { role: 'architect', subject: { work: 'spec' } } as const;

  it('cuts the spec into its sections, and leaves an area alone that is as it should be', async () => {
    await write({ 'spec.md': spec, 'areas/farewells.md': '---\narea: farewells\ntitle: Farewells\n---\n\n## Farewells\n\n- Say bye\n' });
    const { exitCode, draft } = await played(areas);
    assert.deepEqual([exitCode, draft?.areas], [0, [{ area: 'greetings', title: 'Greetings', text: greetings }]]);
  });

  it('cuts an area into its bullets, each with its own scenario, but for those that are tickets', async () => {
    const known = printDocument({ id: '0001', title: 'Greet nobody', area: 'greetings', created: someTime }, 'Please.');
    await write({ 'areas/greetings.md': printDocument({ area: 'greetings', title: 'Greetings' }, `${greetings}\n- Greet nobody\n- Greet all\n`), 'tickets/open/0001-greet-nobody.md': known });
    const { exitCode, draft } = await played(tickets);
    assert.deepEqual([exitCode, draft?.tickets.map(({ title, body, dependsOn }) => [title, body, dependsOn])], [0, [
      ['Greet by name', '```rehearsal\nsteps: [{exit: 7}]\n```', []],
      ['Greet all', 'Greet all', []],
    ]]);
  });

  it("answers with the asker's own default, and passes up a question that has none", async () => {
    await write({ 'questions/Q-0001.md': questionOf({ default: 'Everybody.' }) });
    assert.deepEqual((await played(answer)).draft?.answer, { question: 'Q-0001', text: 'Everybody.' });
    await write({ 'questions/Q-0001.md': questionOf({}) });
    assert.deepEqual((await played(answer)).draft?.passedUp, { question: 'Q-0001', view: 'I cannot tell.' });
  });

  it('answers the engineer with what the spec is called', async () => {
    await write({ 'spec.md': spec });
    const { draft } = await played({ role: 'architect', subject: { work: 'ask' } }, 'Well:\n<question>\nWhom do we greet?\n</question>\n');
    assert.match(draft?.reply ?? '', /^The spec is called ".+"\. You asked: Whom do we greet\?$/);
    assert.equal(draft?.answer, undefined);
  });

  it('approves a submission', async () => {
    await plan.addTicket();
    assert.deepEqual((await played(review)).draft?.review, { verdict: 'approve', findings: [] });
  });

  it('writes a request into spec.md, where there is one or not', async () => {
    const prompted = (request: string): string => `Revise.\n\n<request>\n${request}\n</request>\n`;
    assert.equal((await played(revision, prompted('Greet by name'))).exitCode, 0);
    assert.equal(await stage.text('spec.md'), '# Specification\n\n## Greet by name\n\n- Greet by name\n');
    await played(revision, prompted('Farewells\n- Say bye'));
    assert.equal(await stage.text('spec.md'), '# Specification\n\n## Greet by name\n\n- Greet by name\n\n## Farewells\n\n- Say bye\n');
  });

  it('plays what the document says that it is about, and first what its file says of the work', async () => {
    await write({
      'spec.md': '```rehearsal\nsteps: [{call: {tool: write_area, arguments: {area: own, title: Own, text: Own.}}}]\n```\n',
      'areas/greetings.md': printDocument({ area: 'greetings', title: 'Greetings' }, '```rehearsal\nsteps: [{call: {tool: add_ticket, arguments: {title: Own, body: Own.}}}]\n```'),
      'questions/Q-0001.md': `${questionOf({})}\n\`\`\`rehearsal\nsteps: [{read: question}, {call: {tool: answer_question, arguments: {answer: Own.}}}]\n\`\`\`\n`,
      'tickets/open/0001-greet.md': printDocument({ id: '0001', title: 'Greet', created: someTime }, '```rehearsal\nsteps: [{exit: 9}]\n```\n~~~ rehearsal-review\nsteps: [{exit: 8}]\n~~~'),
    });
    const scenario = 'work: {tickets-greetings: {steps: [{exit: 5}]}}';
    const [cut, answered, reviewed, named] = [await played({ ...areas, scenario }), await played(answer), await played(review), await played({ ...tickets, scenario })];
    assert.deepEqual(cut.draft?.areas, [{ area: 'own', title: 'Own', text: 'Own.' }]);
    assert.equal(answered.draft?.answer?.text, 'Own.');
    assert.deepEqual([reviewed.exitCode, named.exitCode], [8, 5]);
    assert.deepEqual((await played(tickets)).draft?.tickets.map(({ title }) => title), ['Own']);
  });

  it('fails with the words of the tool that refused, and says what it played', async () => {
    await write({ 'areas/greetings.md': printDocument({ area: 'greetings', title: 'Greetings' }, '- \u0007bell\n') });
    const order = await stage.order({ ...tickets, plan: { commonDir: `${plan.at.path}/.git`, format: 'sha1' } });
    await stage.runs.start(order);
    assert.equal((await stage.ended(order)).exitCode, 1);
    assert.match(await stage.stream(order), /"By default \(tickets\): add_ticket was not accepted: title: /);
  });
});
