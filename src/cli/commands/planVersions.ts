import { readDraft, specIn } from '../../engine/planning/draftBranch.js';
import { specDiff } from '../../engine/planning/draftDiff.js';
import { planExport } from '../../engine/planning/planExport.js';
import { namedSpec, planUnder, planVersions, versionNumber } from '../../engine/planning/planVersions.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { UsageError } from '../usageError.js';

async function withProject(context: CommandContext, work: (project: Project) => Promise<void>): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    await work(project);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}

/** Lists the versions of the plan, the newest first, with the draft that waits. */
function log(context: CommandContext): Promise<ExitCode> {
  return withProject(context, async (project) => {
    const versions = await planVersions(project);
    const draft = await readDraft(project, await project.store.read());
    const rows = versions.map(({ version, state, at, by, request }) => `v${String(version)}  ${state.padEnd(10)}  ${at}  ${by}${request === undefined ? '' : `  ${request}`}`);
    const waiting = draft === undefined ? [] : ['draft waits for you: sanctum diff'];
    const none = versions.length === 0 ? ['No version was accepted yet. Make a draft: sanctum plan "<what to build>"'] : [];
    answer(context, { draft: draft?.commit, versions }, [...waiting, ...rows, ...none].join('\n'));
  });
}

/** Shows how the specs of two versions differ; by default the second is the newest. */
function diff(context: CommandContext, first: string, second: string | undefined): Promise<ExitCode> {
  return withProject(context, async (project) => {
    const before = await namedSpec(project, first);
    const after = await namedSpec(project, second ?? String((await project.store.read()).version));
    const lines = await specDiff(project, before.text, after.text, 'lines', context.interactive);
    answer(context, { from: before.name, to: after.name, diff: lines }, lines === '' ? `${before.name} and ${after.name} say the same.` : lines);
  });
}

/** Shows the spec of a version, as it was accepted. */
function show(context: CommandContext, typed: string): Promise<ExitCode> {
  return withProject(context, async (project) => {
    const { name, text } = await namedSpec(project, typed);
    const version = (await planVersions(project)).find((one) => `v${String(one.version)}` === name);
    answer(context, { name, ...version, text }, text.trimEnd());
  });
}

/** Prints the plan of a version as JSON, whether or not that was asked for. */
function exportPlan(context: CommandContext, typed: string | undefined): Promise<ExitCode> {
  return withProject(context, async (project) => {
    const now = await project.store.read();
    const snapshot = typed === undefined ? now : await planUnder(project, versionNumber(typed, now));
    context.print(JSON.stringify(planExport(snapshot, (await specIn(project, snapshot.commit)) ?? ''), undefined, 2));
  });
}

/** The words behind `sanctum plan` that ask about versions, with how many more each takes. */
const verbs: Readonly<Record<string, { readonly usage: string; readonly least: number; readonly most: number; readonly run: (context: CommandContext, words: readonly string[]) => Promise<ExitCode> }>> = {
  log: { usage: 'sanctum plan log', least: 0, most: 0, run: (context) => log(context) },
  diff: { usage: 'sanctum plan diff v3 [v4]', least: 1, most: 2, run: (context, [first = '', second]) => diff(context, first, second) },
  show: { usage: 'sanctum plan show v3', least: 1, most: 1, run: (context, [version = '']) => show(context, version) },
  export: { usage: 'sanctum plan export [v3]', least: 0, most: 1, run: (context, [version]) => exportPlan(context, version) },
};

/** For `sanctum plan --help`. */
export const planVersionsHelp = `
Versions:
  sanctum plan log              the accepted versions, and the draft that waits
  sanctum plan show v3          the spec of a version
  sanctum plan diff v3 [v4]     how two versions differ, or one and the newest; "draft" is one too
  sanctum plan export [v3]      the whole plan as JSON: goal, scopes, steps, dependencies, criteria
A text that is one of these words goes behind two dashes: sanctum plan -- log`;

/** Whether words behind `sanctum plan` ask about versions, instead of for a revision of the spec. */
export function isAboutVersions([first = '']: readonly string[]): boolean {
  return Object.hasOwn(verbs, first);
}

/** Answers what was asked about the versions of the plan. Throws UsageError, PlanningError. */
export function planVersionsCommand(context: CommandContext, [first = '', ...words]: readonly string[]): Promise<ExitCode> {
  const verb = verbs[first];
  if (verb === undefined || words.length < verb.least || words.length > verb.most) throw new UsageError(`Usage: ${verb?.usage ?? 'sanctum plan "<what is to change>"'}. For a text that begins so, put it in quotes, behind two dashes: sanctum plan -- "${first} …"`);
  return verb.run(context, words);
}
