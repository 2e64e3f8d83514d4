import { text as readAll } from 'node:stream/consumers';
import { AgentKit } from '../agents/kit.js';
import { Runs } from '../agents/runs.js';
import type { Planning } from '../engine/planning/architectRun.js';
import { readGivenFiles, requestFrom } from '../engine/planning/givenFiles.js';
import { openProject } from '../engine/project.js';
import type { CommandContext } from './commandContext.js';
import { interruptible } from './commandContext.js';
import { askEngineer } from './terminal/askEngineer.js';
import { UsageError } from './usageError.js';

/** What the engineer wrote for the architect. */
export interface Written {
  /** `-` stands for standard input. */
  readonly typed: string | undefined;
  /** Files to begin from; `-` as above. */
  readonly from?: readonly string[] | undefined;
  /** What to say when nothing was written. */
  readonly usage: string;
  /** Nothing need be written. */
  readonly mayBeBlank?: boolean;
}

async function wordsOf({ ports, folder }: CommandContext, { typed, from = [], usage, mayBeBlank = false }: Written): Promise<string> {
  if ([typed, ...from].filter((one) => one === '-').length > 1) throw new UsageError('Standard input can be read once: give - one time.');
  const words = typed === '-' ? await readAll(process.stdin) : (typed ?? '');
  const given = from.map(async (name) => (name === '-' ? [{ name: 'standard input', content: Buffer.from(await readAll(process.stdin)) }] : readGivenFiles(ports.files, folder, [name])));
  const request = requestFrom(words, (await Promise.all(given)).flat());
  if (request.trim() === '' && !mayBeBlank) throw new UsageError(usage);
  return request;
}

/** Lets the architect do something with what the engineer wrote. Throws UsageError when that is nothing, OrderError for files that cannot be taken. */
export async function withPlanning<T>(context: CommandContext, written: Written, work: (planning: Planning, words: string, stop: AbortSignal) => Promise<T>): Promise<T> {
  const words = await wordsOf(context, written);
  const project = await openProject(context.ports, context.folder);
  const runs = new Runs(context.ports, { execPath: context.kit.execPath, programs: context.kit.programs, place: project.folder });
  try {
    const say = (told: string): void => {
      if (!context.json) context.print(told);
    };
    // Standard input that holds what was written cannot hold an answer.
    const ask = context.interactive && written.typed !== '-' && written.from?.includes('-') !== true ? askEngineer : undefined;
    const planning = { project, runs, kit: new AgentKit(context.ports, context.kit), say, ask };
    return await interruptible(context, (stop) => work(planning, words, stop));
  } finally {
    runs.close();
    await project.close();
  }
}
