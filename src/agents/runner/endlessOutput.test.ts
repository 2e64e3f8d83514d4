import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { eventually } from '../../../test/support/eventually.js';
import { RunStage } from '../../../test/support/runStage.js';
import type { ExitRecord, RunOrder } from '../runOrder.js';

const limit = 256 * 1024;
const gibibyte = 1024 ** 3;

/** The most memory that a process ever had, in megabytes. */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;
}

describe('output without an end', function () {
  this.timeout(120_000);
  let stage: RunStage;
  beforeEach(async () => {
    stage = await RunStage.make();
  });
  afterEach(() => stage.close());

  /** Lets a program print, and looks at the runner when all of it was taken in. */
  async function printed(script: string): Promise<{ readonly order: RunOrder; readonly exit: ExitRecord; readonly peak: number; readonly raw: string; readonly events: string }> {
    const order = await stage.order({ streamLimitBytes: limit, totalSeconds: 110 });
    const whole = `${script}; touch printed; while [ ! -e go ]; do sleep 0.02; done`;
    await stage.runs.start({ ...order, command: { file: '/bin/sh', args: ['-c', whole], cwd: stage.worktree, env: { PATH: process.env['PATH'] ?? '' } } });
    await eventually('all of it', async () => (await stage.text('printed')) !== undefined || undefined);
    const state = await stage.runs.observe(order.run);
    assert.equal(state.kind, 'live');
    const peak = peakOf(state.runner.pid);
    await stage.touch('go');
    const exit = await stage.ended(order);
    const folder = stage.runs.folder(order.run);
    const read = async (path: string): Promise<string> => (await stage.ports.files.readIfThere(path))?.toString('latin1') ?? '';
    assert.deepEqual((await stage.ports.files.list(folder.outputFolder)).filter(({ name }) => /\.\d+$/.test(name)), []);
    return { order, exit, peak, raw: await read(folder.streamLog), events: await read(folder.eventLog) };
  }

  function isBounded({ peak, raw, events }: Awaited<ReturnType<typeof printed>>): void {
    assert.ok(peak < 200, `the runner took ${String(Math.round(peak))} MB`);
    for (const log of [raw, events]) assert.ok(log.length <= limit + 200, `a log has ${String(log.length)} bytes`);
  }

  it('is taken as one line of 1 GiB, in bounded memory and a bounded file', async () => {
    const found = await printed(`echo '{"type":"started"}'; head -c ${String(gibibyte)} /dev/zero; echo; echo '{"type":"message","text":"the end"}'`);
    isBounded(found);
    assert.ok(found.exit.streamBytes > gibibyte);
    assert.match(found.raw.slice(-100), /the end/);
    assert.match(found.events, /"kind":"message","text":"the end"/);
    assert.equal(found.exit.badLines, 1);
  });

  it('is taken as ever more events, and beginning and end of both logs are kept', async () => {
    const found = await printed(`echo '{"type":"message","text":"the beginning"}'; yes '{"type":"message","text":"one more of many"}' | head -n 1500000; echo '{"type":"message","text":"the end"}'`);
    isBounded(found);
    for (const log of [found.raw, found.events]) {
      assert.ok(log.length > limit * 0.9);
      assert.match(log.slice(0, 500), /the beginning/);
      assert.match(log, /\n\[Sanctum left out \d+ bytes of output here\.\]\n/);
      assert.match(log.slice(-500), /the end/);
    }
  });

  it('is taken as noise, torn lines and two streams that break into each other', async () => {
    const halves = `printf '{"type":"mess'; printf 'a word\\n' >&2; printf 'age","text":"whole"}\\n'; printf '{"type":"mes\\n{"type":"message","text":"\\377\\376"}\\n{"type":17}\\nplain\\n'`;
    const found = await printed(`head -c 60000000 /dev/urandom; echo; ${halves}; printf '{"type":"message","text":"no line end"}'`);
    isBounded(found);
    const texts = [...found.events.matchAll(/"kind":"message","text":"([^"]*)"/g)].map(([, text]) => Buffer.from(text ?? '', 'latin1').toString());
    assert.deepEqual(texts, ['whole', '\ufffd\ufffd', 'no line end']);
    assert.ok((found.exit.badLines ?? 0) >= 2);
  });
});
