import assert from 'node:assert/strict';
import type { EngineStage } from './engineStage.js';
import type { KilledWork, LandingWreck, PreparedWork } from './killedWork.js';
import { endOf, locksIn, playAll } from './killedWork.js';
import type { SystemCall } from './strace.js';
import type { TracedGit, Victims } from './tracedGit.js';
import { aimAtGit, dieWithGit, gitInFront, struckGit, watchedGits, watchGits } from './tracedGit.js';

/** A system call of one of the gits of a work. */
export interface GitPoint {
  readonly git: TracedGit;
  readonly call: SystemCall;
}

/** What was found after a kill, before Sanctum was started again. */
export interface Wreck {
  /** What git was about to do in this play. */
  readonly struck: SystemCall;
  readonly locks: readonly string[];
  readonly landing: LandingWreck | undefined;
}

export interface GitKills {
  readonly work: string;
  readonly victims: Victims;
  /** Those that were recovered from, with what they left. */
  readonly wrecks: readonly (GitPoint & Wreck)[];
  /** What was not recovered from, a line each. */
  readonly failures: readonly string[];
}

/** A work, prepared once and played on many copies, of which one git is killed at one system call after another. */
export class KilledGits {
  private constructor(
    readonly work: KilledWork,
    private readonly prepared: PreparedWork,
    /** With the git that listens for its end in front. */
    private readonly path: string,
    /** Every system call of the work's gits that changes something. */
    readonly points: readonly GitPoint[],
  ) {}

  /** Prepares the work and plays it once, unharmed, to see what its gits do. */
  static async make(work: KilledWork): Promise<KilledGits> {
    const prepared = await work.prepare();
    const path = await gitInFront(prepared.base);
    const gits = await new KilledGits(work, prepared, path, []).watch();
    return new KilledGits(work, prepared, path, gits.flatMap((git) => git.calls.map((call) => ({ git, call }))));
  }

  close(): Promise<void> {
    return this.prepared.base.close();
  }

  /**
   * Kills git when it enters the call; lets Sanctum recover, and checks all that was promised. Nothing where git did not come to that call, as two plays may differ by
   * a few. Throws where something does not hold.
   */
  kill({ git, call }: GitPoint, victims: Victims): Promise<Wreck | undefined> {
    return this.onCopy(async (stage) => {
      const recover = await this.prepared.begin(stage);
      await aimAtGit(stage, git, call);
      const command = stage.start(this.work.args);
      if (victims === 'git and engine') dieWithGit(stage, command.pid);
      const { signal, output } = await endOf(command);
      const struck = await struckGit(stage);
      if (struck !== undefined) assert.equal(signal, victims === 'git' ? undefined : 'SIGKILL', output);
      const wreck = struck === undefined ? undefined : { struck, locks: await locksIn(stage), landing: await this.prepared.look?.(stage) };
      await recover();
      return wreck;
    });
  }

  /** Kills at each of these points, a few at a time. */
  async killAt(points: readonly GitPoint[], victims: Victims): Promise<GitKills> {
    const words = ({ git, call }: GitPoint): string => `${this.work.name}, ${victims} killed in ${git.words} (${String(git.nth)}) at ${call.words}`;
    const play = async (point: GitPoint): Promise<readonly (GitPoint & Wreck)[]> => {
      const wreck = await this.kill(point, victims);
      return wreck === undefined ? [] : [{ ...point, ...wreck }];
    };
    const { results, failures } = await playAll(points, play, words);
    return { work: this.work.name, victims, wrecks: results.flat(), failures };
  }

  private watch(): Promise<readonly TracedGit[]> {
    return this.onCopy(async (stage) => {
      const recover = await this.prepared.begin(stage);
      await watchGits(stage);
      const { code, output } = await endOf(stage.start(this.work.args));
      assert.equal(code, 0, output);
      const gits = await watchedGits(stage);
      await recover();
      return gits;
    });
  }

  private async onCopy<Value>(work: (stage: EngineStage) => Promise<Value>): Promise<Value> {
    const stage = await this.prepared.base.copy({ PATH: this.path });
    try {
      return await work(stage);
    } finally {
      await stage.close();
    }
  }
}
