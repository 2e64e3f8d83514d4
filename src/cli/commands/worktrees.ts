import { openProject } from '../../engine/project.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Lists the agents' worktrees with the tickets they belong to. */
export async function worktrees(context: CommandContext): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const { files } = context.ports;
    const { tickets } = await project.store.read();
    const rows: { ticket: string; attempt: number; state: string; title: string; path: string }[] = [];
    for (const ticket of [...tickets.values()].sort((a, b) => a.fields.id.localeCompare(b.fields.id))) {
      for (let attempt = 1; attempt <= ticket.fields.attempts; attempt += 1) {
        const path = project.folder.worktree(ticket.fields.id, attempt);
        if ((await files.status(path)) === undefined) continue;
        rows.push({ ticket: ticket.fields.id, attempt, state: ticket.state, title: ticket.fields.title, path });
      }
    }
    const lines = rows.map((row) => `${row.ticket} attempt ${String(row.attempt)}  ${row.state.padEnd(11)} ${row.path}`);
    answer(context, rows, lines.length === 0 ? 'There are no worktrees.' : lines.join('\n'));
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
