import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Git } from '../../src/git/git.js';
import { encodeCommit, sanctumPerson } from '../../src/git/objects.js';
import { nextTurn } from '../../src/platform/nextTurn.js';
import type { Ports } from '../../src/platform/ports.js';
import { nodePorts } from '../../src/platform/ports.js';
import { Dice } from '../../src/sim/dice.js';
import { World } from '../../src/sim/world.js';

/** A repository, real or simulated, and the commits made in it so far. */
interface Bench {
  readonly ports: Ports;
  readonly folder: string;
  readonly git: Git;
  readonly commits: string[];
}

const paths = ['a.txt', 'b.txt', 'dir/c.txt', 'dir/d.txt', 'e'];

/** So much of a file is its own that git takes none for another one renamed. */
function textOf(path: string, dice: Dice): string {
  const lines = Array.from({ length: 12 }, (_, at) => `${path} says ${String(at)} ${path}${path}`);
  for (let changes = dice.below(3); changes > 0; changes -= 1) lines[3 * dice.below(4)] = `${path} changed to ${String(dice.below(3))} ${path}${path}`;
  return `${lines.join('\n')}\n`;
}

const landing = ['merge', '--ff-only', '--no-autostash', '--no-overwrite-ignore', '--no-verify-signatures', '--no-squash', '--no-stat', '--quiet'];

/** Does one thing, chosen by the dice, and says what came of it. */
async function act({ ports, folder, git, commits }: Bench, dice: Dice): Promise<string> {
  const ask = async (args: readonly string[], input?: string | Uint8Array): Promise<string> => {
    const { exitCode, stdout } = await ports.processes.run(git.command(args, { workTree: folder }), input);
    return `${args.slice(0, 2).join(' ')}: ${exitCode === 0 ? `0 ${stdout.toString('utf8')}` : exitCode === 1 ? '1' : 'failed'}`;
  };
  const some = (): string => commits[dice.below(commits.length)] ?? '0'.repeat(40);
  const choice = dice.below(12);
  const path = dice.pick(paths);
  if (choice < 3) {
    const text = textOf(path, dice);
    await ports.files.write(join(folder, path), text, dice.chance(0.1) ? 0o755 : 0o644);
    return `wrote ${path}`;
  }
  if (choice === 3) return `removed ${String(await ports.files.remove(join(folder, path)))}`;
  if (choice < 6 || commits.length === 0) {
    const added = await ask(['add', '--all']);
    const tree = (await git.text(['write-tree'], { workTree: folder })).trim();
    const parents = commits.length === 0 ? [] : [some(), ...(dice.chance(0.15) ? [some()] : [])];
    const body = encodeCommit({ tree, parents: [...new Set(parents)], author: sanctumPerson, committer: sanctumPerson, time: 1_795_235_400 + commits.length, message: `Commit ${String(commits.length)}` });
    const made = await git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: body });
    commits.push(made);
    return `${added} ${tree} ${made}`;
  }
  if (choice === 6) return ask(['update-ref', `refs/heads/${dice.pick(['one', 'two'])}`, dice.chance(0.2) ? 'refs/heads/main' : some(), ...(dice.chance(0.5) ? [some()] : [])]);
  if (choice === 7) return ask([...landing, some()]);
  if (choice === 8) return ask(['read-tree', '--reset', '-u', some()]);
  if (choice === 9) return ask(['merge-base', '--is-ancestor', some(), some()]);
  if (choice === 10) {
    const [one, other] = [some(), some()];
    const merged = await ask(['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', one, other]);
    return merged;
  }
  return `${await ask(['ls-tree', '-r', '-z', '--full-tree', some()])} ${(await git.text(['rev-list', some()])).split('\n').sort().join()}`;
}

/** All that can be seen of it. */
async function stateOf({ git, folder }: Bench): Promise<string> {
  const parts = [
    await git.text(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads']),
    await git.text(['ls-files', '--stage', '-z'], { workTree: folder }),
    await git.text(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=none'], { workTree: folder }),
  ];
  return parts.join('\n').replaceAll('\0', '\n');
}

/** Does so many things by one seed; returns what came of each, with the state after it. */
async function playList(ports: Ports, folder: string, seed: number, length: number): Promise<readonly string[]> {
  const dice = new Dice(seed);
  const bench: Bench = { ports, folder, git: new Git(ports.processes, join(folder, '.git'), 'closed'), commits: [] };
  await ports.files.makeFolder(folder);
  await bench.git.ask(['init', '--quiet', '--template=', '--initial-branch=main', folder], { cwd: folder });
  await ports.files.write(join(folder, 'a.txt'), textOf('a.txt', dice));
  const seen: string[] = [];
  for (let step = 0; step < length; step += 1) {
    const did = await act(bench, dice);
    // A branch from the first commit on: without one there is nothing to fast-forward.
    if (bench.commits.length === 1 && step < length) await bench.git.ask(['update-ref', 'refs/heads/main', bench.commits[0] ?? '']);
    seen.push(`${did}\n${await stateOf(bench)}`);
  }
  return seen;
}

describe('the simulated git', () => {
  it('does what git does with the same commands', async function () {
    this.timeout(280_000);
    const [lists, length] = [6, 25];
    const temporary = await mkdtemp(join(tmpdir(), 'sanctum-sim-git-'));
    try {
      for (let seed = 1; seed <= lists; seed += 1) {
        const real = await playList(nodePorts(), join(temporary, String(seed)), seed, length);
        const world = new World(seed, { prompts: new Map(), settled: nextTurn });
        let simulated: readonly string[] = [];
        await world.doNow('git lists', async (ports) => {
          simulated = await playList(ports, '/home/engineer/list', seed, length);
        });
        for (const [step, expected] of real.entries()) assert.equal(simulated[step], expected, `seed ${String(seed)}, step ${String(step)}`);
      }
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
});
