/** A rule of the plan that its history breaks: where, in what way, and what to do about it. */
export interface Violation {
  readonly invariant: number;
  /** The plan commit, or the commit of the engineer's history, that shows it. */
  readonly commit?: string;
  readonly path?: string;
  readonly words: string;
  readonly remedy: string;
}
