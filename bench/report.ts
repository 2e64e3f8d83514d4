import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../src/engine/project.js';
import { openProject } from '../src/engine/project.js';
import { readReport } from '../src/engine/reporting/reportCache.js';
import type { Ports } from '../src/platform/ports.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { plainGit, plainGitText } from './plainGit.js';
import { makePlan } from './planFixture.js';
import { processorTimeOf, spanOf } from './stopwatch.js';

const benchmark = 'report';
const [rounds, warmUps] = [5, 1];
const size = { open: 1000, done: 9000, isWorked: true };
/** A coding run of each, a second one of every fourth, and a review. */
const runs = 2.25 * size.done;

/** What one round took, in milliseconds. */
interface Spans {
  readonly first: number;
  readonly processor: number;
  readonly cached: number;
}

/** The report of a plan of 10,000 tickets, and right after it the same again. */
async function once(ports: Ports, folder: string): Promise<Spans> {
  let processor = Number.NaN;
  const first = await withProject(ports, folder, async (project) => {
    rmSync(join(project.folder.path, 'reports'), { recursive: true, force: true });
    return spanOf(async () => {
      processor = await processorTimeOf(() => readReport(project, undefined));
    });
  });
  const cached = await withProject(ports, folder, (project) =>
    spanOf(async () => {
      const { report } = await readReport(project, undefined);
      if (report.spend.runs !== runs || report.tickets.open !== size.open) throw new Error('The report is not whole.');
    }),
  );
  return { first, processor, cached };
}

async function withProject(ports: Ports, folder: string, work: (project: Project) => Promise<number>): Promise<number> {
  const project = await openProject(ports, folder);
  try {
    return await work(project);
  } finally {
    await project.close();
  }
}

/** All statistics of a plan, made and kept, against git alone reading what they are made of. */
export async function report(ports: Ports, folder: string, tell: (figure: Figure) => void): Promise<void> {
  const own = join(folder, 'report');
  mkdirSync(own);
  const plan = await makePlan(ports, join(own, 'repository'), size);
  await plan.repository.close();
  const listing = await plainGitText(['ls-tree', '-r', '--format=%(objectname)', 'sanctum/plan'], plan.folder);
  const made: { readonly first: Round; readonly processor: Round; readonly cached: Round }[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const { first, processor, cached } = await once(ports, plan.folder);
    const limit = await spanOf(() => plainGit(['cat-file', '--batch'], plan.folder, `${listing}\n`));
    if (round >= warmUps) made.push({ first: { ours: first, limit }, processor: { ours: processor, limit }, cached: { ours: cached, limit } });
  }
  const against = 'one `git cat-file --batch` of the same blobs';
  const first = made.map((one) => one.first);
  tell(figureOf(first, { benchmark, name: '10,000 tickets, first time', unit: 'ms', goal: 3000, against }));
  tell(figureOf(first, { benchmark, name: '10,000 tickets, first time', unit: 'ratio', goal: undefined, against }));
  tell(figureOf(made.map((one) => one.processor), { benchmark, name: '10,000 tickets, first time, processor time without that of git', unit: 'ms', goal: undefined, against }));
  tell(figureOf(made.map((one) => one.cached), { benchmark, name: '10,000 tickets, again', unit: 'ms', goal: 100, against }));
}
