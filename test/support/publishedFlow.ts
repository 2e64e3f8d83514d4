import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Terminal } from './command.js';
import { sanctum, sanctumJson } from './command.js';
import { installedModules, unpackPublished } from './publishedPackage.js';
import type { TemporaryRepository } from './repository.js';
import { temporaryRepository } from './repository.js';

type Step = Readonly<Record<string, unknown>>;

/** A change of the package's source that an agent makes, an attempt after the other, each on what the one before left. */
export interface PlannedChange {
  readonly title: string;
  readonly attempts: readonly (readonly Step[])[];
}

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** The registry's `dist.integrity`. */
  readonly integrity: string;
  /** What its tests need beside tape, by name with the version. */
  readonly modules: Readonly<Record<string, string>>;
  /** The command that runs its tests. */
  readonly gate: string;
  /** The files with which the engineer is at work meanwhile: one of the package's, and a new one. */
  readonly modified: string;
  readonly staged: string;
  /** The spec: areas, by name, with the changes in each. */
  readonly areas: Readonly<Record<string, readonly PlannedChange[]>>;
}

export const replace = (path: string, find: string, text: string): Step => ({ replace: { path, find, with: text } });

export const write = (path: string, ...lines: string[]): Step => ({ write: { path, text: `${lines.join('\n')}\n` } });

const auditSchema = z.object({ broken: z.number(), violations: z.array(z.unknown()), landings: z.number() });

/** What a whole session on a package came to: from `init` to the last landing. */
export class PublishedFlow {
  private constructor(
    readonly repository: TemporaryRepository,
    private readonly terminal: Terminal,
    private readonly pack: PublishedPackage,
    private readonly engineersBefore: readonly string[],
    readonly init: string,
    /** What `run` said. */
    readonly log: string,
  ) {}

  /** Plays it: init with the package's own tests as the gate, plan, approve, and everything that follows by itself. */
  static async play(pack: PublishedPackage): Promise<PublishedFlow> {
    const modules = installedModules('tape', '5.9.0', pack.modules);
    const repository = await temporaryRepository();
    try {
      return await PublishedFlow.playIn(repository, pack, modules);
    } catch (error) {
      await repository.dispose();
      throw error;
    }
  }

  private static async playIn(repository: TemporaryRepository, pack: PublishedPackage, modules: string): Promise<PublishedFlow> {
    const { git, path } = repository;
    unpackPublished(pack.name, pack.version, pack.integrity, path);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `${pack.name} ${pack.version}`);
    const terminal = { folder: path, environment: repository.ports.processes.environment() };
    await repository.write(pack.modified, `${await readFile(join(path, pack.modified), 'utf8')}\nA draft of the engineer's.\n`);
    await repository.write(pack.staged, '// staged by the engineer\n');
    await git('add', pack.staged);
    await repository.write('notes.txt', 'untracked\n');
    const before = await engineers(repository);

    // Linked: thousands of files, copied into a dozen lanes and worktrees, take longer than the tests.
    const said = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await sanctum(terminal, ...args);
      assert.deepEqual([code, stderr], [0, ''], stdout);
      return stdout;
    };
    const init = await said('init', '--gate', pack.gate, '--set-up', `ln -s "${modules}" node_modules`, '--model', 'rehearsal');
    await said('plan', requestFor(pack));
    await said('approve');
    return new PublishedFlow(repository, terminal, pack, before, init, await said('run', '--until-idle'));
  }

  /** All changes are on master, with their tests, each after a review and a green gate, two having been at work at once. */
  async landedAll(): Promise<void> {
    const changes = Object.values(this.pack.areas).flat();
    assert.match(this.log, new RegExp(`the architect wrote ${String(Object.keys(this.pack.areas).length)} areas`));
    assert.equal(this.log.match(/ landed: master is /g)?.length, changes.length, this.log);
    assert.equal(await this.repository.git('rev-list', '--count', 'master'), String(changes.length + 1));
    assert.doesNotMatch(await this.repository.git('ls-tree', '-r', '--name-only', 'master'), /node_modules/);
    assert.ok(atOnce(this.log) >= 2, this.log);
  }

  /** The change whose first attempt the package's own tests refused, and how often. */
  refused(): readonly string[] {
    return [...this.log.matchAll(/ (\d{4}) is red by its own fault/g)].map(([, ticket]) => ticket ?? '');
  }

  /** What a program prints that uses the engineer's checkout of the package. */
  async used(program: string): Promise<string> {
    const env = { ...this.terminal.environment, NODE_PATH: installedModules('tape', '5.9.0', this.pack.modules) };
    const { stdout, stderr } = await this.repository.ports.processes.run({ file: process.execPath, args: ['-e', program], cwd: this.repository.path, env });
    return `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
  }

  async leftTheEngineersAlone(): Promise<void> {
    assert.deepEqual(await engineers(this.repository), this.engineersBefore);
  }

  async keptEveryPromise(): Promise<void> {
    const landings = Object.values(this.pack.areas).flat().length;
    assert.deepEqual(await sanctumJson(this.terminal, auditSchema, 'audit'), { broken: 0, violations: [], landings });
  }
}

/** How many coding agents were at work at the same time, at most, as the log tells it. */
function atOnce(log: string): number {
  const working = new Set<string>();
  let most = 0;
  for (const [, ticket = '', what] of log.matchAll(/ (\d{4}) (started|handed in)/g)) {
    if (what === 'started') working.add(ticket);
    else working.delete(ticket);
    most = Math.max(most, working.size);
  }
  return most;
}

async function engineers({ git, path }: TemporaryRepository): Promise<readonly string[]> {
  return [await git('diff'), await git('diff', '--cached'), await git('status', '--porcelain'), await readFile(join(path, 'notes.txt'), 'utf8')];
}

/** A request of the engineer's, of which the architect makes the spec: every bullet says in a block what its agent will do. */
function requestFor({ gate, areas }: PublishedPackage): string {
  const bullet = ({ title, attempts }: PlannedChange): string => {
    const scenario = { attempts: attempts.map((steps) => ({ steps: [...steps, { run: gate, 'allow-failure': true }, { submit: title }] })) };
    return `- ${title}\n  \`\`\`rehearsal\n  ${JSON.stringify(scenario)}\n  \`\`\`\n`;
  };
  const sections = Object.entries(areas).map(([area, changes]) => `${area}\n\n${changes.map(bullet).join('')}`);
  return sections.join('\n## ');
}
