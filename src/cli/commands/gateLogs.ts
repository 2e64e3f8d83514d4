import { plainText } from '../../agents/stream/eventWords.js';
import { openProject } from '../../engine/project.js';
import { isEnded } from '../../queue/gateLog.js';
import { pause } from '../../platform/clock.js';
import type { CommandContext } from '../commandContext.js';
import { interruptible } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';
import { ticketId } from '../ticketId.js';
import { UsageError } from '../usageError.js';

const lookMilliseconds = 300;

/** Shows what a gate printed, on a ticket's submission or on `master`; with `follow`, until it has ended. */
export async function gateLogs(context: CommandContext, what: string, follow: boolean): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    if (what !== 'master' && !/^\d{1,9}$/.test(what)) throw nothingOf(what);
    const path = project.folder.gateLog(what === 'master' ? what : ticketId(what));
    return await interruptible(context, async (stop) => {
      let printed = 0;
      for (;;) {
        const text = (await project.ports.files.readIfThere(path))?.toString('utf8');
        if (text === undefined) throw nothingOf(what);
        // What is begun anew is shown from its beginning; a line that is not whole yet waits for its end.
        if (text.length < printed) printed = 0;
        const lines = text.slice(printed).split('\n');
        lines.pop();
        printed += lines.reduce((length, line) => length + line.length + 1, 0);
        for (const line of lines) context.print(context.json ? JSON.stringify(line) : context.interactive ? plainText(line) : line);
        if (!follow || isEnded(text)) return exitCodes.done;
        await pause(context.ports.clock, lookMilliseconds);
        if (stop.aborted) return exitCodes.interrupted;
      }
    });
  } finally {
    await project.close();
  }
}

function nothingOf(what: string): UsageError {
  return new UsageError(`No gate has run here on "${what}". Give a ticket whose submission was tested (12), or master.`);
}
