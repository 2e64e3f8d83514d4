import { spellsDotGit } from '../../git/folderSnapshot.js';
import { leavesTree } from '../../git/leavesTree.js';
import { byHand } from '../handTransitions.js';
import type { AuditFacts, LandedChange } from './facts.js';
import type { Landing } from './landings.js';
import { submissionOf } from './landings.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

const [absent, link, submodule] = ['000000', '120000', '160000'];

/** `isOwn`: it is work of the engineer's, who may link wherever they like. */
function faultOf({ path, oldMode, newMode, oldId, newId, target }: LandedChange, isOwn: boolean): string | undefined {
  if (!isOwn && (oldMode === submodule || newMode === submodule)) return `changes ${path}, a submodule`;
  if (newMode === absent) return undefined;
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) return `brings ${path}, a path that leads out of the tree`;
  if (names.some(spellsDotGit)) return `brings ${path}, which git would take for a repository of its own`;
  const isNew = !isOwn && (oldMode !== link || oldId !== newId);
  return newMode === link && isNew && (target === undefined || leavesTree(path, target)) ? `brings ${path}, a link out of the tree${target === undefined ? '' : `, to ${target}`}` : undefined;
}

/** Invariant 12: nothing landed that lies outside the tree or leads out of it: no such path, no `.git`, and, but for what is the engineer's own work, no new link out and no submodule. */
export function pathsInside(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  return landings.flatMap((landing) => {
    const { commit, path, ticket, landed } = landing;
    const isOwn = submissionOf(record, landing)?.model === byHand;
    return (facts.landedChanges.get(landed?.commit ?? '') ?? []).flatMap((change): readonly Violation[] => {
      const words = faultOf(change, isOwn);
      if (words === undefined) return [];
      return [{ invariant: 12, commit, path, words: `The landing of ${ticket} ${words}.`, remedy: `See it with git show ${landed?.commit ?? ''} -- ${change.path}; to take the landing back: sanctum revert ${ticket}. Report this.` }];
    });
  });
}
