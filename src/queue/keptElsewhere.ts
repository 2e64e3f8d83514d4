/** A filter by which git keeps something else than the file's own content, and by what that is known. */
export interface KeptElsewhere {
  readonly filter: string;
  /** As its users call it. */
  readonly name: string;
  /** How what git keeps begins (git-lfs/docs/spec.md; git-crypt's own files). */
  readonly beginning: string;
}

const known: readonly KeptElsewhere[] = [
  { filter: 'lfs', name: 'Git LFS', beginning: 'version https://git-lfs.github.com/spec/' },
  { filter: 'git-crypt', name: 'git-crypt', beginning: '\0GITCRYPT\0' },
];

/** What stands behind a filter's name; undefined for filters that only dress up a text. */
export function keptElsewhere(filter: string | undefined): KeptElsewhere | undefined {
  return known.find((one) => one.filter === filter);
}
