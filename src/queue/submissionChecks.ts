import { posix } from 'node:path';
import type { TreeDifference } from '../git/diff.js';
import type { FolderSnapshot } from '../git/folderSnapshot.js';
import type { Repository } from '../git/repository.js';

/** Shapes of keys that their makers document as recognisable. */
const secrets: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:RSA |EC |OPENSSH |DSA |PGP )?PRIVATE KEY(?: BLOCK)?-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];

const largestScanned = 1024 * 1024;

/** A link that leaves the tree, or could. */
export function leavesTree(path: string, target: string): boolean {
  if (posix.isAbsolute(target) || /^[A-Za-z]:|\\/.test(target)) return true;
  const resolved = posix.normalize(posix.join(posix.dirname(path), target));
  return resolved === '..' || resolved.startsWith('../');
}

async function fileRefusal(repository: Repository, one: TreeDifference): Promise<string | undefined> {
  if (one.newMode === '160000') return `${one.path} is a submodule; agents may not add or move submodules.`;
  if (one.newMode === '000000') return undefined;
  const body = await repository.reader.blob(one.newId);
  if (one.newMode === '120000') {
    const target = body.toString('utf8');
    return leavesTree(one.path, target) ? `${one.path} is a link out of the worktree, to ${target}.` : undefined;
  }
  if (body.length > largestScanned || body.includes(0)) return undefined;
  const before = one.oldMode.startsWith('100') ? (await repository.reader.blob(one.oldId)).toString('utf8') : '';
  const found = secrets.find(([, shape]) => shape.test(body.toString('utf8')) && !shape.test(before));
  return found === undefined ? undefined : `${one.path} holds ${found[0]}; take it out.`;
}

/** What is wrong with a submission, found without a model; a line each. */
export async function refusals(repository: Repository, snapshot: FolderSnapshot, differences: readonly TreeDifference[]): Promise<readonly string[]> {
  if (differences.length === 0) return ['It changes nothing.'];
  const nested = snapshot.nestedRepositories.map((path) => `${path === '.' ? 'The top folder' : path} holds a git repository of its own; remove its .git.`);
  const files = await Promise.all(differences.map((one) => fileRefusal(repository, one)));
  return [...nested, ...files.filter((words) => words !== undefined)];
}
