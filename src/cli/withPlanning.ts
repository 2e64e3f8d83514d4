import { text as readAll } from 'node:stream/consumers';
import { AgentKit } from '../agents/kit.js';
import { Runs } from '../agents/runs.js';
import type { Planning } from '../engine/planning/architectRun.js';
import { openProject } from '../engine/project.js';
import type { CommandContext } from './commandContext.js';
import { interruptible } from './commandContext.js';
import { askEngineer } from './terminal/askEngineer.js';
import { UsageError } from './usageError.js';

/** Lets the architect do something with what the engineer wrote; `-` stands for standard input. Throws UsageError when that is nothing. */
export async function withPlanning<T>(context: CommandContext, typed: string | undefined, usage: string, work: (planning: Planning, words: string, stop: AbortSignal) => Promise<T>): Promise<T> {
  const words = typed === '-' ? await readAll(process.stdin) : (typed ?? '');
  if (words.trim() === '') throw new UsageError(usage);
  const project = await openProject(context.ports, context.folder);
  const runs = new Runs(context.ports, { execPath: context.kit.execPath, programs: context.kit.programs, place: project.folder });
  try {
    const say = (told: string): void => {
      if (!context.json) context.print(told);
    };
    // Standard input that holds what was written cannot hold an answer.
    const ask = context.interactive && typed !== '-' ? askEngineer : undefined;
    const planning = { project, runs, kit: new AgentKit(context.ports, context.kit), say, ask };
    return await interruptible(context, (stop) => work(planning, words, stop));
  } finally {
    runs.close();
    await project.close();
  }
}
