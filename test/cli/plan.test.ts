import assert from 'node:assert/strict';
import * as z from 'zod';
import { draftRef } from '../../src/plan/paths.js';
import type { RunningSanctum } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { engineersState } from '../support/engineersState.js';
import { eventually } from '../support/eventually.js';

const firstSpec = '# Greeter\n\n## Greeting\n\n- Greet by name\n';
const readIt = 'Read it: sanctum diff. Accept it: sanctum approve. Or: sanctum reject\n';

/** Steps of a scenario, one a line, in YAML's flow style. */
const steps = (...lines: string[]): string => `steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const writes = (text: string): string => steps(`write: { path: spec.md, text: ${JSON.stringify(text)} }`);

describe('a revision of the spec', () => {
  let stage: EngineStage;

  const git = (...args: string[]) => stage.repo.git(...args);
  const refs = (pattern: string) => git('for-each-ref', '--format=%(refname)', pattern);
  const planTip = () => git('rev-parse', 'refs/heads/sanctum/plan');

  /** What the architect does from now on. */
  const plays = (scenario: string) => stage.setMark('scenario.yaml', scenario);

  /** Runs a command that must end with this code, and hands over what it said. */
  async function says(code: number, ...args: string[]): Promise<string> {
    const ended = await stage.sanctum(...args);
    assert.equal(ended.code, code, ended.output);
    return ended.output;
  }

  async function json<T>(schema: z.ZodType<T>, ...args: string[]): Promise<T> {
    return schema.parse(JSON.parse(await says(0, '--json', ...args)));
  }

  /** Makes the first version. */
  async function accepted(): Promise<void> {
    await plays(writes(firstSpec));
    await says(0, 'plan', 'A greeter');
    await says(0, 'approve');
  }

  /** Starts `plan` and waits until its architect has reported progress. */
  async function working(): Promise<RunningSanctum> {
    const running = stage.start(['plan', 'Something']);
    await stage.said(running, '· At work');
    return running;
  }

  beforeEach(async () => {
    stage = await EngineStage.make();
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('scenario.yaml')}`] } }));
  });

  afterEach(() => stage.close());

  it('is drawn beside the source, read as a difference, accepted by the engineer, and tagged as a version', async () => {
    await stage.repo.write('a.txt', 'changed, and not committed\n');
    await stage.repo.write('mine.txt', 'untracked\n');
    const [before, tip] = [await engineersState(stage.repo), await planTip()];
    await plays(steps('run: cat source/a.txt source/check.sh', 'progress: Thinking of greetings', `write: { path: spec.md, text: ${JSON.stringify(firstSpec)} }`));
    const said = await says(0, 'plan', 'A greeter\nthat greets by name');
    assert.match(said, /^the architect \(rehearsal:.*\) revises the spec in .*\n· Thinking of greetings\n spec\.md \| 5 \+{5}\n 1 file changed, 5 insertions\(\+\)\nRead it/);
    assert.ok(said.endsWith(readIt), said);
    assert.equal(await planTip(), tip, 'the plan is as it was');
    assert.deepEqual(await engineersState(stage.repo), before);
    assert.equal(await git('log', '-1', '--format=%s %P', draftRef), `draft: A greeter ${tip}`);
    assert.equal(await git('diff', '--name-only', tip, draftRef), 'spec.md');
    assert.match(await says(2, 'show', 'spec'), /There is no spec yet\. A draft waits/);
    assert.equal(await says(0, 'show', 'draft'), firstSpec);
    assert.match(await says(0, 'diff'), /^diff --git a\/spec\.md b\/spec\.md\nnew file mode 100644\n[^]*\n\+- Greet by name\n$/);

    const approved = await json(z.strictObject({ version: z.literal(1), commit: z.string(), tag: z.literal('sanctum/v1') }), 'approve');
    assert.deepEqual([approved.commit, await git('rev-parse', 'refs/tags/sanctum/v1')], [await planTip(), await planTip()]);
    assert.equal(await says(0, 'show', 'spec'), firstSpec);
    assert.equal(await refs(draftRef), '');
    assert.equal(await git('show', 'refs/sanctum/accepted/v1:spec.md'), firstSpec.trimEnd());
    const after = await engineersState(stage.repo);
    assert.deepEqual({ ...after, refs: after.refs.replace(/\nrefs\/tags\/sanctum\/v1 .*$/m, '') }, before);
    const { transitions, broken } = await stage.look();
    assert.deepEqual([transitions.at(-1), broken], ['approve', []]);
  });

  it('goes on from the draft where there is one, else from the spec', async () => {
    await accepted();
    await plays(steps('append: { path: spec.md, text: "- Say farewell\\n" }'));
    await says(0, 'plan', 'Add a farewell');
    await plays(steps('append: { path: spec.md, text: "- In French\\n" }'));
    assert.match(await says(0, 'plan', 'Add French'), /1 file changed, 2 insertions\(\+\)/);
    assert.match(await says(0, 'show', 'spec'), /^# Greeter[^]*- Greet by name\nA draft waits\. Read it: sanctum diff\. Accept it: sanctum approve\n$/);
    const shown = await json(z.object({ spec: z.string(), draft: z.string(), diff: z.string() }), 'diff');
    assert.deepEqual([shown.spec, shown.draft], [firstSpec, `${firstSpec}- Say farewell\n- In French\n`]);
    assert.match(shown.diff, /^diff --git[^]*\n\+- Say farewell\n\+- In French\n?$/);
    assert.match(await says(0, 'approve'), /The spec is v2 now, tagged sanctum\/v2/);
    assert.match(await says(1, 'approve'), /There is no draft\. Make one: sanctum plan/);
    assert.equal(await refs('refs/tags'), 'refs/tags/sanctum/v1\nrefs/tags/sanctum/v2');
  });

  it('that changes another file leaves the draft as it was, and says which file and where all is kept', async () => {
    await plays(writes(firstSpec));
    await says(0, 'plan', 'A greeter');
    const draft = await git('rev-parse', draftRef);
    await plays(steps('write: { path: spec.md, text: Better }', 'append: { path: source/a.txt, text: more }', 'write: { path: other.md, text: x }'));
    const said = await says(1, 'plan', 'More');
    assert.match(said, /sanctum: The architect may change spec\.md alone, and changed: other\.md, source\/a\.txt\. The draft is as it was\. What was written is kept: git show refs\/sanctum\/wip\/spec\/2\n$/);
    assert.equal(await git('rev-parse', draftRef), draft);
    assert.equal(await git('show', 'refs/sanctum/wip/spec/2:other.md'), 'x');
  });

  it('that fails or writes nothing leaves no draft', async () => {
    await plays(steps('say: Nothing'));
    assert.match(await says(1, 'plan', 'A greeter'), /The architect left spec\.md as it was\.\n$/);
    await plays(steps('write: { path: spec.md, text: x }', 'exit: 3'));
    assert.match(await says(1, 'plan', 'A greeter'), /The architect ended with an error \(exit 3\)\. The draft is as it was\. What was written is kept: git show refs\/sanctum\/wip\/spec\/2\n$/);
    assert.equal(await refs(draftRef), '');
  });

  it('needs a request, from the command line or from standard input', async () => {
    assert.match(await says(2, 'plan'), /Say what the spec is to say: sanctum plan/);
    assert.match(await says(2, 'plan', '-'), /Say what the spec is to say/);
    await plays(writes(firstSpec));
    const { ports, path } = stage.repo;
    const typed = await ports.processes.run({ file: process.execPath, args: [stage.programs.cli, 'plan', '-'], cwd: path, env: ports.processes.environment() }, 'A greeter\nfor all\n');
    assert.equal(typed.exitCode, 0, typed.stderr.toString('utf8'));
    assert.equal(await git('log', '-1', '--format=%s', draftRef), 'draft: A greeter');
  });

  it('goes on alone: who would change the draft meanwhile is told who has it', async () => {
    await plays(steps('progress: At work', `wait-for: ${stage.mark('go')}`, `write: { path: spec.md, text: ${JSON.stringify(firstSpec)} }`));
    const first = await working();
    for (const args of [['plan', 'More'], ['approve'], ['reject']]) {
      assert.match(await says(4, ...args), new RegExp(`in other hands just now \\(sanctum plan, process ${String(first.pid)}\\)`));
    }
    await stage.setMark('go');
    assert.equal((await first.finished).code, 0, first.output());
  });

  it('that is rejected leaves the plan as it was, and stays reachable', async () => {
    await accepted();
    const tip = await planTip();
    await plays(writes('# Worse\n'));
    await says(0, 'plan', 'Worse');
    const draft = await git('rev-parse', draftRef);
    assert.match(await says(0, 'reject', 'too short'), /The draft is rejected; the spec is as it was/);
    assert.deepEqual([await refs(draftRef), await planTip()], ['', tip]);
    assert.equal(await git('log', '-1', '--format=%s %P', `refs/sanctum/rejected/${draft}`), `Rejected: too short ${draft}`);
    assert.match(await says(1, 'reject'), /There is no draft/);
    assert.match(await says(0, 'diff'), /There is no draft/);
  });

  it('is accepted once, whatever moment of the acceptance its command is killed in', async () => {
    for (const [version, side] of [[1, 'before'], [2, 'after']] as const) {
      await plays(writes(`# Version ${String(version)}\n`));
      await says(0, 'plan', 'Another');
      assert.equal((await stage.start(['approve'], { event: 'swap', side, nth: 1, landing: false }).finished).signal, 'SIGKILL');
      const accepted = side === 'after';
      assert.equal((await stage.snapshot()).version, accepted ? version : version - 1);
      assert.match(await says(0, 'approve'), accepted ? /The spec v2 was accepted already/ : /The spec is v1 now/);
      assert.deepEqual([await refs('refs/tags'), await refs(draftRef)], [[1, 2].slice(0, version).map((one) => `refs/tags/sanctum/v${String(one)}`).join('\n'), '']);
    }
    assert.deepEqual((await stage.look()).broken, []);
  });

  it('that Ctrl-C ends leaves the draft as it was and keeps what was written', async () => {
    await plays(steps('write: { path: spec.md, text: half }', 'progress: At work', 'hang: true'));
    const running = await working();
    running.kill('SIGINT');
    const { code, output } = await running.finished;
    assert.equal(code, 130, output);
    assert.match(output, /Stopped\. The draft is as it was\. What was written is kept: git show refs\/sanctum\/wip\/spec\/1\n$/);
    assert.deepEqual([await refs(draftRef), await git('show', 'refs/sanctum/wip/spec/1:spec.md')], ['', 'half']);
    await stage.quiet();
  });

  it('whose command is killed is ended and kept by the next one, which does its own work', async () => {
    await plays(steps('write: { path: spec.md, text: half }', 'progress: At work', 'hang: true'));
    const killed = await working();
    killed.kill('SIGKILL');
    await killed.finished;
    await plays(writes(firstSpec));
    assert.match(await says(0, 'plan', 'A greeter'), /^ended an architect that was left at work; what it wrote is kept as refs\/sanctum\/wip\/spec\/1\n/);
    assert.deepEqual([await says(0, 'show', 'draft'), await git('show', 'refs/sanctum/wip/spec/1:spec.md')], [firstSpec, 'half']);
    await stage.quiet();
  });

  it('whose question nobody is there to answer says the question and how to answer it', async () => {
    await plays(steps('call: { tool: ask_question, arguments: { question: "Which language?", options: [French, Danish] } }', 'say: Done'));
    assert.match(await says(1, 'plan', 'A farewell'), /The architect asks:\n {2}Which language\?\n {2}Choices: French · Danish\nSay it to the next one: sanctum plan "<the same, with your answer>"\n$/);
  });

  it('whose question is answered at the terminal goes on with the answer', async () => {
    await plays(steps('ask: { question: "Which language?", options: [French, Danish] }', 'write: { path: spec.md, text: "In {{answer}}" }'));
    const { ports, path } = stage.repo;
    const typed = `${process.execPath} ${stage.programs.cli} plan 'A farewell'`;
    // Makes a terminal of its own for the command.
    const child = ports.processes.start({ file: 'script', args: ['-qec', typed, '/dev/null'], cwd: path, env: ports.processes.environment() });
    let shown = '';
    child.onOutput((chunk) => (shown += chunk.toString('utf8')));
    await eventually('the question', () => /Which language\?\r?\n {2}1 {2}French\r?\n {2}2 {2}Danish\r?\n> /.test(shown) || undefined);
    child.write('2\r');
    assert.equal((await child.ended).exitCode, 0, shown);
    assert.equal(await git('show', `${draftRef}:spec.md`), 'In Danish');
  });

  it('goes on beside a running engine, which takes the accepted version from the plan', async () => {
    const engine = stage.start(['run']);
    await stage.said(engine, 'WAITING');
    await accepted();
    await eventually('the engine takes note of the approval', async () => ((await git('log', '-1', '--format=%B', 'sanctum/plan')).includes('Sanctum-Engine:') ? true : undefined));
    engine.kill('SIGINT');
    await engine.finished;
    assert.doesNotMatch(engine.output(), /repaired/);
    assert.deepEqual((await stage.look()).broken, []);
  });

  it('is not begun without a plan or an approval of the commands, nor by a model that nobody knows', async () => {
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: ['nobody'] } }));
    assert.match(await says(2, 'plan', 'A greeter'), /No backend knows the model "nobody"/);
    await stage.configure((config) => ({ ...config, gate: { ...config.gate, commands: ['true'] } }));
    assert.match(await says(5, 'plan', 'A greeter'), /not approved on this machine/);
    await git('branch', '-D', 'sanctum/plan');
    for (const args of [['plan', 'x'], ['approve'], ['reject'], ['diff'], ['show', 'spec']]) assert.match(await says(3, ...args), /has no plan yet/);
  });
});
