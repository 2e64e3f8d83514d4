import { writeCommand } from '../../engine/orders/writeCommand.js';
import { rejectDraft } from '../../engine/planning/draftDecision.js';
import { openProject } from '../../engine/project.js';
import { rejectedRef } from '../../plan/paths.js';
import { rejectProposal } from '../../plan/proposalTransitions.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { isProposalId, proposalId } from '../proposalId.js';
import { UsageError } from '../usageError.js';

/** Closes a proposal that is named, with the reason; else takes the draft of the spec away. No agent is set to work. */
export function reject(context: CommandContext, typed: string | undefined, why: string | undefined): Promise<ExitCode> {
  if (typed !== undefined && isProposalId(typed)) {
    const proposal = proposalId(typed);
    return giveOrder(context, { transition: (order) => rejectProposal(proposal, order), why, value: { proposal }, words: `${proposal} is rejected; what you said of it is kept, and the architect does not pitch it again.` });
  }
  if (why !== undefined) throw new UsageError(`"${typed ?? ''}" is no proposal. To reject one: sanctum reject P-0001 "why". To reject the draft of the spec, say why in one text: sanctum reject "why"`);
  return rejectTheDraft(context, typed);
}

async function rejectTheDraft(context: CommandContext, why: string | undefined): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const draft = await rejectDraft(project, (transition) => writeCommand(project, transition), why);
    answer(context, { draft, kept: rejectedRef(draft) }, `The draft is rejected; the spec is as it was. It is kept: git show ${rejectedRef(draft)}^`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
