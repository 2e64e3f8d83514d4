import type { Repository } from '../git/repository.js';
import { RepositoryError } from '../git/repository.js';

/** Several branches could be the one that is kept green, and the engineer has to say which. */
export class ManyBranchesError extends RepositoryError {
  constructor(readonly branches: readonly string[]) {
    super(`Say which branch is to be kept green: --branch <name>, one of ${branches.join(', ')}.`);
  }
}

/**
 * The branch that is to be kept green: the one named, else what origin calls its head, else `main` or `master` where just one of them is
 * there, else the branch that is checked out, else the only one. Throws RepositoryError with the choices.
 */
export async function findMasterBranch(repository: Repository, named: string | undefined): Promise<string> {
  const listing = await repository.git.text(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']);
  const branches = listing.split('\n').filter((name) => name !== '' && !name.startsWith('sanctum/'));
  if (branches.length === 0) {
    throw new RepositoryError('This repository has no commit yet. Make the first one: git add -A && git commit -m "First commit"', 'unborn');
  }
  if (named !== undefined) {
    if (branches.includes(named)) return named;
    throw new RepositoryError(`There is no branch "${named}". The branches are: ${branches.join(', ')}.`);
  }
  const symbolic = async (ref: string, prefix: string): Promise<string | undefined> => {
    const result = await repository.git.ask(['symbolic-ref', '--quiet', ref], { answers: [1, 128] });
    const target = result.stdout.toString('utf8').trim();
    const branch = target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
    return branch !== undefined && branches.includes(branch) ? branch : undefined;
  };
  const common = ['main', 'master'].filter((name) => branches.includes(name));
  const found =
    (await symbolic('refs/remotes/origin/HEAD', 'refs/remotes/origin/')) ??
    (common.length === 1 ? common[0] : undefined) ??
    (await symbolic('HEAD', 'refs/heads/')) ??
    (branches.length === 1 ? branches[0] : undefined);
  if (found !== undefined) return found;
  throw new ManyBranchesError(branches);
}
