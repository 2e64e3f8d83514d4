import { fenced, readBody } from '../../plan/frontMatter.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Planning } from './architectRun.js';
import { PlanningError } from './planningError.js';

/** What answers a question about a proposal: the session that pitched it, in a copy of its own. It says nothing in the conversation, and is not gone on with. */
function pitchedBy(run: string): NonNullable<Planning['session']> {
  return { lastRun: () => Promise.resolve(run), keep: () => Promise.resolve(), end: () => Promise.resolve() };
}

/** A question about a proposal, with all that the proposal says, and who is to answer it. Throws PlanningError where there is no such proposal. */
export function aboutProposal(planning: Planning, { proposals }: Snapshot, id: string, question: string): { readonly planning: Planning; readonly words: string } {
  const proposal = proposals.get(id);
  if (proposal === undefined) throw new PlanningError(`There is no proposal ${id}. They are listed by: sanctum proposals --all`);
  const { title, goal, state, accepted, run } = proposal.fields;
  const word = accepted?.guidance === undefined ? '' : `\n\nThe engineer's guidance for it:\n\n${fenced(accepted.guidance, 'markdown')}`;
  const shown = `About the proposal ${id}, "${title}" (${state}): ${goal}\n\n${fenced(readBody(proposal.text).trim(), 'markdown')}${word}`;
  return { planning: { ...planning, session: pitchedBy(run) }, words: `${shown}\n\n${question}` };
}
