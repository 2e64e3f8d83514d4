import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { EngineStage } from '../support/engineStage.js';
import { Pool } from '../support/pool.js';
import { canTrace } from '../support/strace.js';
import type { HostileRepository } from './hostileRepositories.js';
import { makeTrap, runInCheckout } from './hostileRepositories.js';

const commands: readonly (readonly string[])[] = [['status'], ['run', '--until-idle'], ['trust']];

/** Whether what was started, and what was connected to, was watched as well. */
export interface Opened {
  readonly isTraced: boolean;
}

/**
 * Opens each with the command line, before anything of it was approved. Fails where one of its programs ran, or a connection was made beyond this machine's own sockets, and where its
 * trap is none: then nothing springs it, and that Sanctum does not either shows nothing.
 */
export async function openUntrusted(repositories: readonly HostileRepository[]): Promise<Opened> {
  const base = await EngineStage.make({ masterTested: false });
  await rm(`${base.home}/trust.json`);
  const pool = new Pool(2);
  const isTraced = canTrace();
  try {
    const found = await Promise.all(repositories.map((one) => pool.run(() => open(base, one, isTraced))));
    assert.deepEqual(found.flat(), []);
    return { isTraced };
  } finally {
    await base.close();
  }
}

/** What went wrong, a line each. */
async function open(base: EngineStage, one: HostileRepository, isTraced: boolean): Promise<readonly string[]> {
  const stage = await base.copy();
  try {
    const trap = await makeTrap(stage);
    await one.make(stage, trap);
    await rm(stage.mark('sprung'), { force: true });
    const found: string[] = [];
    for (const args of commands) found.push(...(await openBy(stage, args, isTraced)));
    const said = found.length > 0 ? '' : await spring(stage, one, trap);
    if (!(await isSprung(stage))) found.push(`its trap does not spring: ${said}`);
    return found.map((words) => `${one.name}: ${words}`);
  } finally {
    await stage.close();
  }
}

/** Runs a command as `npx sanctum` does: with the programs that the repository brings along first on the PATH. */
async function openBy(stage: EngineStage, args: readonly string[], isTraced: boolean): Promise<readonly string[]> {
  const { repo, programs } = stage;
  const { processes } = repo.ports;
  const found: string[] = [];
  const trace = stage.mark('trace');
  const command = [process.execPath, programs.cli, ...args];
  const [file = '', ...rest] = isTraced ? ['strace', '-f', '-qq', '-s', '300', '-e', 'trace=execve,connect', '-o', trace, ...command] : command;
  const machine = processes.environment();
  const env = { ...machine, PATH: [join(repo.path, 'node_modules/.bin'), machine['PATH']].join(delimiter) };
  const { exitCode, stdout, stderr } = await processes.run({ file, args: rest, cwd: repo.path, env });
  const said = `${stdout.toString('utf8')}${stderr.toString('utf8')}`;
  if (args[0] === 'run' && (exitCode === 0 || /started, attempt/.test(said))) found.push(`it ran: ${said}`);
  if (await isSprung(stage)) found.push(`sprung by ${args.join(' ')}`);
  if (isTraced) found.push(...strange((await repo.ports.files.read(trace)).toString('utf8')));
  return found;
}

/** Has the trap sprung by what it was laid for. What that said. */
async function spring(stage: EngineStage, { springs }: HostileRepository, trap: string): Promise<string> {
  if (springs !== 'once trusted') return runInCheckout(stage, trap, springs.script);
  // The configuration is approved first; then those criteria are told that have commands.
  for (let left = 2; left > 0; left -= 1) {
    const { output } = await stage.sanctum('trust');
    const [hash] = /(?<=--hash )[0-9a-f]{12}/.exec(output) ?? [];
    if (hash !== undefined) await stage.sanctum('trust', '--hash', hash);
  }
  return (await stage.untilIdle()).output;
}

async function isSprung(stage: EngineStage): Promise<boolean> {
  return (await stage.repo.ports.files.status(stage.mark('sprung'))) !== undefined;
}

/** Programs that were started and are neither git nor this Node, and connections over a network. */
function strange(trace: string): readonly string[] {
  return trace.split('\n').filter((line) => {
    if (/connect\(\d+, \{sa_family=AF_INET/.test(line)) return true;
    const [, program] = /execve\("([^"]+)"/.exec(line) ?? [];
    return program !== undefined && / = 0$/.test(line) && !/\/(?:git|node|git-[a-z-]+)$/.test(program) && program !== process.execPath;
  });
}
