import type { Child } from '../platform/processes.js';
import type { LockPorts } from './abandonedLock.js';
import { clearAbandonedLock } from './abandonedLock.js';
import type { Git } from './git.js';
import { GitError } from './git.js';
import { readRef } from './refReader.js';

/** The value that stands for "does not exist" in a compare-and-swap, as long as an id of the repository's format. */
export function absentId(like: string): string {
  return '0'.repeat(like.length);
}

/** So often a lock is waited for: each time it was another one's, and ever more of them in a row are a repository that nobody can write. */
const mostCleared = 3;

interface OpenTransaction {
  readonly child: Child;
  output: string;
  errorOutput: string;
  settle: (() => void) | undefined;
}

/**
 * Moves refs by compare-and-swap through one long-lived `git update-ref --stdin`, synced. A failed swap ends that process (git 2.39); the
 * next one starts a new one. Swaps are done one after the other.
 */
export class RefWriter {
  private open: OpenTransaction | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly git: Git,
    private readonly ports: LockPorts,
  ) {}

  /**
   * Sets `ref` from `expected` (undefined: must not exist) to `id` (undefined: delete). False when it was not at `expected`.
   * Throws GitError, with git's words, when it was and could not be moved all the same (a left-over lock, a name that is taken).
   */
  swap(ref: string, id: string | undefined, expected: string | undefined): Promise<boolean> {
    const turn = this.queue.then(() => this.perform(ref, id, expected));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** The commit or object a ref (by its full name) names, or undefined. */
  read(ref: string): Promise<string | undefined> {
    return readRef(this.ports.files, this.git.gitDir, ref);
  }

  async close(): Promise<void> {
    await this.queue;
    const open = this.open;
    this.open = undefined;
    if (open === undefined) return;
    open.child.endInput();
    await open.child.ended;
  }

  private async perform(ref: string, id: string | undefined, expected: string | undefined): Promise<boolean> {
    if (id === undefined && expected === undefined) return (await this.read(ref)) === undefined;
    const zero = absentId(id ?? expected ?? '');
    const update = id === undefined ? `delete ${ref} ${expected ?? zero}` : `update ${ref} ${id} ${expected ?? zero}`;
    for (let cleared = 0; ; ) {
      const reused = this.open !== undefined;
      const transaction = this.open ?? this.start();
      transaction.output = '';
      transaction.child.write(`start\n${update}\nprepare\ncommit\n`);
      await new Promise<void>((resolve) => {
        transaction.settle = resolve;
      });
      transaction.settle = undefined;
      if (transaction.output.includes('commit: ok')) return true;
      if (this.open === transaction) this.open = undefined;
      const present = await this.read(ref);
      const wasKilled = transaction.errorOutput === '';
      // Killed between the move and its answer: the ref tells. A racing writer of the very same object wanted the same.
      if (wasKilled && present === id) return true;
      if (present !== expected) return false;
      if (/Unable to create '.*\.lock': File exists/.test(transaction.errorOutput) && cleared < mostCleared && (await clearAbandonedLock(this.ports, this.git, ref))) {
        cleared += 1;
        continue;
      }
      if (!wasKilled || !reused) throw new GitError(['update-ref', ref], undefined, wasKilled ? 'it was killed' : transaction.errorOutput);
    }
  }

  private start(): OpenTransaction {
    const child = this.git.start(['update-ref', '--stdin']);
    const transaction: OpenTransaction = { child, output: '', errorOutput: '', settle: undefined };
    this.open = transaction;
    child.onOutput((chunk) => {
      transaction.output += chunk.toString('latin1');
      if (transaction.output.includes('commit: ok\n')) transaction.settle?.();
    });
    child.onErrorOutput((chunk) => {
      transaction.errorOutput += chunk.toString('utf8');
    });
    void child.ended.then((end) => {
      if (end.startError !== undefined) transaction.errorOutput += end.startError;
      if (this.open === transaction) this.open = undefined;
      transaction.settle?.();
    });
    return transaction;
  }
}
