import { refsBelow } from './commitList.js';
import type { Git } from './git.js';

/** A bundle does not hold what it should; nothing may rest on it. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** The refs below the given prefixes, and what they name. */
export async function refsOf(git: Git, prefixes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(prefixes.map((prefix) => refsBelow(git, prefix)));
  return new Map(found.flatMap((refs) => [...refs]));
}

/**
 * Writes refs with all that they reach into one file, from which `git fetch` brings them back, also into an empty repository, and reads
 * it again. Throws BundleError for one that does not hold exactly these refs, GitError for one that cannot be written.
 */
export async function writeBundle(git: Git, path: string, refs: ReadonlyMap<string, string>): Promise<void> {
  await git.ask(['bundle', 'create', '--quiet', path, '--stdin'], { input: [...refs.keys()].map((ref) => `${ref}\n`).join('') });
  await git.ask(['bundle', 'verify', '--quiet', path]);
  const heads = (await git.text(['bundle', 'list-heads', path])).split('\n');
  const held = new Map(heads.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
  const missing = [...refs].find(([ref, id]) => held.get(ref) !== id);
  if (missing !== undefined) throw new BundleError(`${path} does not hold ${missing[0]} at ${missing[1]}: somebody moved it meanwhile. Try again.`);
}

/** Removes refs in one transaction: all, or none when one of them is no longer at its place. Throws GitError. */
export async function removeRefs(git: Git, refs: ReadonlyMap<string, string>): Promise<void> {
  const lines = [...refs].map(([ref, id]) => `delete ${ref} ${id}\n`).join('');
  await git.ask(['update-ref', '--stdin'], { input: `start\n${lines}prepare\ncommit\n` });
}
