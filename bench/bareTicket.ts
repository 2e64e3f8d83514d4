import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullFile } from './instantRuns.js';
import { plainGit, plainGitText, plainRun, unsynced } from './plainGit.js';
import type { PlainObject } from './plainObjects.js';
import { makeFanOut, writePlainly } from './plainObjects.js';
import { spanOf } from './stopwatch.js';

/** The bare git commands that one ticket cannot do without, in a repository of their own, and the plan's objects, written plainly. */
export class BareTicket {
  private constructor(
    private readonly repository: string,
    private readonly places: string,
    private readonly objects: string,
  ) {}

  static async make(folder: string): Promise<BareTicket> {
    const repository = join(folder, 'repository');
    const places = join(folder, 'places');
    const objects = join(folder, 'plan');
    await Promise.all([mkdir(repository, { recursive: true }), mkdir(places, { recursive: true }), mkdir(objects, { recursive: true })]);
    await plainGit(['init', '--quiet', '--template=', '--initial-branch=main', '.'], repository);
    await writeFile(join(repository, 'README.md'), '# Orders\n');
    await plainGit(['add', '--all'], repository);
    await plainGit(['commit', '--quiet', '--message', 'First commit'], repository);
    makeFanOut(join(repository, '.git', 'objects'));
    makeFanOut(objects);
    return new BareTicket(repository, places, objects);
  }

  /** How long one ticket takes, in milliseconds. `plan` holds the objects of each plan commit that the ticket needed. */
  async run(ticket: string, plan: readonly (readonly PlainObject[])[]): Promise<number> {
    const worktree = join(this.places, `worktree-${ticket}`);
    const lane = join(this.places, `lane-${ticket}`);
    const { name, text } = nullFile(ticket);
    const span = await spanOf(async () => {
      for (const objects of plan) await writePlainly(this.objects, objects, join(this.objects, 'ref'));
      await plainGit([...unsynced, 'worktree', 'add', '--quiet', '--detach', worktree, 'main'], this.repository);
      await writeFile(join(worktree, name), text);
      await plainGit(['add', '--all'], worktree);
      const tree = await plainGitText(['write-tree'], worktree);
      const commit = await plainGitText(['commit-tree', tree, '-p', 'main', '-m', `Ticket ${ticket}`], this.repository);
      await plainGit([...unsynced, 'worktree', 'add', '--quiet', '--detach', lane, commit], this.repository);
      await plainRun('/bin/sh', ['-c', ':'], lane);
      await plainGit(['merge', '--quiet', '--ff-only', '--no-stat', commit], this.repository);
    });
    // Left for another time by Sanctum as well; here so that the repository does not fill with worktrees.
    await rm(worktree, { recursive: true });
    await rm(lane, { recursive: true });
    await plainGit(['worktree', 'prune'], this.repository);
    return span;
  }
}
