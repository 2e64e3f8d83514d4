import { resolve } from 'node:path';
import { parseScenario, ScenarioError } from '../../agents/rehearsal/scenario.js';
import { ZodError } from 'zod';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { criterionRequest, TrustStore } from '../../engine/trust.js';
import { readRef } from '../../git/refReader.js';
import type { Criterion } from '../../plan/criterion.js';
import { checkOf, typedCriterion, uniqueCriteria } from '../../plan/criterion.js';
import { fenced } from '../../plan/frontMatter.js';
import { firstProblem } from '../../plan/problemWords.js';
import type { TicketFields } from '../../plan/schemas.js';
import { filePattern } from '../../plan/schemas.js';
import { add as addTransition } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';
import { ticketId } from '../ticketId.js';
import { UsageError } from '../usageError.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

export interface AddOptions {
  readonly body?: string;
  readonly priority?: TicketFields['priority'];
  readonly kind?: TicketFields['kind'];
  readonly after: readonly string[];
  /** What must be true when it is done, as `typedCriterion` reads it. */
  readonly criterion: readonly string[];
  /** Which files it is likely to change. */
  readonly files: readonly string[];
  /** A file with a scenario for the rehearsal agent. */
  readonly scenario?: string;
}

/** The first line is the title, the rest the body. */
function splitText(text: string): { readonly title: string; readonly body: string } {
  const [first = '', ...rest] = text.trim().split('\n');
  // eslint-disable-next-line no-control-regex -- a title is one line of plain text
  return { title: first.trim().replace(/[\x00-\x1f\x7f]/g, ' '), body: rest.join('\n').trim() };
}

function criterionOf(typed: string): Criterion {
  try {
    return typedCriterion(typed);
  } catch (error) {
    if (error instanceof ZodError) throw new UsageError(`--criterion ${JSON.stringify(typed)} cannot be written: ${firstProblem(error)}. For instance: --criterion "It greets by name", --criterion "It greets by name [test: greets Ada]", --criterion "It builds [command: make]"`);
    throw error;
  }
}

function filesOf(typed: string): string {
  const pattern = filePattern.safeParse(typed);
  if (!pattern.success) throw new UsageError(`--files ${JSON.stringify(typed)} names no files of the repository. For instance: --files src/greet.ts --files "src/queue/**"`);
  return pattern.data;
}

/** A command that the engineer types is approved by that, as a gate is. */
async function approveTyped({ ports, home, repository, place, store }: Project, criteria: readonly Criterion[]): Promise<void> {
  const branch = (await store.read()).config?.branch;
  const master = branch === undefined ? undefined : await readRef(ports.files, place.commonDir, `refs/heads/${branch}`);
  if (master === undefined) return;
  for (const criterion of criteria) {
    const check = checkOf(criterion);
    if (check !== undefined && 'command' in check) await new TrustStore(ports, home).approve(place.commonDir, await criterionRequest(repository, check.command, master), isoSeconds(ports.clock.now()));
  }
}

/** The text of a scenario that can be played. */
async function readScenario({ ports, folder }: CommandContext, path: string): Promise<string> {
  const text = (await ports.files.readIfThere(resolve(folder, path)))?.toString('utf8');
  if (text === undefined) throw new UsageError(`There is no scenario file ${path}. Name one that is there: --scenario <file>`);
  try {
    parseScenario(text, {});
    return text;
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${path} cannot be played. ${error.message}`);
    throw error;
  }
}

export async function add(context: CommandContext, text: string, options: AddOptions): Promise<ExitCode> {
  const { title, body } = splitText(text);
  if (title === '') throw new UsageError('Say what to build: sanctum add "<title>"');
  if (title.length > 200) throw new UsageError(`A title has at most 200 characters; this one has ${String(title.length)}. Put the rest into --body.`);
  const scenario = options.scenario === undefined ? '' : fenced(await readScenario(context, options.scenario), 'rehearsal');
  const criteria = uniqueCriteria(options.criterion.map(criterionOf));
  const project = await openProject(context.ports, context.folder);
  try {
    const written = await writeCommand(
      project,
      addTransition({
        title,
        body: [body, options.body ?? '', scenario].filter((part) => part !== '').join('\n\n'),
        ...(options.priority === undefined ? {} : { priority: options.priority }),
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        dependsOn: options.after.map(ticketId),
        criteria,
        files: options.files.map(filesOf),
        at: isoSeconds(context.ports.clock.now()),
      }),
    );
    await approveTyped(project, criteria);
    answer(context, { ticket: written.step.ticket, commit: written.commit }, `Ticket ${written.step.ticket ?? ''} is open: ${title}`);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
