import { askArchitect } from '../../engine/planning/askArchitect.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { proposalId } from '../proposalId.js';
import { talk } from '../terminal/talk.js';
import { withPlanning } from '../withPlanning.js';

const usage = 'Ask the architect: sanctum ask "Why are names not greeted in capitals?". Or hand it in: sanctum ask - <question.md';

/** Asks the architect something; neither the spec nor its draft changes. `-` stands for a question on standard input; without one, at a terminal, it is a conversation. */
export function ask(context: CommandContext, asked: string | undefined, typedProposal?: string): Promise<ExitCode> {
  const about = typedProposal === undefined ? undefined : proposalId(typedProposal);
  if (asked === undefined && about === undefined && context.interactive) return talk(context, 'ask', usage);
  return withPlanning(context, { typed: asked, usage }, async (planning, question, stop) => {
    const { text, run, kept } = await askArchitect(planning, question, stop, about);
    answer(context, { answer: text, run, ...(kept === undefined ? {} : { kept }) }, kept === undefined ? text : `${text}\n\nIt wrote files although it was only asked. ${kept}`);
    return exitCodes.done;
  });
}
