import assert from 'node:assert/strict';
import { draftRef } from '../../src/plan/paths.js';
import type { Child } from '../../src/platform/processes.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';

/** A conversation with the architect that is under way. */
interface Talk {
  readonly child: Child;
  readonly shown: () => string;
  readonly says: (words: RegExp) => Promise<unknown>;
}

describe('a conversation with the architect at the command line', function () {
  this.timeout(60_000);
  let stage: EngineStage;

  const git = (...args: string[]) => stage.repo.git(...args);

  /** What the architect does, attempt after attempt, whatever it is asked for. */
  async function plays(...attempts: (readonly string[])[]): Promise<void> {
    const steps = attempts.map((lines) => `  - steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`).join('');
    await stage.setMark('scenario.yaml', `attempts:\n${steps}`);
  }

  function follow(child: Child): Talk {
    let shown = '';
    child.onOutput((chunk) => (shown += chunk.toString('utf8')));
    child.onErrorOutput((chunk) => (shown += chunk.toString('utf8')));
    return { child, shown: () => shown, says: (words) => eventually(`${String(words)} in: ${shown}`, () => words.test(shown) || undefined, 20_000).catch((error: unknown) => Promise.reject(new Error(`${String(error)}\n${shown}`))) };
  }

  /** With lines from a pipe. */
  function piped(...args: string[]): Talk {
    const { ports, path } = stage.repo;
    return follow(ports.processes.start({ file: process.execPath, args: [stage.programs.cli, ...args], cwd: path, env: ports.processes.environment() }));
  }

  /** At a terminal, which script(1) makes. */
  function atTerminal(command: string): Talk {
    const { ports, path } = stage.repo;
    const typed = `stty cols 100 rows 40; ${process.execPath} ${stage.programs.cli} ${command}`;
    return follow(ports.processes.start({ file: 'script', args: ['-qec', typed, '/dev/null'], cwd: path, env: { ...ports.processes.environment(), TERM: 'xterm' } }));
  }

  beforeEach(async () => {
    stage = await EngineStage.make();
    await stage.configure((config) => ({ ...config, roles: { ...config.roles, architect: [`rehearsal:${stage.mark('scenario.yaml')}`] } }));
  });

  afterEach(() => stage.close());

  it('takes line after line from a pipe: one session hears all of them, also after a restart, and the draft is shown and approved in it', async () => {
    await plays(
      ['run: echo remembered >"$HOME/memory"', 'write: { path: spec.md, text: "# Greeter\\n" }'],
      ['run: grep remembered "$HOME/memory"', 'ask: { question: "Which language?", options: [French, Danish] }', 'append: { path: spec.md, text: "- In {{answer}}\\n" }'],
      ['run: grep remembered "$HOME/memory"', 'call: { tool: answer_question, arguments: { answer: "Everybody." } }'],
      ['run: test ! -e "$HOME/memory"', 'append: { path: spec.md, text: "- Anew\\n" }'],
    );
    const first = piped('plan');
    first.child.write('A greeter\nIn a language\n2\n/show\n/review\n/quit\nnever heard\n');
    assert.equal((await first.child.ended).exitCode, 0, first.shown());
    assert.match(first.shown(), /^The architect\n[^]*plan> A greeter\n[^]*spec\.md \| 1 \+\n[^]*waits for you: \/show, \/approve or \/reject\.\nplan> In a language\n[^]*The architect asks: Which language\?[^]*answer> Danish\n[^]*plan> \/show\ndiff --git[^]*\+- In Danish\nplan> \/review\n\/review is no command here[^]*plan> \/quit\n$/);
    // eslint-disable-next-line no-control-regex -- nothing is drawn where nobody looks
    assert.doesNotMatch(first.shown(), /\u001b|\r|never heard/);
    assert.equal(await git('show', `${draftRef}:spec.md`), '# Greeter\n- In Danish');

    const second = piped('plan');
    second.child.write('/ask Whom do we greet?\n/new\nOnce more\n/approve\n/approve\n');
    second.child.endInput();
    assert.equal((await second.child.ended).exitCode, 1, 'one line came to nothing');
    assert.match(second.shown(), /A draft of the spec waits for you[^]*Everybody\.\n[^]*plan> Once more\n[^]*The spec is v1 now\.[^]*plan> \/approve\nNot done: There is no draft\./);
    assert.equal(await git('show', 'sanctum/plan:spec.md'), '# Greeter\n- In Danish\n- Anew');
    const none = await stage.sanctum('plan');
    assert.deepEqual([none.code, /Say what the spec is to say/.test(none.output)], [2, true]);
    assert.deepEqual((await stage.look()).broken, []);
  });

  it('at a terminal is interrupted by Ctrl+C and ended by another; what was sent and what was being written come back', async () => {
    await plays(['run: echo remembered >"$HOME/memory"', 'write: { path: spec.md, text: half }', 'progress: At work', 'hang: true'], ['run: grep remembered "$HOME/memory"', 'write: { path: spec.md, text: "# Greeter\\n" }']);
    const first = atTerminal('plan');
    await first.says(/There is no spec yet[^]*plan> /);
    first.child.write('A greeter\r');
    await first.says(/· At work/);
    first.child.write('\u0003');
    await first.says(/Stopped\. The draft is as it was\. What was written is kept: git show refs\/sanctum\/wip\/spec\/1/);
    assert.equal(await git('show', 'refs/sanctum/wip/spec/1:spec.md'), 'half');
    first.child.write('not sent yet\u0003\u0003');
    assert.equal((await first.child.ended).exitCode, 0, first.shown());

    const second = atTerminal('plan');
    await second.says(/plan> /);
    second.child.write('\u001b[A');
    await second.says(/plan> not sent yet/);
    second.child.write('\u001b[A\r');
    await second.says(/plan> A greeter[^]*1 file changed, 1 insertion[^]*waits for you/);
    second.child.write('/show\r');
    await second.says(/\+\S*# Greeter/);
    second.child.write('\u0004');
    assert.equal((await second.child.ended).exitCode, 0, second.shown());
    await stage.quiet();
  });

  it('asks for the question where `ask` has none', async () => {
    await plays(['call: { tool: answer_question, arguments: { answer: "Everybody." } }']);
    const talk = atTerminal('ask');
    await talk.says(/ask> /);
    talk.child.write('Whom do we greet?\r');
    await talk.says(/Everybody\./);
    talk.child.write('/quit\r');
    assert.equal((await talk.child.ended).exitCode, 0, talk.shown());
  });
});
