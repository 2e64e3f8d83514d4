import type { ObjectReader } from '../git/objectReader.js';
import type { Commit } from '../git/objects.js';
import type { TreeCache } from '../git/treeCompare.js';
import type { PlanMessage } from './commitKinds.js';
import { parseMessage } from './commitKinds.js';
import type { PathChange } from './lifecycle.js';

/** One commit of the plan against its first parent. */
export interface HistoryStep {
  readonly commit: string;
  readonly parent: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly time: number;
  readonly tree: string;
  readonly message: PlanMessage;
  /** Blob ids by path. */
  readonly changes: readonly PathChange[];
}

/** The plan's commits along first parents, newest first, until `until` (not included) or the first one. */
export async function* walkBack(reader: ObjectReader, trees: TreeCache, tip: string, until?: string): AsyncGenerator<HistoryStep> {
  let commit: string | undefined = tip;
  while (commit !== undefined && commit !== until) {
    const { tree, parents, time, message } = await reader.commit(commit);
    const parent: string | undefined = parents[0];
    const parentTree = parent === undefined ? undefined : (await reader.commit(parent)).tree;
    yield { commit, parent, time, tree, message: parseMessage(message), changes: await trees.compare(parentTree, tree) };
    commit = parent;
  }
}

/** How many commits are compared with their parents at a time. */
const comparedAtOnce = 64;

/** All of the plan's commits along first parents, oldest first. Many are read at a time: thousands take a second. */
export async function readHistory(reader: ObjectReader, trees: TreeCache, tip: string): Promise<readonly HistoryStep[]> {
  const chain: { readonly id: string; readonly commit: Commit }[] = [];
  for (let id: string | undefined = tip; id !== undefined; ) {
    const commit: Commit = await reader.commit(id);
    chain.push({ id, commit });
    id = commit.parents[0];
  }
  chain.reverse();
  const steps: HistoryStep[] = [];
  for (let from = 0; from < chain.length; from += comparedAtOnce) {
    const compared = chain.slice(from, from + comparedAtOnce).map(async ({ id, commit: { tree, parents, time, message } }, offset) => {
      const changes = await trees.compare(chain[from + offset - 1]?.commit.tree, tree);
      return { commit: id, parent: parents[0], time, tree, message: parseMessage(message), changes };
    });
    steps.push(...(await Promise.all(compared)));
  }
  return steps;
}
