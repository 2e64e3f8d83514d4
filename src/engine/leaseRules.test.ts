import assert from 'node:assert/strict';
import type { TemporaryRepository } from '../../test/support/repository.js';
import { temporaryRepository } from '../../test/support/repository.js';
import { heartbeatRef } from '../plan/paths.js';
import type { Lease } from '../plan/schemas.js';
import { endedAt, heartbeatText, leaseHolder } from './leaseRules.js';
import type { Project } from './project.js';
import { openProject } from './project.js';

const minute = 60_000;
const now = Date.parse('2026-11-21T04:30:00Z');

describe('the lease of an engine elsewhere', () => {
  let repo: TemporaryRepository;
  let project: Project;
  before(async () => {
    repo = await temporaryRepository({ files: { a: 'a\n' } });
    const opened = await openProject(repo.ports, repo.path);
    project = { ...opened, ports: { ...opened.ports, clock: { ...opened.ports.clock, now: () => now } } };
  });
  after(async () => {
    await project.close();
    await repo.dispose();
  });
  afterEach(() => repo.git('update-ref', '-d', heartbeatRef).catch(() => undefined));

  const leased = (minutesAgo: number, more: Partial<Lease> = {}): Lease => {
    const since = new Date(now - minutesAgo * minute).toISOString();
    return { machine: 'there', host: 'server', user: 'ada', pid: 1, epoch: 3, since, ...more };
  };

  async function beat(text: string): Promise<void> {
    await repo.git('update-ref', heartbeatRef, await project.repository.objects.blob(text));
  }

  const beatOf = (at: number, more = {}): string => heartbeatText({ machine: 'there', epoch: 3, at, ...more });

  it('is nobody without a lease, and nobody where this machine has it: the lock has said so', async () => {
    assert.equal(await leaseHolder(project, undefined), undefined);
    assert.equal(await leaseHolder(project, leased(1, { machine: project.machine.id })), undefined);
  });

  it('is young enough to be respected, and the words say whose it is and what to do', async () => {
    const words = await leaseHolder(project, leased(2));
    assert.match(words ?? '', /^An engine of ada on server runs this repository since .* \(last sign of life 2 minutes ago\)\. If it is gone for good: sanctum run --take-over$/);
  });

  it('has run out after a quarter of an hour without a sign of life', async () => {
    assert.ok((await leaseHolder(project, leased(14.9))) !== undefined);
    assert.equal(await leaseHolder(project, leased(15.1)), undefined);
  });

  it('lasts as long as its heart beats', async () => {
    await beat(beatOf(now - minute));
    assert.match((await leaseHolder(project, leased(600))) ?? '', /last sign of life 1 minutes ago/);
    await beat(beatOf(now - 16 * minute));
    assert.equal(await leaseHolder(project, leased(600)), undefined);
  });

  it('ends with its engine: nobody has to wait', async () => {
    await beat(beatOf(endedAt));
    assert.equal(await leaseHolder(project, leased(1)), undefined);
  });

  it('is not judged by the heart of another engine, nor by an earlier one of the same machine', async () => {
    await beat(beatOf(now, { machine: 'elsewhere' }));
    assert.equal(await leaseHolder(project, leased(20)), undefined);
    await beat(beatOf(endedAt, { epoch: 2 }));
    assert.ok((await leaseHolder(project, leased(1))) !== undefined);
  });

  it('is judged by its beginning where the heartbeat cannot be read', async () => {
    await beat('not JSON');
    assert.ok((await leaseHolder(project, leased(1))) !== undefined);
    assert.equal(await leaseHolder(project, leased(20)), undefined);
  });
});
