import { text as readAll } from 'node:stream/consumers';
import { AgentKit } from '../../agents/kit.js';
import type { Asked } from '../../agents/runOrder.js';
import { Runs } from '../../agents/runs.js';
import { readDraft } from '../../engine/planning/draftBranch.js';
import { specDiff } from '../../engine/planning/draftDiff.js';
import { proposalOf } from '../../engine/planning/draftMerge.js';
import { questionWords, reviseSpec } from '../../engine/planning/reviseSpec.js';
import { openProject } from '../../engine/project.js';
import { askLine } from '../terminal/askLine.js';
import type { CommandContext } from '../commandContext.js';
import { interruptible } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

const usage = 'Say what the spec is to say: sanctum plan "Add a farewell". Or hand it in: sanctum plan - <request.md';

/** A question of the architect's, as the engineer reads it. */
function printQuestion({ question, options, default: byDefault }: Asked): string {
  const choices = options.map((option, at) => `\n  ${String(at + 1)}  ${option}`).join('');
  return `The architect asks: ${question.trim()}${choices}${byDefault === undefined ? '' : `\n  Unless told otherwise: ${byDefault}`}\n> `;
}

/** Asks at the terminal; the number of an option stands for it. */
async function askEngineer(question: Asked, over: AbortSignal): Promise<string | undefined> {
  const typed = await askLine(printQuestion(question), over);
  const chosen = typed !== undefined && /^\s*\d+\s*$/.test(typed) ? question.options[Number(typed) - 1] : undefined;
  return chosen ?? typed;
}

/** Lets the architect revise the spec on the draft. `-` stands for a request on standard input. */
export async function plan(context: CommandContext, asked: string | undefined): Promise<ExitCode> {
  const request = asked === '-' ? await readAll(process.stdin) : (asked ?? '');
  if (request.trim() === '') throw new UsageError(usage);
  const project = await openProject(context.ports, context.folder);
  const runs = new Runs(context.ports, { execPath: context.kit.execPath, programs: context.kit.programs, place: project.folder });
  try {
    const say = (words: string): void => {
      if (!context.json) context.print(words);
    };
    // Standard input that holds the request cannot hold an answer.
    const ask = context.interactive && asked !== '-' ? askEngineer : undefined;
    const planning = { project, runs, kit: new AgentKit(context.ports, context.kit), say, ask };
    const { draft, run, questions } = await interruptible(context, (stop) => reviseSpec(planning, request, stop));
    const snapshot = await project.store.read();
    const waiting = await readDraft(project, snapshot);
    const proposal = waiting === undefined ? undefined : await proposalOf(project, snapshot, waiting);
    const numbers = proposal === undefined ? '' : await specDiff(project, proposal.spec, proposal.text, 'numbers');
    if (context.json) context.print(JSON.stringify({ draft, run, changed: numbers, questions: questions.map(({ question }) => question) }, undefined, 2));
    if (questions.length > 0) say(questionWords(questions));
    say(`${numbers}\nRead it: sanctum diff. Accept it: sanctum approve. Or: sanctum reject`);
    return exitCodes.done;
  } finally {
    runs.close();
    await project.close();
  }
}
