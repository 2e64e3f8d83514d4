import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtCommand } from '../support/build.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';

const question = `steps:
  - ask: { question: "Which word greets in French?", options: [Bonjour, Salut] }
  - write: { path: french.txt, text: "{{answer}}\\n" }
  - submit: "It is {{answer}}"
`;

/** `sanctum run --until-idle` at a terminal of 100 columns, made by script(1). */
class TerminalRun {
  private shown = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.shown += text;
    });
  }

  static start(stage: EngineStage): TerminalRun {
    const command = `stty cols 100 rows 40; exec "${process.execPath}" "${builtCommand()}" run --until-idle`;
    const env = { ...stage.repo.ports.processes.environment(), TERM: 'xterm', NO_COLOR: '1' };
    return new TerminalRun(spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: stage.repo.path, env, stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** What was ever on the screen. */
  get screen(): string {
    return this.shown;
  }

  shows(words: string): Promise<unknown> {
    return eventually(`"${words}" on the screen`, () => (this.shown.includes(words) ? true : undefined));
  }

  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  async ended(): Promise<number> {
    const [code] = (await once(this.child, 'close')) as [number];
    return code;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

describe('a question at the prompt of run', function () {
  this.timeout(60_000);

  it('is shown with its options, taken by its number, and answered in the session that asked; the engine does not end before', async () => {
    const stage = await EngineStage.make({ config: { limits: { holdSeconds: 0.5 } } });
    const id = await stage.add('Greet in French', question);
    const run = TerminalRun.start(stage);
    try {
      await run.shows('answer Q-0001 >');
      assert.match(run.screen, /Which word greets in French\?/);
      assert.match(run.screen, /Salut/);
      const ended = run.ended();
      run.type('2\r');
      assert.equal(await ended, 0);
      assert.match(run.screen, /you answered Q-0001: Salut/);
      assert.equal((await stage.ticket(id)).state, 'done');
      assert.equal(await stage.repo.git('show', 'master:french.txt'), 'Salut');
      assert.deepEqual((await stage.look()).broken, []);
    } finally {
      run.kill();
      await stage.close();
    }
  });
});
