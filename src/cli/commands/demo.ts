import { join, resolve } from 'node:path';
import { initProject } from '../../engine/init.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { makeRepository } from '../../git/makeRepository.js';
import type { QuestionStatus } from '../../engine/status/questionStatus.js';
import { answer } from '../../plan/questionTransitions.js';
import { configure } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { interruptible } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { sampleAnswer, sampleFiles, sampleRequest } from '../demo/sample.js';
import { demoScenario } from '../demo/scenario.js';
import { planTree } from '../planTree.js';
import { UsageError } from '../usageError.js';
import { writeCommand } from '../../engine/orders/writeCommand.js';
import { approve } from './approve.js';
import { audit } from './audit.js';
import { plan } from './plan.js';
import { runProject } from './run.js';

interface DemoLanding {
  readonly ticket: string;
  readonly attempts: number;
  readonly commit: string;
  readonly tree: string;
}

/** How long a question may hold an agent in the demo, in seconds: so short that a session is seen parked, and going on. */
const holdSeconds = 2;

/**
 * Plays the main job with the rehearsal agent in every role on a sample repository: a spec, two areas, six tickets with a dependency, several
 * agents at once; one is mended after a red gate, one asks its manager, one asks all the way up to the engineer, one is ended at its cap of time.
 */
export async function demo(asked: CommandContext, options: { readonly folder?: string }): Promise<ExitCode> {
  // For a program there is one answer, at the end.
  const context = asked.json ? { ...asked, json: false, print: () => undefined } : asked;
  const { ports, print } = context;
  const folder = options.folder === undefined ? join(await ports.files.makeTemporaryFolder('sanctum-demo-'), 'greeter') : resolve(context.folder, options.folder);
  if ((await ports.files.list(folder)).length > 0) throw new UsageError(`${folder} is not empty. Name a folder that is not there yet.`);
  await makeRepository(ports, folder, 'main', sampleFiles);
  print(`A sample repository is in ${folder}\n`);
  const project = await openProject(ports, folder);
  try {
    const scenario = join(project.folder.path, 'demo.yaml');
    await ports.files.makeFolder(project.folder.path);
    await ports.files.write(scenario, demoScenario());
    const model = [`rehearsal:${scenario}`];
    const roles = { architect: model, manager: model, coding: model, merging: model };
    const request = { folder: project.place.topFolder, gate: [], setup: [], copy: [], branch: undefined, roles, sandbox: 'auto' as const };
    await interruptible(context, (stop) => initProject(project, request, { say: print, note: print, approve: () => Promise.resolve(true) }, stop));
    await writeDemoLimits(project);
    print(`\n$ sanctum plan "${sampleRequest}"`);
    const inSample = { ...context, folder };
    const planned = await plan(inSample, sampleRequest);
    if (planned !== exitCodes.done) return planned;
    print('\n$ sanctum approve');
    await approve(inSample);
    print('\n$ sanctum run');
    const code = await runProject(context, project, { untilIdle: true, takeOver: false, onQuestion: answerer(project, print) });
    const landings = await report(context, project);
    const broken = await audit({ ...context, folder });
    print(`\nThe repository is ${folder} — look around: git -C "${folder}" log --stat, git -C "${folder}" log sanctum/plan`);
    if (asked.json) asked.print(JSON.stringify({ folder, landings, broken }, undefined, 2));
    return broken === 0 ? code : exitCodes.failed;
  } finally {
    await project.close();
  }
}

async function writeDemoLimits(project: Project): Promise<void> {
  const { config } = await project.store.read();
  if (config !== undefined) await writeCommand(project, configure({ ...config, limits: { ...config.limits, agents: 3, holdSeconds } }));
}

/** The engineer's part where nobody sits at a terminal: answers each question once, and not before its session is parked, so that one is seen going on. */
function answerer(project: Project, print: (words: string) => void): (question: QuestionStatus) => void {
  const taken = new Set<string>();
  const answerParked = async ({ id, question }: QuestionStatus): Promise<void> => {
    const { tickets } = await project.store.read();
    if (taken.has(id) || ![...tickets.values()].some(({ fields }) => fields.parked === id)) return;
    taken.add(id);
    print(`\n$ sanctum answer ${id} "${sampleAnswer}"     # nobody sits here, so the demo answers: ${question}\n`);
    await writeCommand(project, answer(id, sampleAnswer, isoSeconds(project.ports.clock.now())));
  };
  return (question) => {
    answerParked(question).catch((error: unknown) => {
      print(error instanceof Error ? error.message : String(error));
    });
  };
}

async function report({ print }: CommandContext, project: Project): Promise<readonly DemoLanding[]> {
  print(`\nThe plan, on the branch sanctum/plan:\n${await planTree(project)}\n`);
  print('Landings:');
  const landings: DemoLanding[] = [];
  for (const { fields } of (await project.store.read()).tickets.values()) {
    const { landed } = fields;
    if (landed === undefined) continue;
    landings.push({ ticket: fields.id, attempts: fields.attempts, commit: landed.commit, tree: landed.tree });
    const runs = fields.attempts === 1 ? '1 attempt' : `${String(fields.attempts)} attempts`;
    print(`  ${fields.id} ${fields.title} (${runs}): commit ${landed.commit.slice(0, 12)}, tested as tree ${landed.tree.slice(0, 12)}`);
  }
  print('');
  return landings;
}
