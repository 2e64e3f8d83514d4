import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/** How much of a file was run. */
export interface Reached {
  readonly functions: number;
  readonly functionsRun: number;
  /** Of what stands in functions, in percent of its characters as they are run; what is run by loading the file does not count. */
  readonly percent: number;
}

/** Looks at what is run by this process, by the blocks that V8 counts. What was loaded before `start` is not seen rightly. */
export class Coverage {
  private readonly session = new Session();

  async start(): Promise<void> {
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  /** What was run since, by the path of each file; no more is counted then. */
  async take(): Promise<ReadonlyMap<string, Reached>> {
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    await this.session.post('Profiler.stopPreciseCoverage');
    const own = result.filter(({ url }) => url.startsWith('file:'));
    return new Map(own.map(({ url, functions }) => [fileURLToPath(url.replace(/[?#].*/, '')), reachedOf(functions)]));
  }
}

/** V8 tells a function before those in it, and a block before those in it; the first function is the file. */
function reachedOf([file, ...functions]: readonly Profiler.FunctionCoverage[]): Reached {
  const end = file?.ranges[0]?.endOffset ?? 0;
  const [inFunctions, wereRun] = [new Uint8Array(end), new Uint8Array(end)];
  const outermostFirst = [...functions].sort((one, other) => (one.ranges[0]?.startOffset ?? 0) - (other.ranges[0]?.startOffset ?? 0) || (other.ranges[0]?.endOffset ?? 0) - (one.ranges[0]?.endOffset ?? 0));
  for (const { ranges } of outermostFirst) {
    for (const { startOffset, endOffset, count } of ranges) {
      inFunctions.fill(1, startOffset, endOffset);
      wereRun.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
  }
  const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);
  const functionsRun = functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).length;
  return { functions: functions.length, functionsRun, percent: (100 * sum(wereRun)) / Math.max(1, sum(inFunctions)) };
}
