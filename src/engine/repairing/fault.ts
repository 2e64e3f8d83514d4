import type { Keeping } from './keeping.js';

/** Something that neither a restart nor the engine settles by itself. */
export interface Fault {
  readonly name: 'locks' | 'refs' | 'objects' | 'snapshots' | 'plan' | 'document' | 'worktree';
  /** What is wrong, in a sentence. */
  readonly words: string;
  /** What a repair does about it, in a clause that begins with a verb: `puts it back`. Without `repair`, what the engineer can do. */
  readonly would: string;
  /** Does it, and keeps what it replaces. Resolves to what was done, in a sentence. */
  readonly repair?: (keeping: Keeping) => Promise<string>;
}
