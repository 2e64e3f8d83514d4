/** The programs that take git's locks: git itself, and what serves a push to a repository. */
export const gitPrograms: readonly string[] = ['git', 'git-receive-pack'];
