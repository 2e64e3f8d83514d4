import assert from 'node:assert/strict';
import { fenced } from '../../src/plan/frontMatter.js';
import { ticketsIn } from '../../src/plan/snapshot.js';
import { EngineStage } from './engineStage.js';
import type { Chances } from './seeded.js';
import { seededChances } from './seeded.js';
import { StackStage } from './stackStage.js';

/** A gate that is red for a file `broken-…`, once for each `flaky-…`, and for the two halves of a pair together. Marks lie in $1. */
const check = `set -e
echo run >> "$1/runs"
for name in flaky-*; do if [ -e "$name" ] && mkdir "$1/$name" 2>/dev/null; then echo "the moon is in the way of $name"; exit 1; fi; done
for name in broken-*; do if [ -e "$name" ]; then echo "not ok: $name"; exit 1; fi; done
for name in left-*; do if [ -e "$name" ] && [ -e "right-\${name#left-}" ]; then echo "not ok: $name with its other half"; exit 1; fi; done
`;

type Kind = 'fine' | 'shared' | 'broken' | 'flaky' | 'half';

const kinds: readonly Kind[] = ['fine', 'fine', 'fine', 'fine', 'fine', 'shared', 'shared', 'broken', 'flaky', 'half'];
const lines = 60;

/** What so many landings came to. */
export interface Landings {
  /** Tickets that landed, and in how many steps of master. */
  readonly landed: number;
  readonly steps: number;
  /** Gates that were run. */
  readonly gates: number;
  /** Tickets that were blamed. */
  readonly stuck: number;
}

interface Change {
  readonly kind: Kind;
  readonly files: Readonly<Record<string, string>>;
  /** What an agent does about it that gets it back, since it does not go together with what landed meanwhile. */
  readonly again?: readonly object[];
}

/** A pair is one of a round: who begins when its other half has landed is red by itself. */
function changeOf(chances: Chances, at: number, round: number): Change {
  const kind = kinds[chances.below(kinds.length)] ?? 'fine';
  switch (kind) {
    case 'fine':
      return { kind, files: { [`fine-${String(at)}`]: 'fine\n' } };
    case 'shared': {
      const edited = chances.below(lines);
      const files = { 'shared.txt': shared.map((line, place) => (place === edited ? `${line} by ${String(at)}` : line)).join('\n') };
      return { kind, files, again: [{ write: { path: 'shared.txt', text: files['shared.txt'] } }] };
    }
    case 'broken':
    case 'flaky':
      return { kind, files: { [`${kind}-${String(at)}`]: 'x\n' } };
    case 'half': {
      const half = `${chances.below(2) === 0 ? 'left' : 'right'}-${String(round)}-${String(chances.below(2))}`;
      return { kind, files: { [half]: `${String(at)}\n` }, again: [{ remove: half }, { write: { path: `whole-${String(at)}`, text: 'whole\n' } }] };
    }
  }
}

const shared = Array.from({ length: lines }, (_, at) => `line ${String(at)}`);

/**
 * Hands in so many submissions with random faults, a round at a time, and has a real engine test and land them in two lanes. Then every tip
 * that master was given is tested anew by `audit --replay`, and all that was handed in is accounted for.
 */
export async function randomLandings(count: number, seed: number, inOneRound = 15): Promise<Landings> {
  const chances = seededChances(seed);
  const stage = await EngineStage.make({ files: { 'check.sh': check, 'shared.txt': shared.join('\n') }, config: { limits: { attempts: 1, agents: 2 } } });
  try {
    await stage.configure((config) => ({ ...config, gate: { ...config.gate, lanes: 2 } }));
    const blamed = new Set<string>();
    for (let at = 0; at < count; ) {
      const round = await StackStage.on(stage);
      try {
        for (let inRound = 0; inRound < inOneRound && at < count; inRound += 1, at += 1) {
          const { kind, files, again = [] } = changeOf(chances, at, Math.floor(at / inOneRound));
          const id = await round.submit(files, { body: fenced(JSON.stringify({ steps: [...again, { submit: 'Both go together now.' }] }), 'rehearsal') });
          if (kind === 'broken') blamed.add(id);
        }
      } finally {
        await round.project.close();
      }
      const { code, output } = await stage.untilIdle();
      assert.ok(code === 0 || code === 7, output);
    }
    return await accountFor(stage, blamed);
  } finally {
    await stage.close();
  }
}

async function accountFor(stage: EngineStage, blamed: ReadonlySet<string>): Promise<Landings> {
  const { snapshot, broken } = await stage.look();
  assert.deepEqual(broken, []);
  const stuck = new Set(ticketsIn(snapshot, 'stuck').map(({ fields }) => fields.id));
  const wrong = ticketsIn(snapshot, 'stuck').filter(({ fields }) => !blamed.has(fields.id)).map(({ text }) => text);
  assert.deepEqual(stuck, blamed, `exactly what is red by itself is blamed: ${wrong.join('\n')}`);
  const landed = [...snapshot.tickets.values()].flatMap(({ fields }) => fields.landed ?? []);
  assert.equal(landed.length + stuck.size, snapshot.tickets.size, 'all else has landed');
  const tips = new Set(landed.map(({ tip, commit }) => tip?.commit ?? commit));
  const replayed = await stage.sanctum('audit', '--replay');
  assert.equal(replayed.code, 0, replayed.output);
  assert.ok(replayed.output.includes(`replay: ${String(tips.size)} green, of ${String(tips.size)} tips`), replayed.output);
  const gates = (await stage.repo.ports.files.read(stage.mark('runs'))).toString('utf8').trim().split('\n').length - tips.size;
  return { landed: landed.length, steps: tips.size, gates, stuck: stuck.size };
}
