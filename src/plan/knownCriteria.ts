import { criteriaOn, knownCriterion } from './criteriaRecord.js';
import { criteriaPath } from './paths.js';
import type { CriteriaFields, KnownCriterion } from './planningSchemas.js';
import { criteriaSchema } from './planningSchemas.js';
import { DocumentError } from './frontMatter.js';
import { readDocument } from './readDocument.js';
import type { Snapshot, Ticket } from './snapshot.js';
import type { SnapshotReader } from './snapshotReader.js';

async function recordOf(snapshots: Pick<SnapshotReader, 'text'>, { commit, criteria }: Pick<Snapshot, 'commit' | 'criteria'>, { fields, state }: Ticket): Promise<CriteriaFields | undefined> {
  const { id, attempts } = fields;
  if (state !== 'done' && state !== 'cancelled') return criteria.get(id);
  const text = await snapshots.text(commit, criteriaPath(id, attempts));
  try {
    return text === undefined ? undefined : readDocument(criteriaSchema, text);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** A ticket's criteria with what is known of them from its latest attempt, whatever its state: once it has landed, on the tree that did. */
export async function knownCriteria(snapshots: Pick<SnapshotReader, 'text'>, snapshot: Pick<Snapshot, 'commit' | 'criteria'>, ticket: Ticket): Promise<readonly KnownCriterion[]> {
  const { criteria } = ticket.fields;
  if (criteria.length === 0) return [];
  const { landed } = ticket.fields;
  const record = await recordOf(snapshots, snapshot, ticket);
  if (record === undefined) return criteria.map((criterion) => knownCriterion(criterion));
  return landed === undefined ? record.criteria : criteriaOn(record, (landed.tip ?? landed).tree);
}
