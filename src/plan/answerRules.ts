import type { CommandGround } from './commandGround.js';
import type { HistoryStep } from './history.js';
import { decisionPath } from './paths.js';
import { decisionSchema } from './planningSchemas.js';
import { readDocument } from './readDocument.js';

type PathChange = HistoryStep['changes'][number];

/** The decision that an answer of the engineer's brings with it; undefined for a change that is none. */
export function decisionOf(step: HistoryStep): PathChange | undefined {
  return step.message.transition === 'answer' ? step.changes.find(({ path }) => path.startsWith('decisions/')) : undefined;
}

/** What makes the decision of an answer more than that; undefined when nothing does. Pure. Throws DocumentError for what cannot be read. */
export function decisionProblem({ path, before, after }: PathChange, question: string, ground: CommandGround): string | undefined {
  const text = after === undefined ? undefined : ground.text(after);
  if (text === undefined || before !== undefined) return `${path} is not to be changed by this answer`;
  const { id, title, question: of, by, replaces, superseded } = readDocument(decisionSchema, text);
  const isOwn = of === question && by === 'engineer' && replaces === undefined && superseded === undefined && path === decisionPath(id, title);
  return isOwn ? undefined : `${path} does not say what the answer of the engineer decides`;
}
