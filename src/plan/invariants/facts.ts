import type { TreeDifference } from '../../git/diff.js';
import type { ProtectedChange } from '../planningSchemas.js';

/** One path of what a landing changed. */
export interface LandedChange extends TreeDifference {
  /** Where a new link leads. */
  readonly target?: string;
}

/** What Sanctum's own name stands for in a log of git: a ref, and what it was set to. */
export interface WrittenRef {
  readonly ref: string;
  readonly to: string;
}

export interface MasterCommit {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly committer: string;
  /** What its `Sanctum-Ticket` trailer says, where it has one. */
  readonly ticket: string | undefined;
}

/** What git says beside the plan's own history; read by the caller, so that judging it stays pure. */
export interface AuditFacts {
  /** The branch that is kept green, by name. */
  readonly branch: string;
  /** All that ever were, by name. */
  readonly keptBranches: readonly string[];
  /** What was written to branches and other refs with a log, by a git in Sanctum's name. */
  readonly written: readonly WrittenRef[];
  /** What each landing changed, by its commit, for those whose commits are there. */
  readonly landedChanges: ReadonlyMap<string, readonly LandedChange[]>;
  /** What of it is protected by the configuration of then; of landings that name the rules of this version. */
  readonly landedProtected: ReadonlyMap<string, readonly ProtectedChange[]>;
  /** Its first-parent chain since the plan's birth, oldest first. */
  readonly master: readonly MasterCommit[];
  /** Every commit that it reaches since the plan's birth, also beside the first parents. */
  readonly onMaster: ReadonlySet<string>;
  /** The commits that the plan names, of those that the repository has. */
  readonly commits: ReadonlyMap<string, { readonly tree: string; readonly parents: readonly string[] }>;
  /** Of the snapshots that the plan names, those that a ref reaches. */
  readonly reachable: ReadonlySet<string>;
  /** The refs below `refs/sanctum/` and what they name. */
  readonly refs: ReadonlyMap<string, string>;
  /** The tags of accepted versions, by full name, and what they name. */
  readonly versionTags: ReadonlyMap<string, string>;
  /** Refs below `refs/sanctum/` whose object is not there. */
  readonly brokenRefs: readonly string[];
  /** Every commit that the plan branch is known to have been at. */
  readonly recordedTips: readonly string[];
  /** Every commit that the plan's tip reaches. */
  readonly planCommits: ReadonlySet<string>;
}
