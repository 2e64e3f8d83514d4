import { NewLines } from '../../agents/newLines.js';
import { RunFolder } from '../../agents/runFolder.js';
import { newestFirst, parseRunName } from '../../agents/runNames.js';
import { readEventLine } from '../../agents/stream/eventRecord.js';
import { EventWords, plainText } from '../../agents/stream/eventWords.js';
import { hasEnded, keptEvents, keptOutput, transcriptText } from '../../agents/transcript.js';
import type { Project } from '../../engine/project.js';
import { openProject } from '../../engine/project.js';
import { pause } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { interruptible } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';
import { UsageError } from '../usageError.js';

export interface LogsOptions {
  /** Go on until the run is over. */
  readonly follow: boolean;
  /** What the agent printed, as it is. */
  readonly raw: boolean;
}

const lookMilliseconds = 300;

/** The run of that name, or the newest of a ticket or a piece of work. */
async function folderOf({ ports, folder }: Project, what: string): Promise<RunFolder> {
  const names = (await ports.files.list(folder.run(''))).map(({ name }) => name);
  const [newest] = newestFirst(names.filter((name) => name === what || [what, ticketId(what)].includes(parseRunName(name)?.of ?? '')));
  if (newest === undefined) {
    throw new UsageError(`Nothing is kept here of a run "${what}". Give a ticket (12), a piece of work (tickets-parsing), or a run (R-...); 'sanctum worktrees' lists what has run.`);
  }
  return new RunFolder(ports.files, folder.run(newest));
}

/** Makes of the lines of a log what is printed of them. */
function printer(context: CommandContext, { raw }: LogsOptions): (lines: readonly string[]) => void {
  const words = new EventWords();
  const printed = (line: string): readonly string[] => {
    if (context.json) return [raw ? JSON.stringify(line) : line];
    if (raw) return [context.interactive ? plainText(line) : line];
    const timed = readEventLine(line);
    return timed === undefined ? [] : words.take(timed.event);
  };
  return (lines) => {
    for (const line of lines.flatMap(printed)) context.print(line);
  };
}

/** Shows what an agent did and said: `logs 12`, `logs tickets-parsing --follow`, `logs R-... --raw`. With --json one event a line. */
export async function logs(context: CommandContext, what: string, options: LogsOptions): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const folder = await folderOf(project, what);
    if (!options.follow && !options.raw && !context.json) {
      const text = await transcriptText(folder, await hasEnded(folder));
      context.print(text === '' ? 'The agent has printed nothing yet.' : text);
      return exitCodes.done;
    }
    const read = options.raw ? keptOutput : keptEvents;
    const print = printer(context, options);
    const news = new NewLines();
    return await interruptible(context, async (stop) => {
      for (;;) {
        // First whether it is over: what is read after that is all of it.
        const isOver = await hasEnded(folder);
        print(news.take((await read(folder, isOver)).lines));
        if (isOver || !options.follow) break;
        await pause(context.ports.clock, lookMilliseconds);
        if (stop.aborted) return exitCodes.interrupted;
      }
      return exitCodes.done;
    });
  } finally {
    await project.close();
  }
}
