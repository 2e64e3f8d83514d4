import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Repository } from '../src/git/repository.js';
import { PlanStore } from '../src/plan/store.js';
import { start } from '../src/plan/transitions.js';
import type { Ports } from '../src/platform/ports.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { plainGit, plainGitText } from './plainGit.js';
import type { PlanFixture, PlanSize } from './planFixture.js';
import { makePlan } from './planFixture.js';
import { spanOf } from './stopwatch.js';

const benchmark = 'plan:read';
const coldRounds = 11;
const changeRounds = 40;
const warmUps = 3;

const layouts: readonly (PlanSize & { readonly name: string })[] = [
  { name: '10,000 tickets, 9,000 of them done', open: 1000, done: 9000 },
  { name: '10,000 tickets, open', open: 10_000, done: 0 },
];

function storeOf(ports: Ports, plan: PlanFixture): { readonly repository: Repository; readonly store: PlanStore } {
  const repository = new Repository(ports, plan.repository.commonDir, 'sha1');
  return { repository, store: new PlanStore(repository, ports.files, ports.clock) };
}

async function cold(ports: Ports, plan: PlanFixture, size: PlanSize): Promise<Round[]> {
  const listing = await plainGitText(['ls-tree', '-r', '--format=%(objectname)', 'sanctum/plan'], plan.folder);
  const rounds: Round[] = [];
  for (let round = 0; round < warmUps + coldRounds; round += 1) {
    const { repository, store } = storeOf(ports, plan);
    const ours = await spanOf(async () => {
      const { tickets, problems } = await store.read();
      if (tickets.size !== size.open + size.done || problems.length > 0) throw new Error('The plan was not read whole.');
    });
    await repository.close();
    const limit = await spanOf(() => plainGit(['cat-file', '--batch'], plan.folder, `${listing}\n`));
    if (round >= warmUps) rounds.push({ ours, limit });
  }
  return rounds;
}

/** Another process wrote a transition; a reader that knew the plan before reads it again. */
async function afterOneChange(ports: Ports, plan: PlanFixture, size: PlanSize): Promise<Round[]> {
  const reader = storeOf(ports, plan);
  const master = await plainGitText(['rev-parse', 'main'], plan.folder);
  await reader.store.read();
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < warmUps + changeRounds; round += 1) {
      const id = String(size.open + size.done - round).padStart(4, '0');
      const written = await plan.store.write(start(id, `R-20261121T043000-${id}-1-bench`, master, '2026-11-21T04:30:00Z'), { author: { kind: 'command', writer: 'bench', nonce: `n${round}` } });
      if ('refused' in written) throw new Error(written.refused);
      const ours = await spanOf(async () => {
        if ((await reader.store.read()).tickets.get(id)?.state !== 'in-progress') throw new Error('The change was not seen.');
      });
      const listing = await plainGitText(['rev-list', '--objects', '--no-object-names', 'sanctum/plan', '^sanctum/plan^'], plan.folder);
      const limit = await spanOf(() => plainGit(['cat-file', '--batch'], plan.folder, `${listing}\n`));
      if (round >= warmUps) rounds.push({ ours, limit });
    }
  } finally {
    await reader.repository.close();
  }
  return rounds;
}

/** The whole plan as a snapshot. */
export async function planRead(ports: Ports, folder: string, report: (figure: Figure) => void): Promise<void> {
  for (const [at, layout] of layouts.entries()) {
    const own = join(folder, `read-${at}`);
    mkdirSync(own);
    const plan = await makePlan(ports, join(own, 'repository'), layout);
    try {
      const against = 'one `git cat-file --batch` of the same blobs';
      report(figureOf(await cold(ports, plan, layout), { benchmark, name: `${layout.name}, cold`, unit: 'ratio', goal: 2, against }));
      const changed = await afterOneChange(ports, plan, layout);
      report(figureOf(changed, { benchmark, name: `${layout.name}, after one change`, unit: 'ms', goal: 5, against: 'one `git cat-file --batch` of the new objects' }));
    } finally {
      await plan.repository.close();
    }
  }
}
