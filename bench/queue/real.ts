import { readFile } from 'node:fs/promises';
import { planQueue } from '../../src/queue/planner/planQueue.js';
import { ticketsIn } from '../../src/plan/snapshot.js';
import { EngineStage } from '../../test/support/engineStage.js';
import { StackStage } from '../../test/support/stackStage.js';
import type { Change } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import { playList } from './cells.js';
import { changesOfPlan } from './history.js';
import { oracle } from './oracle.js';
import { tableOf } from './page.js';
import { simulate } from './simulate.js';

/** What one way to work off the same list came to, with real git, real lanes and real gates, or as the simulation has it. */
export interface RealScore {
  readonly name: string;
  /** From the first look at the queue until the last change was decided. */
  readonly seconds: number;
  readonly landed: number;
  /** Changes that were put down to their own fault. */
  readonly blamed: number;
  /** Gates that were begun. */
  readonly gates: number;
}

/** All that was played for real, and the list as the plan that it left tells it. */
export interface RealPlay {
  readonly scores: readonly RealScore[];
  readonly history: readonly Change[];
}

const realModel = { changes: 24, p: 0.2, lanes: 2, gateSeconds: 2, seed: 3 } as const;

/** A gate that takes its time, and is red for a file of a change that is red by itself. It counts its runs in $1. */
const check = `echo run >> "$1/runs"
sleep ${String(realModel.gateSeconds)}
for name in broken-*; do if [ -e "$name" ]; then echo "not ok 1 - $name"; exit 1; fi; done
echo "ok 1 - all"
`;

const lines = Array.from({ length: 30 }, (_, at) => `line ${String(at)}`);

/** The list of the benchmark's model, all of it there from the beginning. What overlaps edits another line of the same file, and goes together. */
function realList(): readonly Change[] {
  return arrivalsOf({ ...realModel, rate: 'saturated' }).map((change) => ({ ...change, conflicts: [], testTime: 1 }));
}

/** The files that changes share, as they are before any of them. */
function sharedFiles(changes: readonly Change[]): Record<string, string> {
  const paths = changes.flatMap((change) => change.paths.filter((path) => path.startsWith('shared-')));
  return Object.fromEntries(paths.map((path) => [path, lines.join('\n')]));
}

function filesOf({ ticket, bad, paths }: Change): Record<string, string> {
  const number = Number(ticket.slice(1));
  const own = paths.map((path) => {
    if (!path.startsWith('shared-')) return [path, `${ticket}\n`];
    const edited = path.endsWith(`-${String(number)}`) ? lines.length - 2 : 1;
    return [path, lines.map((line, at) => (at === edited ? `${line} by ${ticket}` : line)).join('\n')];
  });
  return Object.fromEntries([...own, ...(bad ? [[`broken-${ticket}`, 'x\n']] : [])]) as Record<string, string>;
}

async function onQueue(changes: readonly Change[], name: string, play: (queue: StackStage, ids: readonly string[]) => Promise<Pick<RealScore, 'landed' | 'blamed' | 'seconds'>>): Promise<RealScore> {
  const stage = await EngineStage.make({ files: { 'check.sh': check, ...sharedFiles(changes) }, config: { limits: { attempts: 1, agents: 2 } } });
  try {
    await stage.configure((config) => ({ ...config, gate: { ...config.gate, lanes: realModel.lanes } }));
    const queue = await StackStage.on(stage);
    const ids: string[] = [];
    for (const change of changes) ids.push(await queue.submit(filesOf(change)));
    const played = await play(queue, ids);
    const runs = (await readFile(stage.mark('runs'), 'utf8')).trim().split('\n').length;
    return { name, ...played, gates: runs };
  } finally {
    await stage.close();
  }
}

/** The engine with its planner, as it is shipped. */
async function sanctum(changes: readonly Change[]): Promise<{ readonly score: RealScore; readonly history: readonly Change[] }> {
  let history: readonly Change[] = [];
  const score = await onQueue(changes, 'Sanctum: planner, engine, git and gates', async ({ stage, project }) => {
    await project.close();
    const began = performance.now();
    const { output, code } = await stage.untilIdle();
    const seconds = (performance.now() - began) / 1000;
    const snapshot = await stage.snapshot();
    const [landed, blamed] = [ticketsIn(snapshot, 'done').length, ticketsIn(snapshot, 'stuck').length];
    if (landed + blamed !== changes.length) throw new Error(`The engine ended with ${String(code)}: ${output}`);
    history = await stage.withProject(changesOfPlan);
    return { landed, blamed, seconds };
  });
  return { score, history };
}

/** One after the other, tested on master and landed. The same git, lanes and gates. What was red is put out at once, or settled as Sanctum does it. */
function serial(changes: readonly Change[], red: 'out' | 'settled'): Promise<RealScore> {
  return onQueue(changes, red === 'out' ? 'serial, who is red once is out' : 'serial, with the same attribution', async (queue, ids) => {
    const began = performance.now();
    let landed = 0;
    for (const id of ids) {
      await queue.test([id]);
      if (!(await queue.known()).includes(`${id}: green`)) {
        if (red === 'settled') await queue.settle(id);
        continue;
      }
      await queue.land([id]);
      landed += 1;
    }
    const seconds = (performance.now() - began) / 1000;
    await queue.project.close();
    return { landed, blamed: ids.length - landed, seconds };
  });
}

/** Plays the list with everything real, beside what the simulation says of it. */
export async function playReal(): Promise<RealPlay> {
  const changes = realList();
  const { lanes, gateSeconds, seed } = realModel;
  const told = (name: string, { outcomes, span, tests }: ReturnType<typeof oracle>): RealScore => {
    const landed = outcomes.filter((outcome) => outcome.landed).length;
    return { name, seconds: span * gateSeconds, landed, blamed: outcomes.length - landed, gates: tests };
  };
  const played = await sanctum(changes);
  const scores = [
    told('the oracle, in thought', oracle(changes, lanes)),
    told('the planner alone, simulated, with learned risks', simulate(changes, planQueue, { lanes, seed, risk: 'learned' })),
    played.score,
    await serial(changes, 'settled'),
    await serial(changes, 'out'),
  ];
  return { scores, history: played.history };
}

/** Every policy on a list, for some numbers of lanes. */
export function historyTable(history: readonly Change[]): string {
  return tableOf([1, 2, 4].map((lanes) => playList(history, lanes, 6)), 'lanes, share that came back', ({ lanes, p }) => `${String(lanes)}, ${String(p)}`);
}

/** The scores as a table and what they were measured with; and every policy on the list as the plan tells it. */
export function realSection({ scores, history }: RealPlay, machine: string): string {
  const best = scores[0]?.seconds ?? 1;
  const rows = scores.map(({ name, seconds, landed, blamed, gates }) => `| ${name} | ${seconds.toFixed(1)} s | ${(seconds / best).toFixed(2)} | ${String(landed)} | ${String(blamed)} | ${String(gates)} | ${(gates / landed).toFixed(2)} |`);
  const { changes, lanes, gateSeconds, p } = realModel;
  return `### With real git and real gates

\`npm run bench:queue -- --real\`, ${machine}. ${String(changes)} submissions, all there from the beginning, each red by itself with ${String(p)}, overlapping as above; ${String(lanes)} lanes; a gate sleeps ${String(gateSeconds)} s and then is green or red. Times are
from the first look until all is decided, with the start of the engine, checkouts, plan commits and landings. Sanctum blames nobody for one red run: it
tests again, and master itself, and the submission as it was handed in (attribution).

| | time | of the oracle's | landed | put down | gates | for each landing |
|---|---|---|---|---|---|---|
${rows.join('\n')}

**The same list as the plan's own history tells it** (\`npm run bench:queue -- --history <repository>\` does that for any plan): who was handed in when, which paths it changed, how long its gate took, and
whether it came back; risks as \`risk.ts\` learns them on the way. Six seeds for the times of tests; throughput / P95 as multiples of the oracle's.

${historyTable(history)}`;
}
