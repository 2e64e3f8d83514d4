import type { Git } from './git.js';
import { zeroSeparated } from './git.js';

export interface ListedCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** The committer's address. */
  readonly committer: string;
  readonly message: string;
}

/** The commits that `tips` reach and `without` do not, newest first, by one process. All must exist. */
export async function listCommits(git: Git, tips: readonly string[], without: readonly string[]): Promise<readonly ListedCommit[]> {
  if (tips.length === 0) return [];
  const format = '--format=%H%x00%T%x00%P%x00%ce%x00%B%x00';
  const revisions = [...tips, ...without.map((id) => `^${id}`)];
  const args = ['log', '--stdin', '--no-show-signature', '--no-color', '--no-patch', '--encoding=UTF-8', '--topo-order', format];
  const fields = zeroSeparated(await git.bytes(args, { input: `${revisions.join('\n')}\n` }));
  const commits: ListedCommit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [id = '', tree = '', parents = '', committer = '', message = ''] = fields.slice(at, at + 5);
    commits.push({ id: id.trim(), tree, parents: parents === '' ? [] : parents.split(' '), committer, message });
  }
  return commits;
}

/** The newest of the first parents from `tip` on that is no younger than a moment, in milliseconds since the epoch; undefined where all are. */
export async function newestUntil(git: Git, tip: string, moment: number): Promise<string | undefined> {
  const found = await git.text(['rev-list', '-1', '--first-parent', `--min-age=${String(Math.max(0, Math.floor(moment / 1000)))}`, tip]);
  return found === '' ? undefined : found;
}

/** The ids of all commits that `tip` reaches. */
export async function reachedBy(git: Git, tip: string): Promise<ReadonlySet<string>> {
  return new Set((await git.text(['rev-list', tip])).split('\n'));
}

/** Of the given commits, all of which must exist, those that some ref reaches. */
export async function reachedByRefs(git: Git, commits: readonly string[]): Promise<ReadonlySet<string>> {
  if (commits.length === 0) return new Set();
  // Negative tips on standard input need git 2.42; `--not --all` behind it does not.
  const text = await git.text(['rev-list', '--stdin', '--not', '--all'], { input: `${commits.join('\n')}\n` });
  const lost = new Set(text.split('\n'));
  return new Set(commits.filter((commit) => !lost.has(commit)));
}

/** The refs below a prefix that ends in `/`, and what they name. */
export async function refsBelow(git: Git, prefix: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await git.text(['for-each-ref', '--format=%(objectname) %(refname)', prefix])).split('\n');
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}
