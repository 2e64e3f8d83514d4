import { spentToday } from '../../engine/status/spentToday.js';
import { spendWords } from '../../insight/spend.js';
import { look } from '../../engine/status/look.js';
import { openProject } from '../../engine/project.js';
import { statusLines } from '../../engine/status/statusText.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

export async function status(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const seen = await look(project);
    const spent = await spentToday(project, await project.store.read());
    const words = spendWords(spent);
    const lines = [...statusLines(seen, context.ports.clock.now()), ...(words === undefined ? [] : [`spent today: ${words} in ${String(spent.runs)} ended ${spent.runs === 1 ? 'run' : 'runs'}`])];
    answer(context, { ...seen, spent }, lines.join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
