import { posix } from 'node:path';
import { spellsDotGit } from './folderSnapshot.js';

/**
 * A link that leaves the tree, or could: beyond a name that may be a link itself, `..` is not the folder before it. A link into a `.git` leaves it too.
 */
export function leavesTree(path: string, target: string): boolean {
  if (posix.isAbsolute(target) || /^[A-Za-z]:|\\/.test(target)) return true;
  const names = target.split('/').filter((name) => name !== '' && name !== '.');
  const firstName = names.findIndex((name) => name !== '..');
  const ups = firstName < 0 ? names.length : firstName;
  if (names.slice(ups).includes('..')) return true;
  return ups > path.split('/').length - 1 || names.some(spellsDotGit);
}
