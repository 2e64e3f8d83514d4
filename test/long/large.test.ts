import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { builtCommand } from '../support/build.js';
import { sanctumJson } from '../support/command.js';
import { engineersState } from '../support/engineersState.js';
import { largeRepository, partPath } from '../support/largeRepository.js';
import type { TemporaryRepository } from '../support/repository.js';

const files = 20_000;

const auditSchema = z.object({ broken: z.number(), violations: z.array(z.unknown()), landings: z.number() });

/** How long it takes, in milliseconds. */
async function spanOf(work: () => Promise<unknown>): Promise<number> {
  const begun = Date.now();
  await work();
  return Date.now() - begun;
}

/** A line of a command's output, and when it came, in milliseconds of the epoch. */
interface Said {
  readonly at: number;
  readonly line: string;
}

describe(`a repository with ${files.toLocaleString('en')} files`, function () {
  this.timeout(300_000);

  let repository: TemporaryRepository;
  const spans = new Map<string, number>();
  let said: readonly Said[];
  let earlier: readonly string[];

  /** What each of its tickets changes: a file, and a new one. */
  const changedBy = (ticket: number): readonly string[] => [partPath(ticket * 100), `parts/new-${String(ticket)}.txt`];

  const ours = new Set([...changedBy(1), ...changedBy(2)]);

  /** Every file of the engineer's checkout but the landings', down to its bytes and times. */
  const engineers = async (): Promise<readonly string[]> => (await engineersState(repository)).files.filter((line) => !ours.has(line.split(' ')[0] ?? ''));

  /** Runs the command, which must end well; every line of its output. */
  async function says(name: string, ...args: string[]): Promise<readonly Said[]> {
    const { processes } = repository.ports;
    const begun = Date.now();
    const lines: Said[] = [];
    let rest = '';
    const child = processes.start({ file: process.execPath, args: [builtCommand(), ...args], cwd: repository.path, env: processes.environment() });
    child.endInput();
    const take = (chunk: Buffer): void => {
      const parts = (rest + chunk.toString('utf8')).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) lines.push({ at: Date.now(), line });
    };
    child.onOutput(take);
    child.onErrorOutput(take);
    const { exitCode } = await child.ended;
    assert.equal(exitCode, 0, lines.map(({ line }) => line).join('\n'));
    spans.set(name, Date.now() - begun);
    return lines;
  }

  /** When something left its mark. */
  const marked = async (name: string): Promise<number> => (await stat(join(repository.scratch, name))).mtimeMs;

  const when = (pattern: RegExp): number => {
    const found = said.find(({ line }) => pattern.test(line));
    assert.ok(found !== undefined, `${String(pattern)} in ${said.map(({ line }) => line).join('\n')}`);
    return found.at;
  };

  before(async () => {
    spans.set('made by git fast-import and checked out', await spanOf(async () => (repository = await largeRepository(files))));
    await repository.write(partPath(19_000), 'modified by the engineer\n');
    await repository.write(partPath(19_001), 'staged by the engineer\n');
    await repository.git('add', partPath(19_001));
    await repository.write('parts/notes.txt', 'untracked\n');
    earlier = await engineers();
    await says('init, the gate on master in it', 'init', '--gate', `sh check.sh "${repository.scratch}"`, '--no-sandbox', '--model', 'coding=rehearsal');
    for (const ticket of [1, 2]) {
      const [changed = '', added = ''] = changedBy(ticket);
      const steps = [
        { run: `touch "${repository.scratch}/begun-${String(ticket)}"` },
        { append: { path: changed, text: '// More.\n' } },
        { write: { path: added, text: 'new\n' } },
        { run: `touch "${repository.scratch}/ended-${String(ticket)}"` },
        { submit: 'Done' },
      ];
      const scenario = join(repository.scratch, `${String(ticket)}.yaml`);
      await repository.ports.files.write(scenario, JSON.stringify({ steps }));
      await says('add', 'add', `Change ${changed}`, '--scenario', scenario);
    }
    said = await says('both tickets, from `run` to its end', 'run', '--until-idle');
    await says('status', 'status');
    for (const ticket of ['0001', '0002']) {
      const number = String(Number(ticket));
      const gates = await gatesBegun();
      const tested = when(new RegExp(`testing ${ticket} on master`));
      const green = when(new RegExp(`${ticket} on master: The gate passed`));
      spans.set(`${ticket}: from its start on the plan to its agent in a worktree`, (await marked(`begun-${number}`)) - when(new RegExp(`${ticket} started`)));
      spans.set(`${ticket}: from the agent's last word to the snapshot on the plan`, when(new RegExp(`${ticket} handed in`)) - (await marked(`ended-${number}`)));
      spans.set(`${ticket}: the gate's lane, until the gate begins in it`, (gates.find((one) => one >= tested) ?? green) - tested);
      spans.set(`${ticket}: the gate in its lane, and the verdict`, green - (gates.find((one) => one >= tested) ?? green));
      spans.set(`${ticket}: the landing`, when(new RegExp(`${ticket} landed`)) - green);
    }
  });

  after(async () => {
    for (const [name, milliseconds] of spans) console.log(`      ${(milliseconds / 1000).toFixed(2).padStart(6)} s  ${name}`);
    await repository.dispose();
  });

  async function gatesBegun(): Promise<readonly number[]> {
    const names = (await readdir(repository.scratch)).filter((name) => /^gate-\d+-begun$/.test(name));
    return (await Promise.all(names.map(marked))).sort((a, b) => a - b);
  }

  it('has two tickets at work at once, and landed', async () => {
    assert.ok(when(/0002 started/) < when(/0001 handed in/), said.map(({ line }) => line).join('\n'));
    for (const path of ours) assert.notEqual(await repository.git('ls-tree', 'master', path), '');
    assert.equal(await repository.git('rev-list', '--count', 'master'), '3');
  });

  it('keeps every file of the engineer’s as it was, but those that landed', async () => {
    assert.ok(earlier.length >= files - 2);
    assert.deepEqual(await engineers(), earlier);
    const status = (await repository.git('status', '--porcelain')).split('\n').sort();
    assert.deepEqual(status, [` M ${partPath(19_000)}`, '?? parts/notes.txt', `M  ${partPath(19_001)}`].sort());
  });

  it('keeps every promise', async () => {
    const terminal = { folder: repository.path, environment: repository.ports.processes.environment() };
    assert.deepEqual(await sanctumJson(terminal, auditSchema, 'audit'), { broken: 0, violations: [], landings: 2 });
  });
});
