/** One thing that an agent does in its worktree, as a shell script that must end well (`set -e`); `$G` is the git directory that it was given. */
export interface Act {
  readonly name: string;
  readonly run: string;
  /** What it is one of, where others differ from it in a name or a value alone. */
  readonly kind?: string;
}

/** What a script of an act can name: the engineer's checkout, a file that only a sprung trap makes, and Sanctum's own folder. */
export interface ActPlace {
  readonly checkout: string;
  readonly sprung: string;
  readonly home: string;
}

/** The script of an act, at a place; what it leaves in the variables is for itself alone. */
export function scriptOf(act: Act, { checkout, sprung, home }: ActPlace): string {
  return `( set -e; G="$(git rev-parse --absolute-git-dir 2>/dev/null || true)"; C='${checkout}'; SPRUNG='${sprung}'; S='${home}'\n${act.run}\n)`;
}
