import { keptRef } from '../paths.js';
import type { AuditFacts } from './facts.js';
import { namedCommits } from './namedCommits.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** Invariant 8: whatever an agent wrote stays in the repository, and some ref reaches it. */
export function workKept(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const violations: Violation[] = facts.brokenRefs.map((ref) => ({
    invariant: 8,
    words: `${ref} names ${facts.refs.get(ref) ?? 'something'}, which the repository does not have.`,
    remedy: 'Run git fsck; bring the object back from a backup or another clone.',
  }));
  for (const [snapshot, { path, commit }] of namedCommits(record).snapshots) {
    if (facts.reachable.has(snapshot)) continue;
    const isThere = facts.commits.has(snapshot);
    violations.push({
      invariant: 8,
      commit,
      path,
      words: `The snapshot ${snapshot} is ${isThere ? 'reached by no ref: git may remove it' : 'gone from the repository'}.`,
      remedy: isThere ? `Keep it: git update-ref ${keptRef(snapshot)} ${snapshot}` : 'Bring it back from a backup or another clone, if there is one.',
    });
  }
  return violations;
}
