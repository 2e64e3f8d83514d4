/** Files as they were committed, by the id of their content: `sanctum-object://<repository>/<path>?<id>`. Never changes. */
export const objectScheme = 'sanctum-object';

/** An object by its id, or the words that stand in the place of a submodule. */
export type ObjectQuery = { readonly id: string } | { readonly submodule: string };

export function printObjectQuery(query: ObjectQuery): string {
  return 'id' in query ? query.id : `submodule-${query.submodule}`;
}

/** Undefined for what no address of ours says. */
export function parseObjectQuery(text: string): ObjectQuery | undefined {
  const [, submodule, id] = /^(submodule-)?([0-9a-f]{40}|[0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  return submodule === undefined ? { id } : { submodule: id };
}
