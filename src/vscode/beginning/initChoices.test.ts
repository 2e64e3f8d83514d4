import assert from 'node:assert/strict';
import { effectsOf, gateChoices, typedCommands, typedWorkers, workerChoices, workersProblem } from './initChoices.js';

const npm = { commands: ['npm test'], setup: ['npm ci'], because: 'package.json has a script "test"' };
const inA = { commands: ['cd a && make test'], setup: [], because: 'in a: Makefile has a target "test"' };
const inB = { commands: ['cd b && cargo test'], setup: ['cd b && true'], because: 'in b: Cargo.toml' };

describe('the gates that Init offers', () => {
  it('are the one of the whole repository where there is one', () => {
    assert.deepEqual(gateChoices({ top: npm, below: [] }), [npm]);
  });

  it('are those of the projects below, and all of them together', () => {
    const [all, ...each] = gateChoices({ top: undefined, below: [inA, inB] });
    assert.deepEqual([all?.commands, all?.setup], [['cd a && make test', 'cd b && cargo test'], ['cd b && true']]);
    assert.deepEqual(each, [inA, inB]);
    assert.deepEqual(gateChoices({ top: undefined, below: [inA] }), [inA]);
    assert.deepEqual(gateChoices({ top: undefined, below: [] }), []);
  });

  it('can be typed; nothing but space is no command', () => {
    assert.deepEqual(typedCommands('  make  check '), ['make  check']);
    assert.deepEqual(typedCommands('  '), []);
  });
});

describe('who can do the work', () => {
  const program = { name: 'codex', found: '1.2.3, /bin/codex', words: '' };
  const login = { name: 'codex login', found: 'ChatGPT', words: '' };

  const codex = { name: 'codex', checks: [program, login] };
  const claude = { name: 'claude', checks: [{ name: 'claude', found: '2.1.0, /bin/claude', words: '' }, { name: 'claude login', found: undefined, words: 'Claude Code is not logged in.' }] };

  it('is first what is ready, with its version and login; then the rehearsal; then what is not, with what it lacks', () => {
    const [first, second, third] = workerChoices([claude, codex]);
    assert.deepEqual([first?.workers.name, first?.isReady, first?.description], ['codex', true, '1.2.3, /bin/codex']);
    assert.match(first?.detail ?? '', /ChatGPT/);
    assert.deepEqual(second?.workers.roles, { architect: ['rehearsal'], manager: ['rehearsal'], coding: ['rehearsal'], merging: ['rehearsal'] });
    assert.deepEqual([third?.workers.name, third?.isReady, third?.detail], ['claude', false, 'Claude Code is not logged in.']);
  });

  it('is the rehearsal where nothing else is ready', () => assert.deepEqual(workerChoices([claude]).map(({ workers }) => workers.name), ['rehearsal', 'claude']));

  it('can be typed by role; what leads nowhere is refused with the choices', () => {
    assert.deepEqual(typedWorkers('codex, coding=gpt-5-mini coding=gpt-5').roles.coding, ['gpt-5-mini', 'gpt-5']);
    assert.deepEqual(typedWorkers('codex, coding=gpt-5-mini').roles.merging, ['codex']);
    assert.equal(workersProblem('codex'), undefined);
    assert.match(workersProblem('gemini') ?? '', /No backend knows the model "gemini"\. Choose one of/);
    assert.match(workersProblem(' ') ?? '', /Name a model/);
  });
});

describe('what Init says that it will do', () => {
  it('names the branch, the folder, each command with what it is for, and who works', () => {
    const answers = { gate: npm, workers: typedWorkers('rehearsal') };
    const effects = effectsOf(answers, { folder: '/s/projects/p-1', workspace: '/s/projects/p-1/p.code-workspace', branch: 'main' });
    assert.deepEqual(
      effects.map(({ kind, label }) => `${kind}: ${label}`),
      ['branch: sanctum/plan', 'folder: p.code-workspace', 'set-up: npm ci', 'gate: npm test', 'workers: rehearsal'],
    );
    assert.match(effects.at(3)?.description ?? '', /main/);
  });
});
