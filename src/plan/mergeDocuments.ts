import { isDeepStrictEqual } from 'node:util';
import type { FieldValue } from './frontMatter.js';
import { DocumentError, readBody, readFields, setFields } from './frontMatter.js';

/** A document in three versions: what two people began from, and what each made of it. */
export interface ThreeTexts {
  readonly base: string;
  readonly plan: string;
  readonly mine: string;
}

/** Merges texts by lines; undefined: both changed the same ones. */
export type MergeLines = (texts: ThreeTexts) => Promise<string | undefined>;

type Fields = Readonly<Record<string, FieldValue | undefined>>;

function fieldsOf({ base, plan, mine }: ThreeTexts): readonly [Fields, Fields, Fields] | undefined {
  try {
    return [readFields(base), readFields(plan), readFields(mine)] as [Fields, Fields, Fields];
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

/** What the plan's version says otherwise than the base; undefined when mine says something else again of the same. */
function changedOnPlan([base, plan, mine]: readonly [Fields, Fields, Fields]): Fields | undefined {
  const changed = new Map<string, FieldValue | undefined>();
  for (const key of new Set([...Object.keys(base), ...Object.keys(plan)])) {
    if (isDeepStrictEqual(base[key], plan[key]) || isDeepStrictEqual(plan[key], mine[key])) continue;
    if (!isDeepStrictEqual(base[key], mine[key])) return undefined;
    changed.set(key, plan[key]);
  }
  return Object.fromEntries(changed);
}

/**
 * Mine with what changed on the plan since; undefined when both changed the same. Front matter is merged field by field: lines of it that
 * stand beside each other have nothing to do with each other, and the engine writes some while an engineer writes others.
 */
export async function mergeDocuments(texts: ThreeTexts, mergeLines: MergeLines): Promise<string | undefined> {
  const { base, plan, mine } = texts;
  if (plan === base || plan === mine) return mine;
  if (mine === base) return plan;
  const fields = fieldsOf(texts);
  if (fields === undefined) return mergeLines(texts);
  const changed = changedOnPlan(fields);
  if (changed === undefined) return undefined;
  const bodies = { base: readBody(base), plan: readBody(plan), mine: readBody(mine) };
  const body = await mergeBodies(bodies, mergeLines);
  return body === undefined ? undefined : `${setFields(mine.slice(0, mine.length - bodies.mine.length), changed)}${body}`;
}

async function mergeBodies(bodies: ThreeTexts, mergeLines: MergeLines): Promise<string | undefined> {
  const { base, plan, mine } = bodies;
  if (plan === base || plan === mine) return mine;
  return mine === base ? plan : mergeLines(bodies);
}
