import { documentField } from '../documentField.js';
import { play } from '../player.js';
import type { Stage } from '../stage.js';

/** Without a scenario a ticket gets a line with its title in REHEARSAL.md. */
export async function playCoding(stage: Stage, ticketText: string, ticket: string): Promise<void> {
  const title = titleOf(ticketText) ?? `Ticket ${ticket}`;
  const steps = [
    { do: 'append', value: { path: 'REHEARSAL.md', text: `- ${title}\n` }, allowFailure: false },
    { do: 'progress', value: 'Wrote a line to REHEARSAL.md.', allowFailure: false },
    { do: 'submit', value: { summary: `Rehearsal of: ${title}`, evidence: 'None: a rehearsal runs no tests.' }, allowFailure: false },
  ] as const;
  await play(stage, steps);
}

/** The title that a ticket's document tells: in its front matter, or its first heading. */
export function titleOf(ticketText: string): string | undefined {
  return documentField(ticketText, 'title') ?? /^#\s+(.+)$/m.exec(ticketText)?.[1]?.trim();
}
