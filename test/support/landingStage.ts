import assert from 'node:assert/strict';
import type { LandingResult } from '../../src/queue/landing.js';
import { foreseeLanding, landStack } from '../../src/queue/landing.js';
import type { Queued, QueueStage } from './queueStage.js';
import { folderContents, queueStage } from './queueStage.js';
import type { TemporaryRepository } from './repository.js';
import { temporaryRepository } from './repository.js';

/** The name of the verdict by which everything lands. */
export const verdict = 'a-b';

/** A repository whose submissions land by themselves, without an engine. */
export class LandingStage {
  private constructor(
    readonly repo: TemporaryRepository,
    readonly queue: QueueStage,
  ) {}

  /** With these files, by their paths, on the branch that is kept green. */
  static async make(files: Readonly<Record<string, string>>, branch = 'master'): Promise<LandingStage> {
    const repo = await temporaryRepository({ files, branch });
    return new LandingStage(repo, await queueStage(repo, branch));
  }

  /** Lands what stands on each other, the lowest first. */
  land(...queued: readonly Queued[]): Promise<LandingResult> {
    return landStack(this.queue.context, this.queue.writer, queued, verdict);
  }

  /** The commit of master. */
  master(): Promise<string> {
    return this.repo.git('rev-parse', 'refs/heads/master');
  }

  async ticketState(id: string): Promise<string | undefined> {
    return (await this.queue.store.read()).tickets.get(id)?.state;
  }

  /** It lands, the plan says so, and no intent is left. */
  async lands(queued: Queued): Promise<void> {
    const result = await this.land(queued);
    assert.ok('landed' in result, JSON.stringify(result));
    assert.equal(await this.master(), queued.candidate.commit);
    assert.equal(await this.ticketState(queued.pending.ticket), 'done');
    assert.equal((await this.queue.store.read()).intent, undefined);
  }

  /** It waits with these words, and nothing at all has changed. */
  async waits(queued: Queued, words: RegExp): Promise<void> {
    const before = await this.everything();
    assert.match((await foreseeLanding(this.queue.context, queued.candidate.base, queued.candidate.commit)) ?? 'nothing', words);
    const result = await this.land(queued);
    assert.match('waits' in result ? result.waits : 'it landed', words);
    assert.deepEqual(await this.everything(), before);
    assert.equal(await this.ticketState(queued.pending.ticket), 'in-progress');
  }

  /** What the checkout, its index and the refs hold. */
  private async everything(): Promise<readonly unknown[]> {
    return [await folderContents(this.repo.path), await this.repo.git('ls-files', '--stage'), await this.repo.git('for-each-ref')];
  }
}
