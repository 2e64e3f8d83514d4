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
  /** How many entries that came later have landed before it; none where it is not said. One that was passed often is passed no more. */
  readonly passed?: number;
}

/**
 * A test on a master that has moved on since by landings of this queue. It proves nothing of a tree on today's master, but it says what is
 * likely; and what was red alone on master was so by itself. Landed tickets may still be named in the stack.
 */
export interface EarlierTest {
  readonly stack: Stack;
  /** Not there while it is still being tested. */
  readonly finding?: Finding;
  /** The paths that master has changed since; an entry that shares one may no longer be what it was. */
  readonly changedSince: ReadonlySet<string>;
}

/** All that the planner decides from. Everything but `earlier` is about master as it is: once [A, B] has landed, what was known of [A, B, C] is known of [C]. */
export interface QueueLook {
  /** The queue, first come first. */
  readonly entries: readonly Entry[];
  /** What is known of stacks on this master, by `stackKey`. */
  readonly known: ReadonlyMap<string, Finding>;
  /** The stacks that are being tested on this master. */
  readonly testing: readonly Stack[];
  /** How many tests may run at once. */
  readonly lanes: number;
  /** Optional: stacks that could not be tested a moment ago, by nobody's fault; until that is over neither they are tested nor what holds all of one. */
  readonly restingTests?: readonly Stack[];
  /** Optional: stacks that could not land a moment ago; what is proved beside them may. */
  readonly restingLandings?: readonly Stack[];
  /** Optional: tests on masters of before, those on the oldest first. Without them each landing makes the planner forget what did not lie on it. */
  readonly earlier?: readonly EarlierTest[];
  /** Optional: how likely two entries that share a path are red together, though each is green alone; `conflictRisk` where it is not said. */
  readonly conflictRisk?: number;
}

export interface QueuePlan {
  /** The longest stack that is proved and whose entries may all land. */
  readonly land: Stack | undefined;
  /** Tickets that are red alone on master, or do not merge with it; on this one, or on the one on which the test was begun: for each a cause is to be found, and only then is anybody blamed. */
  readonly settle: readonly string[];
  /** Stacks to be tested now, the most useful first; no more than there are free lanes when what is cancelled has ended. */
  readonly test: readonly Stack[];
  /** Tests whose result nobody needs any more. */
  readonly cancel: readonly Stack[];
  /** The same for tests in `earlier` that are still running. */
  readonly cancelEarlier?: readonly Stack[];
}

/** One name for a stack. */
export function stackKey(stack: Stack): string {
  return stack.join('+');
}
