import assert from 'node:assert/strict';
import { readDocument } from '../../src/plan/readDocument.js';
import type { RunFields } from '../../src/plan/schemas.js';
import type { Verdict } from '../../src/plan/schemas.js';
import { runSchema } from '../../src/plan/schemas.js';
import { engineersState } from '../support/engineersState.js';
import type { EngineersState } from '../support/engineersState.js';
import type { Finished } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import type { Act } from './act.js';
import { scriptOf } from './act.js';

/** Whether a sandbox is around the agents of a battery. */
export type Confinement = 'none' | 'bubblewrap';

const testText = "it('adds', () => {\n  assert.equal(1 + 1, 2);\n  assert.equal(1 + 2, 3);\n});\n";

const files = {
  'check.sh': 'if [ -e broken ]; then echo "not ok 1 - whole"; exit 1; fi\n. ./part.sh\n',
  'Makefile': 'whole:\n\t@test -e part.sh\n',
  'part.sh': 'true\n',
  'test/add.test.js': testText,
  'test/sub.test.js': testText,
  'test/mul.test.js': testText,
  'test/div.test.js': testText,
  '.gitignore': 'tools/\n*.log\n',
  'kept.txt': 'kept\n',
  'staged.txt': 'staged\n',
};

/** Waits for nobody's word, is frozen or done. */
const restful: readonly (number | undefined)[] = [0, 7];

/** A repository in which an engineer has work of every kind, and agents that mean no good. */
export class HostileStage {
  private constructor(
    readonly stage: EngineStage,
    readonly confinement: Confinement,
    private readonly tip: string,
  ) {}

  static async make(confinement: Confinement, agents = 2): Promise<HostileStage> {
    // The sandbox has a /tmp of its own. A repository that lies elsewhere is seen by the agent, as it would be in a home.
    const { TMPDIR } = process.env;
    if (confinement === 'bubblewrap') process.env['TMPDIR'] = '/var/tmp';
    try {
      return await HostileStage.prepare(confinement, agents);
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
  }

  private static async prepare(confinement: Confinement, agents: number): Promise<HostileStage> {
    const config = { gate: { commands: ['sh check.sh', 'make -s'] }, sandbox: confinement === 'none' ? 'off' : 'auto', limits: { agents, attempts: 1, submissionMegabytes: 20 } };
    const stage = await EngineStage.make({ files, config, environment: { ENGINEERS_KEY: 'engineers-secret', AWS_SECRET_ACCESS_KEY: 'engineers-secret', GIT_AUTHOR_NAME: 'engineers-secret' } });
    const { repo } = stage;
    await repo.git('branch', 'topic');
    await repo.git('tag', 'v1');
    await repo.git('config', 'remote.origin.url', '/nowhere');
    await repo.write('kept.txt', 'stashed\n');
    await repo.git('stash', '--quiet');
    await repo.write('kept.txt', 'kept, and modified\n');
    await repo.write('staged.txt', 'staged, and modified\n');
    await repo.git('add', 'staged.txt');
    await repo.write('notes.md', 'notes\n');
    await repo.write('debug.log', 'ignored\n');
    return new HostileStage(stage, confinement, await repo.git('rev-parse', 'master'));
  }

  /** A ticket whose agent does these acts, writes a file of the ticket's own and hands in. */
  add(title: string, acts: readonly Act[], more: readonly object[] = []): Promise<string> {
    const steps = acts.map((act) => ({ run: this.script(act) }));
    return this.stage.add(title, JSON.stringify({ steps: [...steps, ...more, { submit: 'Done.' }] }));
  }

  script(act: Act): string {
    const { repo, home } = this.stage;
    return scriptOf(act, { checkout: repo.path, sprung: this.stage.mark('sprung'), home });
  }

  /** Keeps everything from landing, so that nothing at all of the engineer's may change. */
  async freeze(): Promise<void> {
    assert.equal((await this.stage.sanctum('freeze', 'A battery')).code, 0);
  }

  async thaw(): Promise<Finished> {
    assert.equal((await this.stage.sanctum('thaw')).code, 0);
    return this.idle();
  }

  async idle(): Promise<Finished> {
    const ended = await this.stage.untilIdle();
    assert.ok(restful.includes(ended.code), ended.output);
    await this.stage.quiet();
    return ended;
  }

  state(): Promise<EngineersState> {
    return engineersState(this.stage.repo);
  }

  async run(id: string): Promise<RunFields> {
    const { git } = this.stage.repo;
    const path = (await git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'runs')).split('\n').find((one) => one.includes(`-${id}-`));
    assert.ok(path !== undefined, `ticket ${id} was never run`);
    return readDocument(runSchema, await git('show', `sanctum/plan:${path}`));
  }

  /** What the gate said of a ticket's submissions. */
  verdicts(id: string): Promise<readonly Verdict[]> {
    return this.stage.withProject(async ({ store }) => (await store.verdicts.all(await store.read())).filter(({ ticket }) => ticket === id));
  }

  /** The paths by which master differs from what it was when the battery began. */
  async landed(): Promise<readonly string[]> {
    return (await this.stage.repo.git('diff', '--name-only', '--no-renames', this.tip, 'master')).split('\n').filter((path) => path !== '');
  }

  async sound(): Promise<void> {
    assert.deepEqual((await this.stage.look()).broken, []);
  }

  async isSprung(): Promise<boolean> {
    return (await this.stage.repo.ports.files.status(this.stage.mark('sprung'))) !== undefined;
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}
