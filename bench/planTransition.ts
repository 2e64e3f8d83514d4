import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Transition } from '../src/plan/transition.js';
import { failRun, start } from '../src/plan/transitions.js';
import type { Ports } from '../src/platform/ports.js';
import type { Figure, Round } from './figure.js';
import { figureOf } from './figure.js';
import { plainGitText } from './plainGit.js';
import { makeFanOut, objectsOf, writePlainly, writePlainlyInTurn } from './plainObjects.js';
import type { PlanFixture, PlanSize } from './planFixture.js';
import { makePlan } from './planFixture.js';
import { spanOf } from './stopwatch.js';

const sizes: readonly (PlanSize & { readonly name: string; readonly goal: number; readonly rounds: number })[] = [
  { name: '100 tickets, open', open: 100, done: 0, goal: 1.8, rounds: 60 },
  { name: '1,000 tickets, open', open: 1000, done: 0, goal: 1.8, rounds: 60 },
  { name: '10,000 tickets, open', open: 10_000, done: 0, goal: 1.3, rounds: 40 },
  { name: '10,000 tickets, 9,000 of them done', open: 1000, done: 9000, goal: 1.3, rounds: 40 },
];

const warmUps = 8;

/** Starts a ticket, and puts it back in the next round: each moves it between two folders and changes fields. */
function transitionOf(round: number, id: string, master: string): Transition {
  const run = `R-20261121T043000-${id}-${Math.floor(round / 2) + 1}-bench`;
  if (round % 2 === 0) return start(id, run, master, '2026-11-21T04:30:00Z');
  return (snapshot) => {
    const record = { run, ticket: id, attempt: 1, role: 'coding' as const, model: 'rehearsal', base: master, reason: 'stopped', submitted: false, containment: 'none' as const, ended: '2026-11-21T04:30:00Z', outcome: 'stopped' };
    const step = failRun(record, { reason: 'Stopped.', report: 'Nothing.', own: false })(snapshot);
    return 'refused' in step ? step : { ...step, changes: new Map([...step.changes].filter(([path]) => path.startsWith('tickets/'))) };
  };
}

async function measure(ports: Ports, folder: string, plan: PlanFixture, last: number, rounds: number): Promise<{ atOnce: Round[]; inTurn: Round[] }> {
  const master = await plainGitText(['rev-parse', 'main'], plan.folder);
  const plain = { atOnce: join(folder, 'at-once'), inTurn: join(folder, 'in-turn') };
  for (const objects of Object.values(plain)) {
    mkdirSync(objects);
    makeFanOut(objects);
  }
  const found = { atOnce: [] as Round[], inTurn: [] as Round[] };
  for (let round = 0; round < warmUps + rounds; round += 1) {
    // A few tickets of the middle in turn, so that none grows too long a history of attempts.
    const id = String(last - (Math.floor(round / 2) % 40)).padStart(4, '0');
    const transition = transitionOf(round, id, master);
    let commit = '';
    const ours = await spanOf(async () => {
      const written = await plan.store.write(transition, { author: { kind: 'engine', machine: 'bench', epoch: 1, sequence: round } });
      if ('refused' in written) throw new Error(written.refused);
      ({ commit } = written);
    });
    const objects = await objectsOf(plan.folder, commit);
    const atOnce = await spanOf(() => writePlainly(plain.atOnce, objects, join(plain.atOnce, 'ref')));
    const inTurn = await spanOf(() => writePlainlyInTurn(plain.inTurn, objects, join(plain.inTurn, 'ref')));
    if (round < warmUps) continue;
    found.atOnce.push({ ours, limit: atOnce });
    found.inTurn.push({ ours, limit: inTurn });
  }
  return found;
}

/** One transition, synced, by the plan's own store. */
export async function planTransition(ports: Ports, folder: string, report: (figure: Figure) => void): Promise<void> {
  for (const [at, { name, open, done, goal, rounds }] of sizes.entries()) {
    const own = join(folder, `transition-${at}`);
    mkdirSync(own);
    const plan = await makePlan(ports, join(own, 'repository'), { open, done });
    try {
      const found = await measure(ports, own, plan, open + done - Math.floor(open / 3), rounds);
      const benchmark = 'plan:transition';
      report(figureOf(found.inTurn, { benchmark, name, unit: 'ratio', goal, against: 'the same objects and the ref from plain Node, each synced, one after the other' }));
      report(figureOf(found.atOnce, { benchmark, name: `${name}; a stricter limit`, unit: 'ratio', goal: undefined, against: 'the same, all objects at once, then the ref' }));
    } finally {
      await plan.repository.close();
    }
  }
}
