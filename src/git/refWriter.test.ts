import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import type { Clock } from '../platform/clock.js';
import type { Command, Processes } from '../platform/processes.js';
import { Git } from './git.js';
import { readRef } from './refReader.js';
import { RefWriter } from './refWriter.js';

describe('a ref', () => {
  let repo: TemporaryRepository;
  let refs: RefWriter;
  let first: string;
  let second: string;

  beforeEach(async () => {
    repo = await temporaryRepository({ files: { a: 'a\n' } });
    ({ refs } = repo.repository);
    first = await repo.git('rev-parse', 'HEAD');
    second = await repo.commit({ a: 'b\n' }, 'Second');
  });

  afterEach(() => repo.dispose());

  const read = (ref: string): Promise<string | undefined> => readRef(repo.ports.files, repo.repository.commonDir, ref);

  it('is made, moved and removed from what it was expected to be, and else stays', async () => {
    const ref = 'refs/sanctum/test';
    assert.equal(await refs.read(ref), undefined);
    assert.equal(await refs.swap(ref, first, undefined), true);
    assert.equal(await refs.swap(ref, second, undefined), false);
    assert.equal(await refs.swap(ref, second, second), false);
    assert.equal(await refs.swap(ref, second, first), true);
    assert.equal(await refs.read(ref), second);
    assert.equal(await refs.swap(ref, undefined, first), false);
    assert.equal(await refs.swap(ref, undefined, undefined), false);
    assert.equal(await refs.swap(ref, undefined, second), true);
    assert.equal(await refs.swap(ref, undefined, undefined), true);
    assert.equal(await refs.read(ref), undefined);
  });

  it('is moved by exactly one of eight racing writers', async () => {
    const ref = 'refs/sanctum/race';
    await refs.swap(ref, first, undefined);
    const goals = await Promise.all(Array.from({ length: 8 }, (_, at) => repo.git('commit-tree', `${first}^{tree}`, '-p', first, '-m', String(at))));
    const writers = goals.map(() => new RefWriter(repo.repository.git, repo.ports));
    const won = await Promise.all(writers.map((writer, at) => writer.swap(ref, goals[at], first).catch(() => false)));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(await read(ref), goals[won.indexOf(true)]);
    await Promise.all(writers.map((writer) => writer.close()));
  });

  it('has its turns kept by one writer, failures between them', async () => {
    const ref = 'refs/sanctum/turns';
    const results = await Promise.all([refs.swap(ref, first, undefined), refs.swap(ref, second, undefined), refs.swap(ref, second, first), refs.swap(ref, first, first), refs.swap(ref, first, second)]);
    assert.deepEqual(results, [true, false, true, false, true]);
  });

  it('of the engineer under a left-over lock is not moved, and the error names the lock', async () => {
    const lock = join(repo.path, '.git/refs/heads/locked.lock');
    await repo.write('.git/refs/heads/locked.lock', '');
    await assert.rejects(refs.swap('refs/heads/locked', first, undefined), (error: Error) => error.message.includes(lock));
    await rm(lock);
    assert.equal(await refs.swap('refs/heads/locked', first, undefined), true);
  });

  it('of Sanctum\'s is moved when its lock is given back, or its git is gone and none works here; else the error names the lock', async () => {
    const name = '.git/refs/sanctum/locked.lock';
    // Nobody waits; what happens meanwhile is told.
    const writerIn = (isGitAtWork: boolean, meanwhile: () => Promise<void> = () => Promise.resolve()): RefWriter => {
      const clock = Object.create(repo.ports.clock, { after: { value: (_: number, action: () => void) => void meanwhile().then(action) } }) as Clock;
      const processes = Object.create(repo.ports.processes, { isAnyIn: { value: () => Promise.resolve(isGitAtWork) } }) as Processes;
      return new RefWriter(repo.repository.git, { ...repo.ports, clock, processes });
    };
    const writers = [writerIn(true), writerIn(false), writerIn(true, () => rm(join(repo.path, name)))] as const;
    await repo.write(name, 'a beginning');
    await assert.rejects(writers[0].swap('refs/sanctum/locked', first, undefined), (error: Error) => error.message.includes(name));
    assert.equal(await writers[1].swap('refs/sanctum/locked', first, undefined), true);
    await repo.write(name, '');
    assert.equal(await writers[2].swap('refs/sanctum/locked', second, first), true);
    await Promise.all(writers.map((writer) => writer.close()));
  });

  it('of Sanctum\'s is not moved as long as somebody has its lock open, wherever that works', async () => {
    const clock = Object.create(repo.ports.clock, { after: { value: (_: number, action: () => void) => void Promise.resolve().then(action) } }) as Clock;
    const writer = new RefWriter(repo.repository.git, { ...repo.ports, clock });
    const lock = join(repo.path, '.git/refs/sanctum/open.lock');
    await repo.write('.git/refs/sanctum/open.lock', 'a beginning');
    const holder = repo.ports.processes.start({ file: 'sh', args: ['-c', 'exec 3>>"$0"; echo open; read _', lock], cwd: '/', env: repo.ports.processes.environment() });
    await new Promise<void>((resolve) => {
      holder.onOutput(() => {
        resolve();
      });
    });
    await assert.rejects(writer.swap('refs/sanctum/open', first, undefined), (error: Error) => error.message.includes(lock));
    holder.endInput();
    await holder.ended;
    assert.equal(await writer.swap('refs/sanctum/open', first, undefined), true);
    await writer.close();
  });

  it('whose name another one needs for a folder is not made, and the error says so', async () => {
    await refs.swap('refs/sanctum/name', first, undefined);
    await assert.rejects(refs.swap('refs/sanctum/name/below', first, undefined), /refs\/sanctum\/name' exists/);
  });

  it('is moved although the writer’s idle process was killed', async () => {
    const { processes } = repo.ports;
    const started: ReturnType<Processes['start']>[] = [];
    const start = (command: Command) => {
      const child = processes.start(command);
      started.push(child);
      return child;
    };
    const writer = new RefWriter(new Git(Object.create(processes, { start: { value: start } }) as Processes, repo.repository.commonDir, 'engineer'), repo.ports);
    assert.equal(await writer.swap('refs/sanctum/k', first, undefined), true);
    started[0]?.kill('SIGKILL');
    assert.equal(await writer.swap('refs/sanctum/k', second, first), true);
    assert.equal(await read('refs/sanctum/k'), second);
    await writer.close();
  });

  it('is read from its file or from packed-refs, whichever is newer', async () => {
    await refs.swap('refs/heads/x', first, undefined);
    await repo.git('tag', '-a', '-m', 'x', 'heads/x');
    await repo.git('pack-refs', '--all');
    assert.equal(await read('refs/heads/x'), first);
    assert.equal(await read('heads/x'), undefined);
    assert.equal(await read('refs/heads/xx'), undefined);
    await refs.swap('refs/heads/x', second, first);
    assert.equal(await read('refs/heads/x'), second);
    await refs.swap('refs/heads/x', undefined, second);
    assert.equal(await read('refs/heads/x'), undefined);
  });
});
