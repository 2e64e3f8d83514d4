import { join, resolve } from 'node:path';
import { initProject } from '../../engine/init.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { makeRepository } from '../../git/makeRepository.js';
import { fenced } from '../../plan/frontMatter.js';
import { add } from '../../plan/transitions.js';
import { isoSeconds } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { interruptible } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { sampleFiles, sampleTickets } from '../demo/sample.js';
import { planTree } from '../planTree.js';
import { UsageError } from '../usageError.js';
import { writeCommand } from '../writeCommand.js';
import { audit } from './audit.js';
import { runProject } from './run.js';

interface DemoLanding {
  readonly ticket: string;
  readonly attempts: number;
  readonly commit: string;
  readonly tree: string;
}

/** Plays the main job with the rehearsal agent on a sample repository: three tickets, one of them after a red gate. */
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
    const request = { gate: [], setup: [], copy: [], branch: undefined, models: ['rehearsal'], sandbox: 'auto' as const };
    await interruptible(context, (stop) => initProject(project, request, { say: print, approve: () => Promise.resolve(true) }, stop));
    for (const ticket of sampleTickets) {
      const body = `${ticket.body}\n\n${fenced(ticket.scenario, 'rehearsal')}`;
      await writeCommand(project, add({ title: ticket.title, body, at: isoSeconds(ports.clock.now()) }));
    }
    print(`Three tickets are open; the engine takes them one by one.\n`);
    const code = await runProject(context, project, { untilIdle: true, takeOver: false });
    const landings = await report(context, project);
    const broken = await audit({ ...context, folder });
    print(`\nThe repository is ${folder} — look around: git -C "${folder}" log --stat, git -C "${folder}" log sanctum/plan`);
    if (asked.json) asked.print(JSON.stringify({ folder, landings, broken }, undefined, 2));
    return broken === 0 ? code : exitCodes.failed;
  } finally {
    await project.close();
  }
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
