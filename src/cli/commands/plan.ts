import { questionWords } from '../../engine/planning/architectRun.js';
import { readDraft } from '../../engine/planning/draftBranch.js';
import { specDiff } from '../../engine/planning/draftDiff.js';
import { proposalOf } from '../../engine/planning/draftMerge.js';
import { describeProject, reviseSpec } from '../../engine/planning/reviseSpec.js';
import type { CommandContext } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { talk } from '../terminal/talk.js';
import { withPlanning } from '../withPlanning.js';

const usage = 'Say what the spec is to say: sanctum plan "Add a farewell". Or hand it in: sanctum plan - <request.md, or sanctum plan --from <file>. Of a project that has no spec yet: sanctum plan --describe';

export interface PlanOptions {
  readonly from?: readonly string[];
  readonly describe?: boolean;
}

/** Lets the architect revise the spec on the draft, or write the first one of what is there. `-` stands for a request on standard input; without a request it is a conversation. */
export function plan(context: CommandContext, asked: string | undefined, { from, describe = false }: PlanOptions = {}): Promise<ExitCode> {
  if (asked === undefined && (from ?? []).length === 0 && !describe && !context.json) return talk(context, 'plan', usage);
  return withPlanning(context, { typed: asked, from, usage, mayBeBlank: describe }, async (planning, request, stop) => {
    const { project, say } = planning;
    const { draft, run, questions } = await (describe ? describeProject : reviseSpec)(planning, request, stop);
    const snapshot = await project.store.read();
    const waiting = await readDraft(project, snapshot);
    const proposal = waiting === undefined ? undefined : await proposalOf(project, snapshot, waiting);
    const numbers = proposal === undefined ? '' : await specDiff(project, proposal.spec, proposal.text, 'numbers');
    if (context.json) context.print(JSON.stringify({ draft, run, changed: numbers, questions: questions.map(({ question }) => question) }, undefined, 2));
    if (questions.length > 0) say(questionWords(questions));
    say(`${numbers}\nRead it: sanctum diff. Accept it: sanctum approve. Or: sanctum reject`);
    return exitCodes.done;
  });
}
