import { typedText } from '../../engine/orders/typedText.js';
import { acceptProposal } from '../../plan/proposalTransitions.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { giveOrder } from '../giveOrder.js';
import { proposalId } from '../proposalId.js';

/** Accepts a proposal: the architect that pitched it goes on with it, by the guidance. */
export function accept(context: CommandContext, typed: string, guidance: string | undefined): Promise<ExitCode> {
  const proposal = proposalId(typed);
  const said = guidance === undefined ? undefined : typedText('The guidance', guidance);
  return giveOrder(context, {
    transition: (order) => acceptProposal(proposal, said, order),
    value: { proposal },
    words: `${proposal} is accepted. The architect goes on with it in its own session: it asks what is open, then writes the areas. What it asks: sanctum questions`,
  });
}
