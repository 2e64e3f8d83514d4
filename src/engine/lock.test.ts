import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { repositoryKey } from '../git/projectFolder.js';
import { nodePorts } from '../platform/ports.js';
import type { Child } from '../platform/processes.js';
import { socketFolder } from '../platform/socketFolder.js';
import { lockPrograms } from '../../test/support/lockPrograms.js';
import { eventually } from '../../test/support/eventually.js';
import type { EngineLock } from './lock.js';
import { acquireLock, lockHolder } from './lock.js';

const ports = nodePorts();

const rounds = 50;

/** Another process that tries to take the lock; it says `held`, or `holder: <who>`, and keeps what it has until it is ended. */
class Starter {
  private output = '';

  private constructor(readonly child: Child) {
    child.onOutput((chunk) => (this.output += chunk.toString('utf8')));
    child.onErrorOutput((chunk) => (this.output += chunk.toString('utf8')));
  }

  static async make(repository: string, name: string): Promise<Starter> {
    const args = [await lockPrograms(), repository, name];
    return new Starter(ports.processes.start({ file: process.execPath, args, cwd: '/', env: ports.processes.environment() }));
  }

  ready(): Promise<unknown> {
    return eventually('a starter', () => this.output.includes('ready\n') || undefined);
  }

  go(): void {
    this.output = '';
    this.child.write('go\n');
  }

  /** Lets go of what it has, if it has anything. */
  async release(): Promise<void> {
    this.output = '';
    this.child.write('release\n');
    await eventually('the release', () => this.output.includes('released') || undefined);
  }

  result(): Promise<string> {
    return eventually('what a starter says', () => /^(?:held|holder: .*|error: .*)$/m.exec(this.output)?.[0]);
  }

  async stillHeld(): Promise<boolean> {
    this.output = '';
    this.child.write('held?\n');
    return (await eventually('an answer', () => /^(?:true|false)$/m.exec(this.output)?.[0])) === 'true';
  }

  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.child.ended;
  }
}

describe('the lock', function () {
  this.timeout(60_000);
  let repository: string;
  let path: string;
  let folder: string;
  const locks: EngineLock[] = [];
  beforeEach(async () => {
    repository = `/no/such/repository/${ports.random.hex(12)}`;
    folder = await socketFolder(ports);
    path = join(folder, `e-${repositoryKey(repository)}`);
  });
  afterEach(async () => {
    for (const lock of locks.splice(0)) await lock.release();
    for (const { name } of await ports.files.list(folder)) if (name.startsWith(`e-${repositoryKey(repository)}`)) rmSync(join(folder, name));
  });

  async function take(name: string): Promise<EngineLock> {
    const taken = await acquireLock(ports, repository, name);
    assert.ok('lock' in taken, 'the lock is free');
    locks.push(taken.lock);
    return taken.lock;
  }

  it('has one holder, who says who it is', async () => {
    const lock = await take('the first');
    assert.deepEqual(await acquireLock(ports, repository, 'the second'), { holder: 'the first' });
    assert.equal(await lockHolder(ports, repository), 'the first');
    assert.equal(await lock.stillHeld(), true);
  });

  it('of one name hinders nobody who takes the other', async () => {
    await take('the engine');
    const planning = await acquireLock(ports, repository, 'the architect', 'planning');
    assert.ok('lock' in planning);
    assert.deepEqual([await lockHolder(ports, repository), await lockHolder(ports, repository, 'planning')], ['the engine', 'the architect']);
    await planning.lock.release();
    assert.deepEqual([await lockHolder(ports, repository), await lockHolder(ports, repository, 'planning')], ['the engine', undefined]);
  });

  it('can be taken again when it was released, and leaves nothing behind', async () => {
    const first = await take('the first');
    await first.release();
    assert.equal(await first.stillHeld(), false);
    assert.equal(await lockHolder(ports, repository), undefined);
    const second = await take('the second');
    await first.release();
    assert.equal(await second.stillHeld(), true, 'a late release takes nothing away from the next holder');
    await second.release();
    assert.deepEqual((await ports.files.list(folder)).filter(({ name }) => name.startsWith(`e-${repositoryKey(repository)}`)), []);
  });

  it('is taken over from a holder that was killed', async () => {
    const holder = await Starter.make(repository, 'the killed');
    await holder.ready();
    holder.go();
    assert.equal(await holder.result(), 'held');
    assert.deepEqual(await acquireLock(ports, repository, 'me'), { holder: 'the killed' });
    await holder.end();
    assert.equal((await ports.files.status(path))?.kind, 'other', 'its socket is still there');
    await take('me');
    assert.equal(await lockHolder(ports, repository), 'me');
  });

  it('is not taken from a holder that is stopped and says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    try {
      assert.deepEqual(await acquireLock(ports, repository, 'me'), { holder: 'another process' });
    } finally {
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  it(`has exactly one holder after each of ${String(rounds)} simultaneous starts of three over a stale socket`, async () => {
    const stale = join(folder, `stale-${ports.random.hex(8)}`);
    const starters = await Promise.all(['one', 'two', 'three'].map((name) => Starter.make(repository, name)));
    try {
      await Promise.all(starters.map((starter) => starter.ready()));
      for (let round = 0; round < rounds; round += 1) {
        // What a killed holder leaves: a name of a socket that nobody listens at.
        await makeStale(stale, path);
        for (const starter of starters) starter.go();
        const results = await Promise.all(starters.map((starter) => starter.result()));
        assert.equal(results.filter((result) => result === 'held').length, 1, `round ${String(round)}: ${results.join(', ')}`);
        assert.equal(await starters[results.indexOf('held')]?.stillHeld(), true);
        for (const starter of starters) await starter.release();
      }
    } finally {
      await Promise.all(starters.map((starter) => starter.end()));
    }
  });

  it('survives a starter that was killed while it held the claim on a stale socket', async () => {
    const stale = join(folder, `stale-${ports.random.hex(8)}`);
    await makeStale(stale, path);
    const { inode, modified } = (await ports.files.status(path)) ?? assert.fail();
    const claim = `${path}.${createHash('sha256').update(`${String(inode)} ${String(modified)}`).digest('hex').slice(0, 8)}`;
    await makeStale(stale, claim);
    await take('me');
    assert.equal(await ports.files.status(claim), undefined);
  });
});

/** A socket that was listened at once: Node would take the name away with the listener, so it is given a second one. */
async function makeStale(temporary: string, path: string): Promise<void> {
  rmSync(path, { force: true });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(temporary, resolve));
  linkSync(temporary, path);
  await new Promise((resolve) => server.close(resolve));
}
