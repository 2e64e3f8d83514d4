import type { ObjectReader } from '../../git/objectReader.js';
import type { TreeDifference } from '../../git/diff.js';
import { treeDifferences } from '../../git/diff.js';
import { verdictPath } from '../../plan/paths.js';
import type { Pending } from '../../plan/schemas.js';
import type { Snapshot, Ticket } from '../../plan/snapshot.js';

/** What of a ticket's work there is to be looked at: what is newest, by how far it came. */
export type ReviewedWork =
  | { readonly kind: 'submission'; readonly pending: Pending }
  | { readonly kind: 'landing'; readonly landed: NonNullable<Ticket['fields']['landed']> }
  /** Kept when its latest run ended. */
  | { readonly kind: 'snapshot'; readonly commit: string }
  /** An agent's, at work for the first time: nothing is kept yet. */
  | { readonly kind: 'live' }
  | { readonly kind: 'none' };

/** Pure. */
export function reviewedWork({ pending }: Pick<Snapshot, 'pending'>, { fields: { id, landed, snapshot, run } }: Ticket): ReviewedWork {
  const submission = pending.get(id);
  if (landed !== undefined) return { kind: 'landing', landed };
  if (submission !== undefined) return { kind: 'submission', pending: submission };
  if (run !== undefined) return { kind: 'live' };
  return snapshot === undefined ? { kind: 'none' } : { kind: 'snapshot', commit: snapshot };
}

/** The commits between which the work is a change; undefined for work that no commit holds. */
export async function commitsOf(reader: ObjectReader, work: ReviewedWork): Promise<{ readonly before: string; readonly after: string } | undefined> {
  switch (work.kind) {
    case 'landing':
      return { before: work.landed.base, after: work.landed.commit };
    case 'submission':
      return { before: work.pending.base, after: work.pending.commit };
    case 'snapshot': {
      // The ticket names the base of its newest worktree, which can be a later one.
      const [base] = (await reader.commit(work.commit)).parents;
      return base === undefined ? undefined : { before: base, after: work.commit };
    }
    case 'live':
    case 'none':
      return undefined;
  }
}

/** A file of a change; a side is undefined where the file is not there. */
export interface ChangedFile {
  readonly path: string;
  readonly before: FileVersion | undefined;
  readonly after: FileVersion | undefined;
}

export interface FileVersion {
  readonly id: string;
  /** A submodule has no content of its own. */
  readonly isSubmodule: boolean;
}

function versionOf(mode: string, id: string): FileVersion | undefined {
  return mode === '000000' ? undefined : { id, isSubmodule: mode === '160000' };
}

function changedFile({ path, oldMode, newMode, oldId, newId }: TreeDifference): ChangedFile {
  return { path, before: versionOf(oldMode, oldId), after: versionOf(newMode, newId) };
}

export async function changedFiles(reader: ObjectReader, before: string, after: string): Promise<readonly ChangedFile[]> {
  return (await treeDifferences(reader, before, after)).map(changedFile);
}

/** Where the verdict lies that says most of the work; `tested` is the name of the verdict on its candidate. */
export function verdictPathOf(work: ReviewedWork, tested: string | undefined): string | undefined {
  const name = work.kind === 'landing' ? work.landed.verdict : work.kind === 'submission' ? tested : undefined;
  const [, tree, fingerprint] = /^([0-9a-f]+)-([0-9a-f]+)$/.exec(name ?? '') ?? [];
  return tree === undefined || fingerprint === undefined ? undefined : verdictPath(tree, fingerprint);
}
