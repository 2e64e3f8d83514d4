import { treeDifferences } from '../../git/diff.js';
import { aboutProposal } from './aboutProposal.js';
import type { Planning } from './architectRun.js';
import { questionWords, readGround, runArchitect } from './architectRun.js';
import { readDraft, specIn } from './draftBranch.js';
import { PlanningError } from './planningError.js';
import { underPlanningLock } from './planningLock.js';

/** What the architect said to a question of the engineer's. */
export interface Reply {
  readonly text: string;
  readonly run: string;
  /** Where files are kept that it wrote although it was only asked; undefined when it wrote none. */
  readonly kept: string | undefined;
}

/**
 * Asks the architect something about the spec, the draft where one waits, and the source. Neither the spec nor the draft changes, and
 * no engine is needed. `about` is a proposal that the question is about: the session that pitched it answers, where it can go on. Throws what `reviseSpec` throws.
 */
export function askArchitect(planning: Planning, question: string, stop: AbortSignal, about?: string): Promise<Reply> {
  return underPlanningLock(planning.project, 'ask', async () => {
    const { project } = planning;
    const ground = await readGround(project);
    const spec = (await readDraft(project, ground.snapshot))?.text ?? (await specIn(project, ground.snapshot.commit));
    const seat = about === undefined ? { planning, words: question } : aboutProposal(planning, ground.snapshot, about, question);
    const { run, base, taken, kept, reply, questions } = await runArchitect(seat.planning, ground, spec, { task: 'ask', words: seat.words }, stop);
    const wrote = !taken.inRepository || (await treeDifferences(project.repository.reader, base, taken.commit)).length > 0;
    if (reply === undefined) {
      const words = questions.length > 0 ? questionWords(questions, 'ask') : 'The architect ended its turn without an answer. Ask it once more, in other words.';
      throw new PlanningError(wrote ? `${words} ${kept}` : words);
    }
    return { text: reply, run, kept: wrote ? kept : undefined };
  });
}
