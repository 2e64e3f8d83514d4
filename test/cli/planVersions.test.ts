import assert from 'node:assert/strict';
import * as z from 'zod';
import { EngineStage } from '../support/engineStage.js';
import { PlainPlan } from '../support/plainPlan.js';

const greetings = '# Greeter\n\n## Greetings\n\n- Greet by name\n';

describe('the versions of the plan', () => {
  let stage: EngineStage;

  /** Runs a command that must end with this code, and hands over what it said. */
  async function says(code: number, ...args: string[]): Promise<string> {
    const ended = await stage.sanctum(...args);
    assert.equal(ended.code, code, ended.output);
    return ended.output;
  }

  /** The architect writes a spec, and the engineer accepts it. */
  async function accepted(request: string, step: string): Promise<void> {
    await stage.setMark('scenario.yaml', `work:\n  spec:\n    steps:\n      - ${step}\n`);
    await says(0, 'plan', request);
    await says(0, 'approve');
  }

  beforeEach(async () => {
    stage = await EngineStage.make();
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('scenario.yaml')}`] } }));
  });

  afterEach(() => stage.close());

  it('are listed, shown, compared, and exported with all that was planned under them; a text that is called so goes behind two dashes', async function () {
    this.timeout(90_000);
    assert.match(await says(0, 'plan', 'log'), /^No version was accepted yet\./);
    assert.match(await says(1, 'plan', 'show', 'v1'), /There is no version v1\. The plan has no version yet/);
    await accepted('A greeter', `write: { path: spec.md, text: ${JSON.stringify(greetings)} }`);
    await says(0, 'run', '--until-idle');
    await accepted('In French', 'append: { path: spec.md, text: "- Greet in French\\n" }');
    await says(0, 'run', '--until-idle');
    await stage.setMark('scenario.yaml', 'work:\n  spec:\n    steps:\n      - append: { path: spec.md, text: "- log\\n" }\n');
    await says(0, 'plan', '--', 'log');

    const log = await says(0, 'plan', 'log');
    assert.match(log, /^draft waits for you: sanctum diff\nv2 {2}approved {4}\S+Z {2}\S+@\S+ {2}In French\nv1 {2}superseded {2}\S+Z {2}\S+@\S+ {2}A greeter\n$/);
    assert.equal(await says(0, 'plan', 'show', 'v1'), greetings);
    assert.match(await says(0, 'plan', 'diff', '1'), /^diff --git[^]*\n - Greet by name\n\+- Greet in French\n$/);
    assert.match(await says(0, 'plan', 'diff', 'v2', 'draft'), /\n\+- log\n$/);
    assert.equal(await says(0, 'plan', 'diff', 'v2', 'v2'), 'v2 and v2 say the same.\n');
    for (const args of [['show'], ['log', 'in'], ['diff', '1', '2', '3']]) assert.match(await says(2, 'plan', ...args), /Usage: sanctum plan .*behind two dashes/);
    assert.match(await says(2, 'plan', 'Two', 'words'), /in quotes/);
    assert.match(await says(1, 'plan', 'export', 'v3'), /There is no version v3\. The plan has the versions v1 to v2/);

    const step = z.object({ id: z.string(), title: z.string(), state: z.string(), scope: z.string(), dependsOn: z.array(z.string()), criteria: z.array(z.unknown()), cutUnder: z.number(), stale: z.boolean() });
    const schema = z.object({ format: z.literal('sanctum-plan'), formatVersion: z.literal(1), version: z.number(), goal: z.object({ title: z.string(), text: z.string() }), scopes: z.array(z.object({ name: z.string(), title: z.string(), text: z.string() })), steps: z.array(step) });
    const exported = async (...args: string[]) => schema.parse(JSON.parse(await says(0, 'plan', 'export', ...args)));
    const first = await exported('--json', 'v1');
    assert.deepEqual([first.version, first.goal, first.scopes.map(({ name }) => name)], [1, { title: 'Greeter', text: greetings }, ['greetings']]);
    assert.deepEqual(first.steps, [{ id: '0001', title: 'Greet by name', state: 'done', scope: 'greetings', dependsOn: [], criteria: [], cutUnder: 1, stale: false }]);
    const now = await exported();
    assert.deepEqual(now.steps.map(({ title, cutUnder, state }) => [title, cutUnder, state]), [['Greet by name', 1, 'done'], ['Greet in French', 2, 'done']]);

    assert.deepEqual((await stage.look()).broken, []);
    const tip = await stage.repo.git('rev-parse', 'refs/heads/sanctum/plan');
    await stage.repo.git('tag', '--force', 'sanctum/v1', tip);
    assert.match((await stage.look()).broken.join('\n'), /The tag sanctum\/v1 names another commit than the one that accepted version 1\./);
  });

  it('differ by what was changed, however long the spec is', async () => {
    const line = (number: number): string => `- Rule ${String(number)}: whatever happens, it is told in one line of plain words.\n`;
    const long = `# Rules\n\n## All\n\n${Array.from({ length: 720 }, (_, at) => line(at)).join('')}`;
    assert.ok(long.length > 48 * 1024);
    await new PlainPlan(stage.repo).commit({ 'spec.md': long });
    await stage.setMark('scenario.yaml', `work:\n  spec:\n    steps:\n      - replace: { path: spec.md, find: ${JSON.stringify(line(400).trim())}, with: "- Rule 400 is no more." }\n`);
    assert.match(await says(0, 'plan', 'Without rule 400'), /1 file changed, 1 insertion\(\+\), 1 deletion\(-\)/);
    const diff = await says(0, 'diff');
    assert.deepEqual(diff.split('\n').filter((one) => /^[+-]/.test(one) && !/^(?:\+{3}|-{3}) /.test(one)), [`-${line(400).trim()}`, '+- Rule 400 is no more.']);
    assert.ok(diff.length < 1500, diff);
  });
});
