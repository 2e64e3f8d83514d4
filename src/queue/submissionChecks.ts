import type { TreeDifference } from '../git/diff.js';
import type { FolderSnapshot } from '../git/folderSnapshot.js';
import { leavesTree } from '../git/leavesTree.js';
import type { Repository } from '../git/repository.js';
import { keptElsewhere } from './keptElsewhere.js';

/** Shapes of keys that their makers document as recognisable. */
const secrets: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];

/** Larger files are not looked into, and hold no key by accident. In bytes. */
const largestScanned = 1024 * 1024;

/** How many files are in memory at once. */
const scannedAtOnce = 64;

/** The sizes of blobs; asked before any is read, since a gigabyte of zeros is a kilobyte in git. */
async function blobSizes(repository: Repository, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = await Promise.all(ids.map(async (id) => [id, (await repository.reader.size(id)) ?? 0] as const));
  return new Map(sizes);
}

async function textOf(repository: Repository, id: string): Promise<string> {
  return (await repository.reader.blob(id)).toString('utf8');
}

/** No filter of the engineer's is run on what an agent wrote: in the place of a pointer it would land as it is, the secret one in clear. */
async function filterRefusal(repository: Repository, one: TreeDifference, filter: string | undefined): Promise<string | undefined> {
  const kept = keptElsewhere(filter);
  if (kept === undefined || !one.newMode.startsWith('100') || one.newId === one.oldId) return undefined;
  const isKept = ((await repository.reader.size(one.newId)) ?? 0) <= largestScanned && (await textOf(repository, one.newId)).startsWith(kept.beginning);
  return isKept ? undefined : `${one.path} is kept in ${kept.name}, which agents do not have; leave it to the engineer.`;
}

async function contentRefusal(repository: Repository, one: TreeDifference): Promise<string | undefined> {
  const text = await textOf(repository, one.newId);
  if (one.newMode === '120000') return leavesTree(one.path, text) ? `${one.path} is a link out of the worktree, to ${text}.` : undefined;
  if (text.includes('\0')) return undefined;
  const shapes = secrets.filter(([, shape]) => shape.test(text));
  if (shapes.length === 0) return undefined;
  const before = one.oldMode.startsWith('100') ? await textOf(repository, one.oldId) : '';
  const found = shapes.find(([, shape]) => !shape.test(before));
  return found === undefined ? undefined : `${one.path} holds ${found[0]}; take it out.`;
}

function nameRefusal(one: TreeDifference): string | undefined {
  if (one.path.includes('\ufffd')) return `${one.path} has a name that is not UTF-8; give it another.`;
  if (one.oldMode === '160000' || one.newMode === '160000') return `${one.path} is a submodule; agents may not add, move or remove submodules.`;
  return undefined;
}

/**
 * What is wrong with a submission, found without a model; a line each. `largest` is the limit of all its new files together, in bytes.
 * `filters` are the filters that were not run, by path.
 */
export async function refusals(
  repository: Repository,
  snapshot: FolderSnapshot,
  differences: readonly TreeDifference[],
  largest: number,
  filters: ReadonlyMap<string, string> = new Map(),
): Promise<readonly string[]> {
  const found = snapshot.nestedRepositories.map((path) => `${path === '.' ? 'The top folder' : path} holds a git repository of its own; remove its .git.`);
  found.push(...snapshot.problems);
  if (differences.length === 0) return found.length > 0 ? found : ['It changes nothing.'];
  found.push(...differences.map(nameRefusal).filter((words) => words !== undefined));
  const filtered = await Promise.all(differences.map((one) => filterRefusal(repository, one, filters.get(one.path))));
  found.push(...filtered.filter((words) => words !== undefined));
  const contents = differences.filter((one) => one.newMode !== '000000' && one.newMode !== '160000' && (one.newId !== one.oldId || one.newMode === '120000'));
  const sizes = await blobSizes(repository, contents.map((one) => one.newId));
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (whole > largest) found.push(`Its new files hold ${String(Math.ceil(whole / 1024 / 1024))} MB; the limit is ${String(largest / 1024 / 1024)} MB.`);
  const scanned = contents.filter((one) => (sizes.get(one.newId) ?? 0) <= largestScanned);
  for (let at = 0; at < scanned.length; at += scannedAtOnce) {
    const words = await Promise.all(scanned.slice(at, at + scannedAtOnce).map((one) => contentRefusal(repository, one)));
    found.push(...words.filter((line) => line !== undefined));
  }
  return found;
}
