import type { Edit } from '../../plan/editTransition.js';
import { edit } from '../../plan/editTransition.js';
import { mergeDocuments } from '../../plan/mergeDocuments.js';
import type { ThreeTexts } from '../../plan/mergeDocuments.js';
import { NoPlanError } from '../../plan/store.js';
import type { Written } from '../../plan/store.js';
import { OrderError } from '../orders/orderError.js';
import { commandAuthor } from '../orders/writeCommand.js';
import { mergeTexts } from '../planning/mergeTexts.js';
import type { Project } from '../project.js';

/** Somebody changed the document on the plan since it was read. */
export class EditConflict extends OrderError {
  constructor(path: string) {
    super(`${path} was changed on the plan meanwhile.`);
  }
}

/** So many writers can be first before one gives up. */
const mostTries = 50;

/**
 * Writes a document that an engineer has edited, as one plan commit, if the plan still has what the edit began from. Throws EditConflict,
 * OrderError when the plan does not allow the edit, NoPlanError.
 */
export async function editDocument(project: Project, wanted: Edit): Promise<Written> {
  const { store } = project;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const tip = await store.tip();
    if (tip === undefined) throw new NoPlanError();
    if ((await store.snapshots.text(tip, wanted.path)) !== wanted.before) throw new EditConflict(wanted.path);
    const written = await store.write(edit(wanted), { author: commandAuthor(project), onlyOn: tip });
    if (!('refused' in written)) return written;
    if ((await store.tip()) === tip) throw new OrderError(written.refused);
  }
  throw new OrderError('The plan moved each time; try again.');
}

/** What the engineer has made of a document, with what changed on the plan since they began; undefined when both changed the same. */
export function mergeEdit(project: Project, branch: string, texts: ThreeTexts): Promise<string | undefined> {
  return mergeDocuments(texts, async ({ base, plan, mine }) => {
    const { text, conflicting } = await mergeTexts(project, branch, base, plan, mine);
    return conflicting ? undefined : text;
  });
}
