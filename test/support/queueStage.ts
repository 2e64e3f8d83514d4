import { readdir, readFile, readlink, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateRepository } from '../../src/git/privateRepository.js';
import { ProjectFolder } from '../../src/git/projectFolder.js';
import { findRepository } from '../../src/git/repository.js';
import { printConfig } from '../../src/plan/readDocument.js';
import type { Config, Pending } from '../../src/plan/schemas.js';
import { configSchema } from '../../src/plan/schemas.js';
import { PlanStore } from '../../src/plan/store.js';
import type { Transition } from '../../src/plan/transition.js';
import { add, lease, nextTicketId, start, submit } from '../../src/plan/transitions.js';
import type { Candidate } from '../../src/queue/candidate.js';
import { buildCandidate } from '../../src/queue/candidate.js';
import type { PlanWriter, QueueContext } from '../../src/queue/context.js';
import { Stacks } from '../../src/queue/stacks.js';
import type { TemporaryRepository } from './repository.js';

const at = '2026-11-21T04:30:00Z';

export function testConfig(config: Record<string, unknown> = {}): Config {
  return configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['true'] }, ...config });
}

export interface Queued {
  readonly pending: Pending;
  readonly candidate: Candidate;
}

/** A repository with a plan, and an engine's hand to write it. */
export interface QueueStage {
  readonly context: QueueContext;
  readonly store: PlanStore;
  readonly writer: PlanWriter;
  /** Takes a new ticket up to a candidate on master's tip that holds the changes (null removes a file); no checkout is touched. */
  submit(changes: Readonly<Record<string, string | null>>): Promise<Queued>;
  /** The candidates of several submissions, one on top of the other, the lowest on master. */
  stacked(...queued: readonly Queued[]): Promise<readonly Queued[]>;
  /** As `submit`, with a whole tree. */
  submitTree(tree: string): Promise<Queued>;
}

async function must(writing: Promise<object>): Promise<void> {
  const written = await writing;
  if ('refused' in written) throw new Error(String(written.refused));
}

export async function queueStage(repo: TemporaryRepository, branch = 'master'): Promise<QueueStage> {
  const { ports, repository } = repo;
  const place = await findRepository(ports, repo.path);
  const project = new ProjectFolder(join(repo.scratch, 'sanctum'), place.commonDir);
  const closedGit = await makePrivateRepository(ports, repository, place.settings, project.snapshots, { branch: 'unused', tags: false, person: 'Sanctum' });
  const context: QueueContext = { ports, repository, checkout: place.topFolder, settings: place.settings, project, closedGit, branch, stacks: new Stacks() };
  const store = new PlanStore(repository, ports.files, ports.clock);
  let sequence = 0;
  const writer: PlanWriter = {
    machine: 'testing',
    epoch: 1,
    write: (transition: Transition) => store.write(transition, { author: { kind: 'engine', machine: 'testing', epoch: 1, sequence: (sequence += 1) } }),
  };
  await store.create(new Map([['sanctum.json', printConfig(testConfig())]]), { kind: 'command', writer: 'test', nonce: '1' });
  await must(writer.write(lease({ machine: 'testing', host: 'here', user: 'me', pid: 1, epoch: 1, since: at }, 0)));
  const submitTree = async (tree: string): Promise<Queued> => {
    const base = await repo.git('rev-parse', `refs/heads/${branch}`);
    const id = nextTicketId(await store.read());
    const run = `R-20261121T043000-${id}-1-abcd`;
    await must(writer.write(add({ title: `Ticket ${id}`, body: '', at })));
    await must(writer.write(start(id, run, base, '2026-11-21T04:30:00Z')));
    const commit = await repo.git('commit-tree', tree, '-p', base, '-m', 'Snapshot');
    const pending: Pending = { ticket: id, run, attempt: 1, base, commit, tree, summary: 'It is done.', model: 'rehearsal', submitted: at };
    await must(writer.write(submit({ run, ticket: id, attempt: 1, role: 'coding', model: 'rehearsal', base, reason: 'exited', submitted: true, containment: 'none', ended: at, outcome: 'submitted' }, pending)));
    const ticket = (await store.read()).tickets.get(id);
    if (ticket === undefined) throw new Error(`Ticket ${id} was not written.`);
    const candidate = await buildCandidate(context, ticket, pending, base);
    if (!('commit' in candidate)) throw new Error('There is no candidate.');
    return { pending, candidate };
  };
  return {
    context,
    store,
    writer,
    submitTree,
    stacked: async (...queued) => {
      const { tickets } = await store.read();
      const parts = queued.flatMap(({ pending }) => {
        const ticket = tickets.get(pending.ticket);
        return ticket === undefined ? [] : [{ ticket, pending }];
      });
      const { candidates, failed } = await new Stacks().build(context, await repo.git('rev-parse', `refs/heads/${branch}`), parts);
      if (failed !== undefined) throw new Error('The stack does not merge.');
      return candidates.map((candidate, at) => ({ pending: parts[at]?.pending as Pending, candidate }));
    },
    submit: async (changes) => {
      const base = await repo.git('rev-parse', `refs/heads/${branch}^{tree}`);
      const edits = new Map(Object.entries(changes).map(([path, text]) => [path, text ?? undefined]));
      return submitTree(await repository.trees.edit(base, edits));
    },
  };
}

/** Every file and link below a folder with its bytes, but for a `.git` at its top. */
export async function folderContents(root: string, folder = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (path === '.git') continue;
    if (entry.isDirectory()) Object.assign(found, await folderContents(root, path));
    else if (entry.isSymbolicLink()) found[path] = `-> ${await readlink(join(root, path))}`;
    else if (entry.isFile()) {
      const executable = ((await lstat(join(root, path))).mode & 0o100) !== 0;
      found[path] = `${executable ? 'x' : '-'} ${(await readFile(join(root, path))).toString('latin1')}`;
    } else found[path] = 'other';
  }
  return found;
}
