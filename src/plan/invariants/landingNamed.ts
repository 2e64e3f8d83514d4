import { readBody } from '../frontMatter.js';
import { byHand } from '../handTransitions.js';
import { runPath, verdictPath } from '../paths.js';
import { runSchema, verdictSchema } from '../schemas.js';
import type { Landing } from './landings.js';
import { submissionOf } from './landings.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

/** What a landing does not lead to; undefined when it leads to all. What a record's version did not ask for yet is not missed. */
function missingOf(record: PlanRecord, landing: Landing): string | undefined {
  const { ticket, decided, index, landed } = landing;
  const submission = submissionOf(record, landing);
  if (submission === undefined) return 'the submission, in queue/merge/pending';
  const read = record.documentAt(runSchema, runPath(submission.run), index);
  if (read === undefined || 'words' in read) return `the record of its run ${submission.run}`;
  const { version, model, backend, prompt, ...run } = read.fields;
  if (run.ticket !== ticket) return `a run of its own: ${submission.run} worked on ${run.ticket ?? run.work ?? 'something else'}`;
  if (model === '' || submission.model === '') return 'the model';
  if (version !== undefined && model !== byHand && (backend === undefined || prompt === undefined)) return backend === undefined ? 'the backend and its version' : 'the prompt';
  const [tree = '', fingerprint = ''] = landed?.verdict.split('-') ?? [];
  const path = verdictPath(tree, fingerprint);
  const verdict = record.documentAt(verdictSchema, path, decided - 1);
  // Without a verdict nothing was proved, which is another invariant's matter.
  if (verdict === undefined || 'words' in verdict) return undefined;
  return readBody(record.textAt(path, decided - 1) ?? '').trim() === '' ? 'what the gate printed' : undefined;
}

/** Invariant 21: from each landing one comes to its ticket, its run, the backend with its version, the model, the prompt, and what the gate printed. */
export function landingNamed(record: PlanRecord, landings: readonly Landing[]): readonly Violation[] {
  return landings.flatMap((landing): readonly Violation[] => {
    const missing = landing.landed === undefined ? undefined : missingOf(record, landing);
    if (missing === undefined) return [];
    const { commit, path, ticket } = landing;
    return [{ invariant: 21, commit, path, words: `The landing of ${ticket} does not lead to ${missing}.`, remedy: `Look at what there is: git log sanctum/plan --grep ${ticket}. Report this.` }];
  });
}
