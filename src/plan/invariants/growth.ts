import { parseTicketPath } from '../paths.js';
import type { AuditFacts } from './facts.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

function lostTips(facts: AuditFacts): readonly Violation[] {
  const lost = [...new Set(facts.recordedTips)].filter((tip) => !facts.planCommits.has(tip));
  const commit = lost.at(-1);
  if (commit === undefined) return [];
  const others = lost.length === 1 ? '' : `, and at ${String(lost.length - 1)} more`;
  return [
    {
      invariant: 3,
      commit,
      words: `The plan was rewritten: it was once at ${commit}${others}, which its history no longer holds.`,
      remedy: `Compare with git log sanctum/plan..${commit}; to bring it back: git branch -f sanctum/plan ${commit}. If it is not missed: git reflog expire --expire=now refs/heads/sanctum/plan`,
    },
  ];
}

/** Records that are written once and stay. */
const lasting = /^(?:verdicts|runs|questions|approvals|reviews|protected|criteria|decisions|notes|imports|proposals)\//;

/** Invariant 3: the plan only grows. Its branch never goes back, no ticket and no record is ever removed. */
export function growth(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const violations = [...lostTips(facts)];
  for (const { before, index, step, paths } of record.turns) {
    const removed = (path: string, words: string) => {
      const remedy = `Bring it back, in a commit on sanctum/plan: git checkout ${step.parent ?? step.commit} -- '${path}'`;
      violations.push({ invariant: 3, commit: step.commit, path, words, remedy });
    };
    for (const path of paths) {
      if (record.blobAt(path, before) === undefined || record.blobAt(path, index) !== undefined) continue;
      const id = parseTicketPath(path)?.id;
      if (id !== undefined && record.ticketPathsAt(id, index).length === 0) removed(path, `Ticket ${id} was removed.`);
      if (lasting.test(path)) removed(path, `${path} was removed.`);
    }
  }
  return violations;
}
