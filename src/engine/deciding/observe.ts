import type { RunState } from '../../agents/runs.js';
import type { Holder } from '../../git/checkouts.js';
import type { Candidate } from '../../queue/candidate.js';
import type { ProtectedChange } from '../../plan/planningSchemas.js';
import type { RunFields, Verdict } from '../../plan/schemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Beginnings } from '../../insight/beginnings.js';
import type { Account } from '../../insight/budgets.js';
import type { CriterionCommand } from '../criteria.js';
import type { EarlierTest, Finding } from '../../queue/planner/queuePlan.js';
import type { RunningTest } from '../queue/runningTest.js';
import type { TrustRequest } from '../trust.js';
import type { GoingFirst } from './goingFirst.js';
import type { Resting } from './providers.js';
import type { QueueRests } from './resting.js';

export type Health = 'green' | 'red' | 'untested';

/** A submission in the queue, as far as it was tested on master's present tip. */
export interface QueuedView {
  readonly ticket: string;
  /** What was built of it, on master itself or on other candidates, where that was done. */
  readonly candidate: Candidate | undefined;
  /** On the smallest stack that is green with it, or else on its candidate. */
  readonly verdict: Verdict | undefined;
  /** The paths that it changes. */
  readonly paths: ReadonlySet<string>;
  /** Whether the ticket's criteria still are to be run on that tree, or one was seen to fail on it; undefined when nothing is in the way. */
  readonly criteria?: 'test' | 'failed' | undefined;
  /** How likely it is red on master, from 0 to 1. */
  readonly risk: number;
  /** How many submissions that came later have landed before it. */
  readonly passed: number;
  /** Its protected changes that the engineer has not approved; none when nothing of it waits for the engineer. */
  readonly unapproved?: readonly ProtectedChange[];
  /** The candidate of it that is green, where the tests that it changes are still to be run as they were. */
  readonly baseTests?: Pick<Candidate, 'commit' | 'base'> | undefined;
  /** What the landing would have to wait for, found by looking; undefined when nothing is in its way. */
  readonly waits: string | undefined;
  /** A ticket that goes first by its manager's answer, and changes the same files: this one does not land before it. */
  readonly behind?: string | undefined;
}

/** Since when a master is red, as far as verdicts tell. */
export interface RedSince {
  /** The last commit that was tested green. */
  readonly green: string;
  /** Those after it by first parents, the oldest first; one of them broke it. */
  readonly commits: readonly { readonly commit: string; readonly title: string; /** Of which it is the landing. */ readonly ticket?: string }[];
}

/** All that the engine decides from: read again each time, from git, the run folders and the process table. */
export interface Observation {
  readonly snapshot: Snapshot;
  /** Master's tip, or undefined when the branch does not exist. */
  readonly master: string | undefined;
  readonly health: Health;
  /** The verdict on master's tree, when there is one. */
  readonly masterVerdict: Verdict | undefined;
  /** Of a red master: the commits that may have broken it; undefined where no green one is known. */
  readonly redSince?: RedSince | undefined;
  /** The runs of tickets and of pieces of work, by id. */
  readonly runs: ReadonlyMap<string, RunState>;
  /** The records of the runs that were begun last, in no order. */
  readonly recent: readonly RunFields[];
  /** On which rungs tickets begin; only where a ladder has several, and the configuration leaves it to what was learned. */
  readonly beginnings?: Pick<Beginnings, 'of'> | undefined;
  /** The providers, or models of theirs, that did not serve when they were asked last, by name. */
  readonly resting: ReadonlyMap<string, Resting>;
  /** What all runs have cost; only where something is limited by money. */
  readonly account?: Account | undefined;
  /** How many agents may be at work at once, by the configuration and by what the machine can bear. */
  readonly places: number;
  /** The tickets that go first by their managers' answers, in that order. */
  readonly first?: readonly GoingFirst[];
  /** As `queueOrder` has it. */
  readonly queue: readonly QueuedView[];
  /** What is known of stacks on this master, by `stackKey`. */
  readonly known: ReadonlyMap<string, Finding>;
  /** What was tested on masters of before, and is. */
  readonly earlier: readonly EarlierTest[];
  /** The tests that this engine runs. */
  readonly testing: readonly RunningTest[];
  /** Tests of submissions with the tests as they were, that run: by their actions' keys, and whether anybody still wants to know. */
  readonly asides?: readonly { readonly key: string; readonly ticket: string; readonly isOfUse: boolean }[];
  /** How many gates may run at once. */
  readonly lanes: number;
  /** Whether the gate's tools are to be asked for their versions; before the first time nothing is tested. */
  readonly tools?: 'first' | 'again' | undefined;
  /** What of the queue could not be done a moment ago. */
  readonly rests?: QueueRests | undefined;
  /** The commands that still need the engineer's approval. */
  readonly untrusted: TrustRequest | undefined;
  /** Commands of criteria that wait for it as well; nothing else does because of them. */
  readonly unapproved?: readonly CriterionCommand[];
  /** Lanes are there in which no gate of this engine runs: left-overs of one that was killed. */
  readonly strayLanes: boolean;
  /** Whether there may be more worktrees of tickets that have ended than the configuration leaves there. */
  readonly spareWorktrees?: boolean;
  /** A worktree that has the plan branch checked out. */
  readonly planHolder: Holder | undefined;
}
