import type { AuditFacts } from './facts.js';
import type { Landing } from './landings.js';
import type { Violation } from './violation.js';

const own = /^refs\/(?:heads\/sanctum\/|sanctum\/|tags\/sanctum\/)/;

/**
 * Invariant 10: in Sanctum's name only the branch that is kept green and refs of Sanctum's own were written, as the logs of git tell. The log of a branch that the
 * engineer renamed or copied comes along, and tells of landings.
 */
export function ownRefs(facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  const kept = new Set(facts.keptBranches.map((branch) => `refs/heads/${branch}`));
  const landed = new Set(landings.flatMap((landing) => [landing.landed?.commit, landing.landed?.tip?.commit]));
  return facts.written.flatMap(({ ref, to }): readonly Violation[] => {
    if (own.test(ref) || kept.has(ref) || landed.has(to) || facts.onMaster.has(to)) return [];
    return [{ invariant: 10, commit: to, path: ref, words: `${ref} was set to ${to} in Sanctum's name, and is none of its refs.`, remedy: `See what it was before with git reflog ${ref}; to put it back: git update-ref ${ref} <that commit>. Report this.` }];
  });
}
