import { join } from 'node:path';
import type { TemporaryRepository } from './repository.js';

/** Paths of the plan and their new text; null removes one. */
export type Change = Readonly<Record<string, string | null>>;

/** The plan branch in the hands of somebody who has nothing but git: no trailers, an index of one's own, no checkout. */
export class PlainPlan {
  constructor(private readonly repo: TemporaryRepository) {}

  /** Commits the changes on top of the plan, again where an engine wrote meanwhile; the commit's id. */
  async commit(change: Change, message = 'By hand'): Promise<string> {
    for (;;) {
      const tip = await this.repo.git('rev-parse', 'refs/heads/sanctum/plan');
      try {
        return await this.commitOn(tip, change, message);
      } catch (error) {
        if ((await this.repo.git('rev-parse', 'refs/heads/sanctum/plan')) === tip) throw error;
      }
    }
  }

  private async commitOn(tip: string, change: Change, message: string): Promise<string> {
    const { git, scratch, ports } = this.repo;
    const folder = join(scratch, `by-hand-${ports.random.hex(6)}`);
    await git('worktree', 'add', '--quiet', '--detach', folder, tip);
    try {
      for (const [path, text] of Object.entries(change)) {
        if (text === null) await git('-C', folder, 'rm', '--quiet', '--', path);
        else await ports.files.write(join(folder, path), text);
      }
      await git('-C', folder, 'add', '--all');
      await git('-C', folder, 'commit', '--quiet', '--message', message);
      const commit = await git('-C', folder, 'rev-parse', 'HEAD');
      await git('update-ref', 'refs/heads/sanctum/plan', commit, tip);
      return commit;
    } finally {
      await git('worktree', 'remove', '--force', folder);
    }
  }
}
