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
