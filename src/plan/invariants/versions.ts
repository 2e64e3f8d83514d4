import { approvalPath, specPath } from '../paths.js';
import { approvalSchema } from '../planningSchemas.js';
import type { AuditFacts } from './facts.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** Why the approval of a version is wrong that came with the commit at `index`; undefined for one that is right. */
function approvalFault(record: PlanRecord, path: string, number: string, index: number): string | undefined {
  const read = record.documentAt(approvalSchema, path, index);
  if (read === undefined || 'words' in read) return `The approval of version ${number} cannot be read.`;
  if (approvalPath(read.fields.version) !== path) return `The approval of version ${number} calls itself version ${String(read.fields.version)}.`;
  return record.blobAt(specPath, index) === read.fields.spec ? undefined : `Version ${number} was accepted with another spec than its approval names.`;
}

/**
 * Of invariant 3: an accepted version stays as it was accepted. Its approval is written once, with the spec that it names, and its tag names the
 * commit that did so. One without a tag was cut short; the next command that accepts or revises sets it.
 */
export function versions(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const violations: Violation[] = [];
  const accepted = new Map<string, string>();
  for (const { before, index, step, paths } of record.turns) {
    for (const path of paths) {
      const number = /^approvals\/v([1-9]\d*)\.md$/.exec(path)?.[1];
      const [old, now] = [record.blobAt(path, before), record.blobAt(path, index)];
      if (number === undefined || now === undefined || now === old) continue;
      const written = record.lastWrite(path, index) ?? index;
      accepted.set(number, accepted.get(number) ?? record.steps[written]?.commit ?? step.commit);
      const words = old === undefined ? approvalFault(record, path, number, written) : `The approval of version ${number} was written anew.`;
      if (words !== undefined) violations.push({ invariant: 3, commit: step.commit, path, words, remedy: `Look at it as it was accepted: git log -p sanctum/plan -- ${path}` });
    }
  }
  for (const [ref, tagged] of facts.versionTags) {
    const number = ref.replace(/^.*\/v/, '');
    const commit = accepted.get(number);
    if (commit === undefined || commit === tagged) continue;
    violations.push({ invariant: 3, commit: tagged, words: `The tag sanctum/v${number} names another commit than the one that accepted version ${number}.`, remedy: `Put it back: git tag --force sanctum/v${number} ${commit}` });
  }
  return violations;
}
