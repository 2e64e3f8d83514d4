import { join } from 'node:path';
import { isoSeconds, pause } from '../../platform/clock.js';
import type { Log } from '../log.js';
import type { Project } from '../project.js';
import type { LockAge } from './abandonedLocks.js';
import { abandonedAfter, abandonedLocks, lockFiles, ownPlaces } from './abandonedLocks.js';
import { Keeping } from './keeping.js';

const lookMilliseconds = 400;
/** So much longer than a lock must be there an engine that starts waits for one to go. */
const patience = abandonedAfter + 10_000;

/** What became of the locks. */
export interface LocksMinded {
  readonly taken: number;
  /** They are too young to be told from those of a git at work. */
  readonly left: number;
}

/**
 * The locks that killed gits left on Sanctum's own refs, where nobody but Sanctum could mind them. Only an engine that holds the engine's lock may. How old one is
 * goes by its file, and by how long it was seen here: a clock that was set back says of no file that it is old.
 */
export class OwnLocks {
  private readonly seen = new Map<string, { readonly inode: bigint; readonly at: number }>();

  constructor(
    private readonly project: Project,
    private readonly log: Log,
  ) {}

  /** Takes away what is abandoned. */
  async mind(): Promise<LocksMinded> {
    const { project } = this;
    const keeping = new Keeping(project, isoSeconds(project.ports.clock.now()));
    let taken = 0;
    for (const { repair } of await abandonedLocks(project, ownPlaces, this.age)) {
      if (repair === undefined) continue;
      this.log.write('WARN', await repair(keeping));
      taken += 1;
    }
    return { taken, left: (await this.there()).length };
  }

  /** Waits until nothing is locked, or so long that who goes on is told so by git. */
  async mindUntilFree(): Promise<void> {
    const { clock } = this.project.ports;
    const began = clock.monotonic();
    for (let isFirst = true; ; isFirst = false) {
      const isLast = clock.monotonic() - began > patience;
      if ((await this.mind()).left === 0 || isLast) return;
      if (isFirst) this.log.write('WARN', 'a git that was killed may have left a lock on the plan: it is taken away when it is a minute old');
      await pause(clock, lookMilliseconds);
    }
  }

  private async there(): Promise<readonly string[]> {
    const { ports, place } = this.project;
    return (await Promise.all(ownPlaces.map((folder) => lockFiles(ports.files, join(place.commonDir, folder), true)))).flat();
  }

  private readonly age: LockAge = (lock, { inode }) => {
    const now = this.project.ports.clock.monotonic();
    const known = this.seen.get(lock);
    if (known?.inode === inode) return now - known.at;
    this.seen.set(lock, { inode, at: now });
    return 0;
  };
}
