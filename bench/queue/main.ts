import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { openProject } from '../../src/engine/project.js';
import { nodePorts } from '../../src/platform/ports.js';
import { planQueue } from '../../src/queue/planner/planQueue.js';
import { arrivalsOf } from './arrivals.js';
import type { Cell } from './cells.js';
import { changesOfPlan } from './history.js';
import { beatenBy, pageWith, queueMarks, realMarks, tableOf } from './page.js';
import { ours, playCell, policies, quantile } from './cells.js';
import { plotOf } from './plot.js';
import { historyTable, playReal, realSection } from './real.js';
import { simulate } from './simulate.js';

const root = join(import.meta.dirname, '../..');
const pagePath = join(root, 'docs/performance.md');
const laneCounts = [1, 2, 4, 8];
const failureRates = [0, 0.05, 0.1, 0.2, 0.4];
const load = 0.7;
/** One agent hands in a change every so many test times. */
const agentTime = 10;

/** When and on what it was measured. */
function machineWords(): string {
  return `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load ${(loadavg()[0] ?? 0).toFixed(1)}, Node ${process.version}`;
}

/** Milliseconds of processor time that a decision takes with a hundred in the queue and eight lanes: its median and the 99th of a hundred. */
function decisionTimes(): readonly [number, number] {
  const times = [0, 0.1, 0.4].flatMap((p) => {
    const list = arrivalsOf({ changes: 200, p, rate: 'saturated', seed: 1 });
    const run = simulate(list, (look) => planQueue(look), { lanes: 8, seed: 1, stopwatch: () => process.cpuUsage().user / 1000 });
    // Until the queue is shorter than a hundred; more than half of the decisions.
    return run.decisionTimes.slice(0, Math.floor(run.decisionTimes.length / 2));
  });
  return [quantile(times, 0.5), quantile(times, 0.99)];
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) {
    const lists = laneCounts.flatMap((lanes) => failureRates.map((p) => ({ lanes, p, changes: arrivalsOf({ changes: 200, p, rate: load * lanes, seed: 0 }) })));
    process.stdout.write(`${JSON.stringify(lists)}\n`);
    return 0;
  }
  if (args.length === 1 && args[0] === '--real') {
    const play = await playReal();
    for (const { name, seconds, landed, gates } of play.scores) process.stdout.write(`${name}: ${seconds.toFixed(1)} s, ${landed} landed, ${gates} gates\n`);
    await writeFile(pagePath, pageWith(await readFile(pagePath, 'utf8'), realSection(play, machineWords()), realMarks));
    return 0;
  }
  if (args.length === 2 && args[0] === '--history') {
    const project = await openProject(nodePorts(), args[1] ?? '');
    try {
      process.stdout.write(`${historyTable(await changesOfPlan(project))}\n`);
    } finally {
      await project.close();
    }
    return 0;
  }
  const unknown = args.find((arg) => arg !== '--quick');
  if (unknown !== undefined) {
    process.stderr.write(`"${unknown}" is no option. There are: --quick (one seed, writes nothing), --real (a short list with real git and real gates), --history <repository> (the list that its plan tells) and --list (the arrivals as JSON).\n`);
    return 2;
  }
  const quick = args.includes('--quick');
  const effort = quick ? { seeds: 1, changes: 100 } : { seeds: 6, changes: 200 };
  const play = (cell: Parameters<typeof playCell>[0]): Cell => {
    const played = playCell(cell);
    const own = played.scores.get(ours);
    process.stdout.write(`${cell.lanes} lanes, p ${cell.p}, rate ${cell.rate}: ${own?.throughput.toFixed(2)} / ${own?.p50.toFixed(1)} / ${own?.p95.toFixed(1)}; ahead: ${beatenBy(played).join(', ') || 'nobody'}\n`);
    return played;
  };
  const grid = laneCounts.flatMap((lanes) => failureRates.map((p) => ({ lanes, p })));
  const steady = grid.map(({ lanes, p }) => play({ lanes, p, rate: load * lanes, ...effort }));
  const saturated = grid.map(({ lanes, p }) => play({ lanes, p, rate: 'saturated', ...effort, seeds: Math.ceil(effort.seeds / 2) }));
  const agents = [1, 2, 4, 8, 16, 32].map((count) => play({ lanes: 4, p: 0.1, rate: count / agentTime, ...effort, seeds: Math.ceil(effort.seeds / 2) }));
  const learned = laneCounts.map((lanes) => play({ lanes, p: 0.2, rate: load * lanes, ...effort, risk: 'learned' }));
  const [median, rare] = decisionTimes();
  process.stdout.write(`A decision with 100 in the queue and 8 lanes: ${median.toFixed(1)} ms, in one of a hundred more than ${rare.toFixed(1)} ms.\n`);
  if (quick) return 0;
  const laneName = ({ lanes, p }: Cell): string => `${lanes}, ${p}`;
  const section = `## The queue

\`npm run bench:queue\`, ${machineWords()}. Nothing here was made by hand: the script writes this section and the plot.
The planner is the one of \`src/queue/planner\`; lanes, clock and changes are simulated (\`bench/queue\`): changes arrive at random (Poisson), each is red by itself with mean p, half of them
safe (p/2) and half risky (3p/2); one overlaps each of the twelve before it with 0.15, and an overlapping pair is really red together with 0.1; a test takes 1 on average (log-normal, 0.3); ${load} of what the
lanes do at one test a change arrives. All policies see the same ${effort.changes} arrivals for each of ${effort.seeds} seeds, the same risks and overlaps, and keep verdicts by tree. The oracle knows every outcome, spends one test on each
change and lands in order. Figures are multiples of the oracle's: throughput (landings in the time until all are decided) / P95 of the time from arrival to landing.

![Throughput and P95 of the policies](pictures/queue.svg)

${tableOf(steady, 'lanes, p', laneName)}

A batch may land more than one change with one test, so the oracle can be surpassed. Since a policy that keeps up with the arrivals cannot land more than arrive, throughput differs little there, and the times tell.

**All ${effort.changes} there from the beginning**, ${Math.ceil(effort.seeds / 2)} seeds:

${tableOf(saturated, 'lanes, p', laneName)}

**One to 32 agents, 4 lanes, p 0.1**, each of which hands in a change every ${agentTime} test times; 32 are 0.8 of what the lanes do at one test a change:

${tableOf(agents, 'agents', ({ rate }) => String(Math.round(Number(rate) * agentTime)))}

**Risks that nobody tells**: the policies get what \`risk.ts\` learned from the changes before (p 0.2, by kind):

${tableOf(learned, 'lanes, p', laneName)}

A decision of the planner with 100 or more in the queue and 8 lanes takes ${median.toFixed(1)} ms of processor time (median), and more than ${rare.toFixed(1)} ms in one of a hundred; the goal is 10 ms.`;
  await writeFile(pagePath, pageWith(await readFile(pagePath, 'utf8'), section, queueMarks));
  await writeFile(join(root, 'docs/pictures/queue.svg'), plotOf(steady, [...policies.keys()]));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
