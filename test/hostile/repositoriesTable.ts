import type { HostileRepository } from './hostileRepositories.js';
import type { Opened } from './openUntrusted.js';

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** What was opened, and what springs each, as Markdown; for those of which none ran. */
export function repositoriesTable(repositories: readonly HostileRepository[], { isTraced }: Opened): string {
  const watched = isTraced ? 'Under `strace` nothing but git and Sanctum itself was started, and no connection over a network was made' : 'Not watched by `strace`, which this machine does not have';
  const lines = repositories.map(({ name, springs }) => `| ${cell(name)} | ${springs === 'once trusted' ? '`sanctum run`, once its commands are approved' : cell(springs.words)} |`);
  return `${String(repositories.length)} repositories, each opened three times: 0 programs of theirs ran. ${watched}. Then, in the same repository, ${String(lines.length)} of ${String(lines.length)} traps were sprung:\n\n| what is hostile | sprung by |\n|---|---|\n${lines.join('\n')}\n`;
}
