import { circleThrough } from './dependencyCircle.js';
import type { Ticket } from './snapshot.js';

/** A ticket by its id, or undefined where there is none. */
type TicketById = (id: string) => Ticket | undefined;

function problemOf({ fields }: Ticket, before: TicketById, after: TicketById): string | undefined {
  const { id, 'depends-on': now } = fields;
  const old = before(id)?.fields['depends-on'] ?? [];
  const added = now.filter((other) => !old.includes(other));
  const unknown = added.find((other) => after(other) === undefined);
  if (unknown !== undefined) return `ticket ${id} would depend on ${unknown}, which is no ticket`;
  const circle = added.length === 0 ? undefined : circleThrough(id, (other) => after(other)?.fields['depends-on'] ?? []);
  return circle === undefined ? undefined : `tickets would wait for each other for ever: ${circle.join(' -> ')}`;
}

/** Which of the tickets that a step writes could never be started with the dependencies that it gives them, by id, and why. */
export function dependencyProblems(written: readonly Ticket[], before: TicketById): ReadonlyMap<string, string> {
  const accepted = new Map(written.map((ticket) => [ticket.fields.id, ticket]));
  const problems = new Map<string, string>();
  const after: TicketById = (id) => accepted.get(id) ?? before(id);
  // One that is refused may be what others depend on: until nothing more is found.
  for (let found = -1; found !== problems.size; ) {
    found = problems.size;
    for (const ticket of accepted.values()) {
      const problem = problemOf(ticket, before, after);
      if (problem === undefined) continue;
      problems.set(ticket.fields.id, problem);
      accepted.delete(ticket.fields.id);
    }
  }
  return problems;
}
