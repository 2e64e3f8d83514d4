import assert from 'node:assert/strict';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../src/plan/schemas.js';
import { EngineStage } from '../support/engineStage.js';
import { Pool } from '../support/pool.js';
import { canTrace } from '../support/strace.js';

/** A repository that somebody handed over; `trap` is a program that leaves a mark. */
export interface HostileRepository {
  readonly name: string;
  readonly make: (stage: EngineStage, trap: string) => Promise<unknown>;
}

/** A setting that names a program, in the repository's own configuration. */
const settings = [
  ...['core.fsmonitor', 'core.sshCommand', 'core.pager', 'core.editor', 'core.askPass', 'core.gitProxy', 'core.alternateRefsCommand', 'diff.external', 'sequence.editor', 'gpg.program', 'credential.helper'],
  ...['pager.status', 'pager.log', 'interactive.diffFilter', 'uploadpack.packObjectsHook', 'remote.origin.uploadpack', 'remote.origin.vcs', 'merge.tool', 'sendemail.smtpserver', 'trailer.x.command', 'alias.status', 'alias.rev-parse'],
].map((key): HostileRepository => ({ name: `the setting ${key}`, make: ({ repo }, trap) => repo.git('config', key, key.startsWith('alias.') ? `!${trap}` : trap) }));

const hooks = ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit', 'post-merge', 'pre-auto-gc', 'fsmonitor-watchman', 'post-rewrite'].map(
  (hook): HostileRepository => ({
    name: `the hook ${hook}`,
    make: async ({ repo }, trap) => {
      await repo.write(`.git/hooks/${hook}`, `#!/bin/sh\nexec ${trap}\n`);
      await chmod(join(repo.path, '.git/hooks', hook), 0o755);
    },
  }),
);

/** What the plan says to run: it came with the repository. */
const plans: readonly HostileRepository[] = (
  [
    ['the gate of the plan', (trap, config) => ({ ...config, gate: { commands: [trap] } })],
    ['the set-up of the plan', (trap, config) => ({ ...config, setup: { commands: [trap] } })],
    ['the command for one test', (trap, config) => ({ ...config, gate: { ...config.gate, testCommand: `${trap} {test}` } })],
    ['an endpoint of the plan', (_, config) => ({ ...config, endpoints: { evil: { url: 'http://127.0.0.1:9/v1' } }, roles: { ...config.roles, coding: ['codex:m@evil'] } })],
    ['a scenario of the plan', (trap, config) => ({ ...config, roles: { ...config.roles, coding: [`rehearsal:${trap}`] } })],
    ['no sandbox in the plan', (trap, config) => ({ ...config, sandbox: 'off' as const, gate: { commands: [`${trap} off`] } })],
    ['many lanes and agents', (trap, config) => ({ ...config, gate: { commands: [`${trap} lanes`], lanes: 64 }, limits: { ...config.limits, agents: 64 } })],
  ] satisfies readonly (readonly [string, (trap: string, config: Config) => unknown])[]
).map(([name, change]) => ({ name, make: (stage, trap) => stage.configure((config) => change(trap, config)) }));

/** What lies in the checkout, for whoever opens it. */
const files = ['.envrc', '.vscode/tasks.json', '.vscode/settings.json', '.husky/pre-commit', 'Makefile', 'package.json', '.npmrc', '.gitattributes', '.gitmodules', 'sanctum.json', '.git/info/attributes', '.claude/settings.json', '.codex/config.toml', 'node_modules/.bin/git', '.git/info/grafts'].map(
  (path): HostileRepository => ({
    name: `a file ${path}`,
    make: async ({ repo }, trap) => {
      await repo.git('config', 'filter.evil.clean', trap);
      await repo.git('config', 'filter.evil.process', trap);
      await repo.git('config', 'diff.evil.textconv', trap);
      await repo.write(path, path.endsWith('attributes') ? '* filter=evil diff=evil\n' : `{"scripts": {"test": "${trap}"}}\n`);
    },
  }),
);

const others: readonly HostileRepository[] = [
  { name: 'an include of another configuration', make: async ({ repo }, trap) => { await repo.write('.git/more', `[core]\n\tfsmonitor = ${trap}\n`); await repo.git('config', 'include.path', 'more'); } },
  { name: 'a ticket that is a program', make: (stage, trap) => stage.add(`$(${trap})`, `steps: [{run: "${trap}"}]`) },
  { name: 'a branch of the name of a command', make: ({ repo }, trap) => repo.git('update-ref', `refs/heads/;${trap.replaceAll('/', '\\')}`.replaceAll('\\', '-'), 'HEAD') },
];

export const hostileRepositories: readonly HostileRepository[] = [...settings, ...hooks, ...plans, ...files, ...others];

const commands: readonly (readonly string[])[] = [['status'], ['run', '--until-idle'], ['trust']];

/** Opens each with the command line, before anything of it was approved. Fails where one of its programs ran, or a connection was made beyond this machine's own sockets. */
export async function openUntrusted(repositories: readonly HostileRepository[]): Promise<void> {
  const base = await EngineStage.make({ masterTested: false });
  await rm(join(base.home, 'trust.json'));
  const pool = new Pool(2);
  const isTraced = canTrace();
  try {
    const found = await Promise.all(repositories.map((one) => pool.run(() => open(base, one, isTraced))));
    assert.deepEqual(found.flat(), []);
  } finally {
    await base.close();
  }
}

/** What went wrong, a line each. */
async function open(base: EngineStage, { name, make }: HostileRepository, isTraced: boolean): Promise<readonly string[]> {
  const stage = await base.copy();
  const { repo, programs } = stage;
  const { processes } = repo.ports;
  try {
    const [trap, sprung] = [stage.mark('trap'), stage.mark('sprung')];
    await stage.setMark('trap', `#!/bin/sh\ntouch '${sprung}'\n`);
    await chmod(trap, 0o755);
    await make(stage, trap);
    await rm(sprung, { force: true });
    const found: string[] = [];
    for (const args of commands) {
      const trace = stage.mark('trace');
      const command = [process.execPath, programs.cli, ...args];
      const [file = '', ...rest] = isTraced ? ['strace', '-f', '-qq', '-s', '300', '-e', 'trace=execve,connect', '-o', trace, ...command] : command;
      const { exitCode, stdout, stderr } = await processes.run({ file, args: rest, cwd: repo.path, env: processes.environment() });
      const said = `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
      if (args[0] === 'run' && (exitCode === 0 || /started, attempt/.test(said))) found.push(`${name}: it ran: ${said}`);
      if ((await repo.ports.files.status(sprung)) !== undefined) found.push(`${name}: sprung by ${args.join(' ')}`);
      if (isTraced) found.push(...strange((await repo.ports.files.read(trace)).toString('utf8')).map((line) => `${name}: ${line}`));
    }
    return found;
  } finally {
    await stage.close();
  }
}

/** Programs that were started and are neither git nor this Node, and connections over a network. */
function strange(trace: string): readonly string[] {
  return trace.split('\n').filter((line) => {
    if (/connect\(\d+, \{sa_family=AF_INET/.test(line)) return true;
    const [, program] = /execve\("([^"]+)"/.exec(line) ?? [];
    return program !== undefined && / = 0$/.test(line) && !/\/(?:git|node|git-[a-z-]+)$/.test(program) && program !== process.execPath;
  });
}
