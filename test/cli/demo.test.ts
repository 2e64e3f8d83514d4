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

  it('ends with 0 after a spec became two areas and six landings, and nothing broken', () => {
    assert.equal(code, 0, stdout);
    assert.match(stdout, /The spec is v1 now, tagged sanctum\/v1/);
    assert.match(stdout, /the architect wrote 2 areas: greetings, farewells/);
    assert.equal(stdout.match(/\] \d{4} landed: main is /g)?.length, 6);
    assert.match(stdout, /^audit: 0 broken /m);
  });

  it('shows one mended after a red gate, one that its cap of time ended, and a question at each level', () => {
    assert.match(stdout, /\[WARN\] \d{4} is red by its own fault/);
    assert.match(stdout, /\d{4} Say goodbye \(2 attempts\): commit/);
    assert.match(stdout, /\[WARN\] \d{4} run ended: The run reached its cap of time and was ended\./);
    assert.match(stdout, /the manager answered Q-000\d/);
    assert.match(stdout, /the architect passed Q-000\d up/);
    assert.match(stdout, /\$ sanctum answer Q-000\d "Salut"/);
    assert.match(stdout, /\d{4} goes on with the answer to Q-000\d, attempt 2: Greet in French/);
  });

  it('has several agents at work at once, and keeps a dependency', async () => {
    const subjects = (await git('log', '--reverse', '--format=%s', 'sanctum/plan')).split('\n');
    let [atWork, most] = [0, 0];
    for (const subject of subjects) {
      if (/^start /.test(subject)) atWork += 1;
      if (/^(?:submit|reopen|park) /.test(subject)) atWork -= 1;
      most = Math.max(most, atWork);
    }
    assert.ok(most >= 2, subjects.join('\n'));
    const idOf = (title: string): string => new RegExp(`(\\d{4}) ${title} \\(`).exec(stdout)?.[1] ?? '';
    const [first, second] = [subjects.findIndex((subject) => subject.startsWith(`land ${idOf('Greet people by name')}`)), subjects.findIndex((subject) => subject.startsWith(`start ${idOf('Greet by the time of day')}`))];
    assert.ok(first >= 0 && first < second, `${String(first)} ${String(second)}`);
  });

  it('shows the plan as a tree, and says where the repository is and how to look around', () => {
    assert.match(stdout, /The plan, on the branch sanctum\/plan:\n(?: {2}.*\n)+/);
    for (const name of ['sanctum.json', 'spec.md', 'greetings.md', 'Q-0002.md', 'done/', 'verdicts/', 'runs/']) assert.match(stdout, new RegExp(`^ +${name}$`, 'm'));
    assert.ok(stdout.includes(`A sample repository is in ${folder}\n`));
    assert.ok(stdout.trimEnd().split('\n').at(-1)?.includes(`git -C "${folder}" log --stat`));
  });

  it('leaves a repository in which git itself shows that each landing is the tree that was tested', async () => {
    const landings = (await git('log', '--reverse', '--format=%H %T', 'main')).split('\n').slice(1);
    assert.equal(landings.length, 6);
    const tickets = (await git('ls-tree', '-r', '--name-only', 'sanctum/plan', 'tickets/done/')).split('\n');
    assert.equal(tickets.length, 6);
    const documents = await Promise.all(tickets.map((path) => git('show', `sanctum/plan:${path}`)));
    for (const landing of landings) {
      const [commit = '', tree = ''] = landing.split(' ');
      const document = documents.find((text) => text.includes(`\n  commit: ${commit}\n  tree: ${tree}\n`)) ?? '';
      const verdict = /\n {2}verdict: (\S+)\n/.exec(document)?.[1] ?? '';
      // What landed in one step with others was tested as the tree of them all, which master became.
      const [, tip = commit, tested = tree] = /\n {2}tip:\n {4}commit: (\S+)\n {4}tree: (\S+)\n/.exec(document) ?? [];
      assert.ok(landings.includes(`${tip} ${tested}`));
      assert.ok(verdict.startsWith(`${tested}-`));
      const proof = await git('show', `sanctum/plan:verdicts/${tested.slice(0, 2)}/${verdict}.md`);
      assert.match(proof, new RegExp(`\ntree: ${tested}\n[^]*\nresult: green\n[^]*\nexit-code: 0\ntests: [1-9]`));
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
