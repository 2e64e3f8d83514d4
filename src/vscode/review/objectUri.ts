/**
 * Files as they were committed, by the id of their content: `sanctum-object://<repository>/<path>?<id>`; and files of a worktree in which an
 * agent is at work, which are never opened as files, so that no git looks at what lies beside them.
 */
export const objectScheme = 'sanctum-object';

/** An object by its id, the words that stand in the place of a submodule, or a file of an attempt's worktree. */
export type ObjectQuery = { readonly id: string } | { readonly submodule: string } | { readonly ticket: string; readonly attempt: number };

export function printObjectQuery(query: ObjectQuery): string {
  if ('id' in query) return query.id;
  return 'submodule' in query ? `submodule-${query.submodule}` : `live-${query.ticket}-${String(query.attempt)}`;
}

/** Undefined for what no address of ours says. */
export function parseObjectQuery(text: string): ObjectQuery | undefined {
  const [, submodule, id] = /^(submodule-)?([0-9a-f]{40}|[0-9a-f]{64})$/.exec(text) ?? [];
  if (id !== undefined) return submodule === undefined ? { id } : { submodule: id };
  const [, ticket, attempt] = /^live-(\d{4,9})-([1-9]\d{0,5})$/.exec(text) ?? [];
  return ticket === undefined ? undefined : { ticket, attempt: Number(attempt) };
}
