import type { ObjectReader } from '../git/objectReader.js';
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

/** Oldest first. */
export async function readHistory(reader: ObjectReader, trees: TreeCache, tip: string): Promise<readonly HistoryStep[]> {
  const steps: HistoryStep[] = [];
  for await (const step of walkBack(reader, trees, tip)) steps.push(step);
  return steps.reverse();
}
