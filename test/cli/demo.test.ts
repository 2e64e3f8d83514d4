import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { sanctum } from '../support/command.js';
import type { TemporaryMachine } from '../support/repository.js';
import { temporaryMachine } from '../support/repository.js';

describe('demo', () => {
  let machine: TemporaryMachine;
  let folder: string;
  let code: number | undefined;
  let stdout: string;

  before(async () => {
    machine = await temporaryMachine();
    folder = join(machine.root, 'a sample');
    const spoken = await sanctum({ folder: machine.root, environment: machine.ports.processes.environment() }, 'demo', '--folder', 'a sample');
    ({ code, stdout } = spoken);
    assert.equal(spoken.stderr, '');
  });

  after(() => machine.dispose());

  async function git(...args: string[]): Promise<string> {
    const env = { ...machine.ports.processes.environment(), GIT_CONFIG_GLOBAL: '/dev/null' };
    const result = await machine.ports.processes.run({ file: 'git', args: ['-C', folder, ...args], cwd: machine.root, env });
    assert.equal(result.exitCode, 0, result.stderr.toString('utf8'));
    return result.stdout.toString('utf8').trimEnd();
  }

  it('ends with 0 after three landings, one of them after a red gate, and nothing broken', () => {
    assert.equal(code, 0, stdout);
    assert.equal(stdout.match(/\] \d{4} landed: main is /g)?.length, 3);
    assert.match(stdout, /\[WARN\] 0002 is red by its own fault/);
    assert.match(stdout, /0002 Say goodbye \(2 attempts\): commit/);
    assert.match(stdout, /^audit: 0 broken /m);
  });

  it('shows the plan as a tree, and says where the repository is and how to look around', () => {
    assert.match(stdout, /The plan, on the branch sanctum\/plan:\n(?: {2}.*\n)+/);
    for (const name of ['sanctum.json', '0001-greet-people-by-name.md', 'done/', 'verdicts/', 'runs/']) assert.match(stdout, new RegExp(`^ +${name}$`, 'm'));
    assert.ok(stdout.includes(`A sample repository is in ${folder}\n`));
    assert.ok(stdout.trimEnd().split('\n').at(-1)?.includes(`git -C "${folder}" log --stat`));
  });

  it('leaves a repository in which git itself shows that each landing is the tree that was tested', async () => {
    const landings = (await git('log', '--reverse', '--format=%H %T', 'main')).split('\n').slice(1);
    assert.equal(landings.length, 3);
    const tickets = (await git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'tickets/done/')).split('\n').sort();
    assert.equal(tickets.length, 3);
    for (const [at, path] of tickets.entries()) {
      const document = await git('show', `sanctum/plan:${path}`);
      const [commit = '', tree = ''] = (landings[at] ?? '').split(' ');
      assert.match(document, new RegExp(`\n  commit: ${commit}\n  tree: ${tree}\n`));
      const verdict = /\n {2}verdict: (\S+)\n/.exec(document)?.[1] ?? '';
      assert.ok(verdict.startsWith(`${tree}-`));
      const proof = await git('show', `sanctum/plan:verdicts/${tree.slice(0, 2)}/${verdict}.md`);
      assert.match(proof, new RegExp(`\ntree: ${tree}\n[^]*\nresult: green\n[^]*\nexit-code: 0\ntests: [1-9]`));
    }
    assert.equal(await git('status', '--porcelain'), '');
  });

  it('writes nothing into the home of whoever looks at it', async () => {
    const home = machine.ports.processes.environment()['HOME'] ?? '';
    assert.deepEqual(await machine.ports.files.list(home), []);
    await access(join(machine.root, 'sanctum', 'projects'));
  });

  it('refuses a folder with something in it', async () => {
    const { code: refused, stderr } = await sanctum({ folder: machine.root, environment: machine.ports.processes.environment() }, 'demo', '--folder', folder);
    assert.equal(refused, 2);
    assert.match(stderr, /is not empty\. Name a folder that is not there yet/);
  });
});
