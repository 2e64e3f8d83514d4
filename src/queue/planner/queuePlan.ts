/** Tickets in the order in which their submissions would lie on master, the lowest first. */
export type Stack = readonly string[];

/** What a test of a stack's topmost tree came to; `conflict` where it does not even merge. */
export type Finding = 'green' | 'red' | 'conflict';

/** A submission in the queue. */
export interface Entry {
  readonly ticket: string;
  /** How likely it is red by itself, from 0 to 1, by what became of earlier ones. */
  readonly risk: number;
  /** The paths that it changes: two entries that share one are likelier to fail together. */
  readonly paths: ReadonlySet<string>;
  /** Whether it may land once it is green: seen and approved, and nothing of it waits for the engineer. */
  readonly mayLand: boolean;
}

/** All that the planner decides from. Everything is about master as it is: when master moves, what is known is about other stacks. */
export interface QueueLook {
  /** The queue, first come first. */
  readonly entries: readonly Entry[];
  /** What is known of stacks on this master, by `stackKey`. */
  readonly known: ReadonlyMap<string, Finding>;
  /** The stacks that are being tested. */
  readonly testing: readonly Stack[];
  /** How many tests may run at once. */
  readonly lanes: number;
}

export interface QueuePlan {
  /** The longest stack that is proved and whose entries may all land. */
  readonly land: Stack | undefined;
  /** Tickets that alone on master are red, or do not merge: for each a cause is to be found, and only then is anybody blamed. */
  readonly settle: readonly string[];
  /** Stacks to be tested now, the most useful first; no more than there are free lanes when what is cancelled has ended. */
  readonly test: readonly Stack[];
  /** Tests whose result nobody needs any more. */
  readonly cancel: readonly Stack[];
}

/** One name for a stack. */
export function stackKey(stack: Stack): string {
  return stack.join('+');
}
