import { spentToday } from '../../engine/status/spentToday.js';
import { foreseen } from '../../engine/status/foreseen.js';
import { spendWords } from '../../insight/spend.js';
import { leftWords, overdueWords } from '../../insight/ticketForecasts.js';
import { Onlooker } from '../../engine/status/look.js';
import { openProject } from '../../engine/project.js';
import { statusLines } from '../../engine/status/statusText.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

export async function status(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  const onlooker = new Onlooker(project);
  try {
    const { look: seen, observation } = await onlooker.look();
    const spent = await spentToday(project, await project.store.read());
    const words = spendWords(spent);
    const ahead = await foreseen(project, seen, observation.account);
    const left = ahead === undefined ? undefined : leftWords(ahead.forecast);
    const warnings = [...(ahead?.overdue ?? []).map(overdueWords), ...(ahead?.shortfalls ?? [])].map((words) => `! ${words}`);
    const lines = [...statusLines(seen, context.ports.clock.now()), ...warnings, ...(left === undefined ? [] : [left]), ...(words === undefined ? [] : [`spent today: ${words} in ${String(spent.runs)} ended ${spent.runs === 1 ? 'run' : 'runs'}`])];
    answer(context, { ...seen, spent, ...(left === undefined ? {} : ahead) }, lines.join('\n'));
    return exitCodes.done;
  } finally {
    onlooker.close();
    await project.close();
  }
}
