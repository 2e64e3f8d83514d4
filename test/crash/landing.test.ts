import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { engineersBeside } from '../support/engineersBeside.js';
import type { Landable } from '../support/engineStage.js';
import { EngineStage } from '../support/engineStage.js';
import { eventually } from '../support/eventually.js';
import type { Fault } from '../support/faultyPorts.js';
import { landedOnce } from '../support/landedOnce.js';
import { Pool } from '../support/pool.js';

const files = {
  '.gitignore': '*.log\n',
  '.gitattributes': '*.txt filter=slow\n',
  'a.txt': 'a\n',
  'b.txt': 'b\n',
  'gone.txt': 'gone\n',
  'kept.txt': 'kept\n',
  'staged.txt': 'staged\n',
};

/** Files come and go, and change, in more folders than one. */
const landing = { 'a.txt': 'a, as landed\n', 'b.txt': 'b, as landed\n', 'gone.txt': null, 'new/one.txt': '1\n', 'new/deep/two.txt': '2\n' };

/** The files that the fast-forward writes. */
const writtenFiles = 4;

interface Point {
  readonly name: string;
  /** Brings the engine to its death there. */
  readonly kill: (stage: EngineStage, landable: Landable) => Promise<void>;
}

async function die(stage: EngineStage, fault: Omit<Fault, 'landing'>): Promise<void> {
  const { signal, output } = await stage.start(['run', '--until-idle'], { ...fault, landing: true }).finished;
  assert.equal(signal, 'SIGKILL', `the engine did not come to this point: ${output}`);
}

function atEvent(name: string, event: Fault['event'], side: Fault['side'], nth = 1): Point {
  return { name, kill: (stage) => die(stage, { event, side, nth }) };
}

/** The engineer's own smudge filter kills the git that runs it, and the engine, at the k-th file. */
function atFile(k: number): Point {
  return {
    name: `inside the fast-forward, at file ${String(k)} of ${String(writtenFiles)}`,
    kill: async (stage) => {
      const script = stage.mark('smudge.sh');
      await stage.setMark(
        'smudge.sh',
        `#!/bin/sh
cd '${stage.repo.scratch}'
if [ -e armed ]; then
  echo >> calls
  if [ "$(wc -l < calls)" -eq "$(cat armed)" ]; then
    rm armed
    git=$PPID
    while [ "$(cat /proc/$git/comm)" != git ]; do git=$(sed 's/.*) . //; s/ .*//' /proc/$git/stat); done
    kill -9 "$(cat engine)" "$git"
    exit 1
  fi
fi
exec cat
`,
      );
      await chmod(script, 0o755);
      await stage.repo.git('config', 'filter.slow.smudge', script);
      await stage.repo.git('config', 'filter.slow.clean', 'cat');
      await stage.repo.git('config', 'filter.slow.required', 'true');
      await stage.setMark('armed', String(k));
      const engine = stage.start(['run', '--until-idle']);
      writeFileSync(stage.mark('engine'), String(engine.pid));
      const { signal, output } = await engine.finished;
      assert.equal(signal, 'SIGKILL', `the engine did not come to this point: ${output}`);
      await eventually('a half-written index', async () => ((await stage.repo.ports.files.status(join(stage.repo.path, '.git/index.lock'))) === undefined ? undefined : true));
    },
  };
}

/** As a git leaves it that dies between its index and its refs: all files and the index are new, and two locks lie there. */
const betweenIndexAndRefs: Point = {
  name: 'inside the fast-forward, between the index and the branch',
  kill: async (stage, { candidate }) => {
    await die(stage, { event: 'go', side: 'before', nth: 1 });
    await stage.repo.git('read-tree', '-m', '-u', 'HEAD', candidate);
    for (const lock of ['HEAD.lock', 'refs/heads/master.lock']) await stage.repo.write(join('.git', lock), '');
  },
};

const points: readonly Point[] = [
  atEvent('before the git child is started', 'hold', 'before'),
  atEvent('when the git child holds its breath', 'hold', 'after'),
  atEvent('before the first object of the intent', 'object', 'before'),
  atEvent('before the intent is the plan', 'swap', 'before'),
  atEvent('while git makes the intent the plan', 'swap', 'sent'),
  atEvent('when the intent is written', 'swap', 'after'),
  atEvent('before the word to the child', 'go', 'before'),
  atEvent('after the word to the child', 'go', 'after'),
  ...Array.from({ length: writtenFiles }, (_, at) => atFile(at + 1)),
  betweenIndexAndRefs,
  atEvent('when master is moved', 'end', 'after'),
  atEvent('before the landing is the plan', 'swap', 'before', 2),
  atEvent('while git makes the landing the plan', 'swap', 'sent', 2),
  atEvent('when the landing is written', 'swap', 'after', 2),
];

/** What the engineer has in the checkout that is not committed. */
interface Dirt {
  readonly name: string;
  /** Before the engine starts. */
  readonly before?: (stage: EngineStage) => Promise<void>;
  /** Between the engine's death and its next start: what a landing must wait for. */
  readonly between?: {
    readonly make: (stage: EngineStage) => Promise<void>;
    readonly words: RegExp;
    readonly remove: (stage: EngineStage) => Promise<void>;
    /** More of the engineer's files, as long as the landing waits. */
    readonly path?: string;
  };
}

/** Takes away what a killed git left, as an engineer does who was told by git to do so. */
async function removeLocks({ repo }: EngineStage): Promise<void> {
  for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/master.lock']) await rm(join(repo.path, '.git', lock), { force: true });
}

const dirts: readonly Dirt[] = [
  { name: 'a modified file', before: ({ repo }) => repo.write('kept.txt', 'kept, and modified\n') },
  {
    name: 'staged files',
    before: async ({ repo }) => {
      await repo.write('staged.txt', 'staged, and modified\n');
      await repo.write('more/staged.txt', 'staged, and new\n');
      await repo.git('add', 'staged.txt', 'more/staged.txt');
      await repo.write('staged.txt', 'modified once more\n');
    },
  },
  { name: 'untracked files', before: async ({ repo }) => { await repo.write('notes.md', 'notes\n'); await repo.write('more/notes.md', 'more notes\n'); } },
  { name: 'an ignored file', before: ({ repo }) => repo.write('debug.log', 'ignored\n') },
  {
    name: 'a rebase of master',
    between: {
      make: async (stage) => {
        const { repo } = stage;
        await removeLocks(stage);
        // A rebase wants a clean checkout, so what a killed git left half-written is put aside first.
        if ((await repo.git('status', '--porcelain')) !== '') await repo.git('stash', '--include-untracked', '--quiet');
        await repo.git('-c', 'sequence.editor=sed -i s/^pick/edit/', 'rebase', '--quiet', '--interactive', 'HEAD~1');
      },
      words: /a rebase.* is in progress in .*; finish or abort it/,
      remove: async ({ repo }) => { await repo.git('rebase', '--abort'); },
    },
  },
  {
    name: 'a change to a file of the landing',
    between: {
      make: async ({ repo }) => {
        await repo.write('a.txt', "the engineer's, staged\n");
        const isLocked = (await repo.ports.files.status(join(repo.path, '.git/index.lock'))) !== undefined;
        if (!isLocked) await repo.git('add', 'a.txt');
        await repo.write('a.txt', "the engineer's, not staged\n");
      },
      words: /you have changes to a\.txt/,
      remove: async ({ repo }) => { await repo.git('stash', '--quiet'); },
      path: 'a.txt',
    },
  },
];

const touched = new Set(Object.keys(landing));

/** All that is the engineer's in the checkout, and `also`, which is else the landing's. */
function engineers(stage: EngineStage, also?: string): Promise<readonly string[]> {
  return engineersBeside(stage, (path) => touched.has(path) && path !== also);
}

/** Kills at a point, and lets the next engine recover. */
async function play(base: EngineStage, landable: Landable, point: Point, dirt: Dirt): Promise<void> {
  const stage = await base.copy();
  const { repo } = stage;
  try {
    await dirt.before?.(stage);
    const before = await engineers(stage);
    await point.kill(stage, landable);
    const { between } = dirt;
    if (between !== undefined) {
      await stage.quiet();
      const isOnMaster = (await repo.git('rev-parse', 'refs/heads/master')) === landable.candidate;
      await between.make(stage);
      const own = await engineers(stage, between.path);
      const { code, output } = await stage.untilIdle();
      assert.deepEqual(await engineers(stage, between.path), own);
      if (isOnMaster) assert.equal(code, 0, output);
      else {
        assert.match(output, between.words);
        assert.equal(code, 7, output);
        const { snapshot, broken } = await stage.look();
        assert.deepEqual(broken, []);
        assert.equal(snapshot.tickets.get(landable.ticket)?.state, 'in-progress');
      }
      await between.remove(stage);
    }
    const { code, output } = await stage.untilIdle();
    assert.equal(code, 0, output);
    await landedOnce(stage, landable);
    if (between === undefined) assert.deepEqual(await engineers(stage), before);
    else assert.equal(await repo.git('status', '--porcelain'), '');
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

describe('a landing whose engine is killed', function () {
  this.timeout(120_000);
  const pool = new Pool(3);
  let base: EngineStage;
  let landable: Landable;
  const played = new Map<string, Promise<void>>();

  before(async () => {
    base = await EngineStage.make({ files });
    landable = await base.landable(landing);
    for (const dirt of dirts) for (const point of points) played.set(`${dirt.name}, ${point.name}`, pool.run(() => play(base, landable, point, dirt)));
  });

  after(async () => {
    await Promise.allSettled(played.values());
    await base.close();
    console.log(`      ${String(points.length)} points of death, ${String(dirts.length)} states of the checkout: ${String(played.size)} landings recovered`);
  });

  for (const dirt of dirts) {
    describe(`in a checkout with ${dirt.name}`, () => {
      for (const point of points) it(`is recovered: ${point.name}`, () => played.get(`${dirt.name}, ${point.name}`));
    });
  }

  it('waits without an end for a rebase, and lands when it is over', () => waits(base, landable, dirts[4]));
  it('waits without an end for a change in its way, and lands when it is gone', () => waits(base, landable, dirts[5]));
});

describe('two tickets that land, whose engine is killed', function () {
  this.timeout(120_000);
  const pool = new Pool(3);
  const [lower, upper] = [{ 'a.txt': 'a, as landed\n', 'gone.txt': null }, { 'b.txt': 'b, as landed\n', 'new/one.txt': '1\n', 'new/deep/two.txt': '2\n' }];
  const moments: readonly Point[] = [
    atEvent('when the intent is written', 'swap', 'after'),
    atEvent('after the word to the child', 'go', 'after'),
    atFile(2),
    atEvent('when master is moved', 'end', 'after'),
    atEvent('before the landing is the plan', 'swap', 'before', 2),
    atEvent('when the landing is written', 'swap', 'after', 2),
  ];
  let base: EngineStage;
  let both: readonly [Landable, Landable];
  const played = new Map<string, Promise<void>>();

  before(async () => {
    base = await EngineStage.make({ files });
    both = await base.landableStack(lower, upper);
    for (const point of moments) played.set(point.name, pool.run(() => playBoth(base, both, point)));
  });

  after(async () => {
    await Promise.allSettled(played.values());
    await base.close();
  });

  for (const point of moments) it(`is recovered: ${point.name}`, () => played.get(point.name));
});

/** Kills at a point of the landing of both, and lets the next engine recover: each has landed once, and the engineer's files are as they were. */
async function playBoth(base: EngineStage, both: readonly [Landable, Landable], point: Point): Promise<void> {
  const stage = await base.copy();
  const { repo } = stage;
  try {
    await repo.write('kept.txt', 'kept, and modified\n');
    const before = await engineers(stage);
    await point.kill(stage, both[1]);
    const { code, output } = await stage.untilIdle();
    assert.equal(code, 0, output);
    const { snapshot, broken } = await stage.look();
    assert.deepEqual(broken, []);
    assert.deepEqual([snapshot.intent, ...both.map(({ ticket }) => snapshot.tickets.get(ticket)?.state)], [undefined, 'done', 'done']);
    assert.deepEqual(both.map(({ ticket }) => snapshot.tickets.get(ticket)?.fields.landed?.commit), both.map(({ candidate }) => candidate));
    assert.equal(await repo.git('rev-parse', 'refs/heads/master'), both[1].candidate);
    assert.deepEqual(await engineers(stage), before);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

/** What is in the way is there before the landing begins; the engine is killed while it waits. */
async function waits(base: EngineStage, landable: Landable, dirt: Dirt | undefined): Promise<void> {
  const between = dirt?.between;
  assert.ok(between !== undefined);
  const stage = await base.copy();
  try {
    await between.make(stage);
    const own = await engineers(stage, between.path);
    const engine = stage.start(['run']);
    await stage.said(engine, between.words);
    engine.kill();
    await engine.finished;
    assert.deepEqual(await engineers(stage, between.path), own);
    assert.equal((await stage.look()).transitions.includes('intend'), false);
    const next = stage.start(['run']);
    await stage.said(next, between.words);
    await between.remove(stage);
    await stage.said(next, `${landable.ticket} landed`);
    next.kill('SIGINT');
    assert.equal((await next.finished).code, 0);
    await landedOnce(stage, landable);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}
