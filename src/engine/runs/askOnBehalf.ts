import type { Role } from '../../plan/atoms.js';
import { ask, questionOf } from '../../plan/questionTransitions.js';
import type { Performing } from '../performing.js';

/** Beyond what any run asks: the question that Sanctum itself asks in its place. */
const questionOfOurs = 1_000_000;

/** A run on a ticket for which the engine asks. */
export interface Spoken {
  readonly ticket: string;
  readonly run: string;
  readonly role: Role;
  readonly area: string | undefined;
  /** ISO time at which the run ended. */
  readonly ended: string;
}

/** Asks the level above a run in its name, and returns the question's id. Safe to repeat: a run has one question of the engine's of each number. */
export async function askOnBehalf({ project, writer }: Pick<Performing, 'project' | 'writer'>, { ticket, run, role, area, ended }: Spoken, text: string, { number = questionOfOurs, options = [] }: { readonly number?: number; readonly options?: readonly string[] } = {}): Promise<string | undefined> {
  const asker = { role, run, number, ticket, ...(area === undefined ? {} : { area }) };
  await writer.write(ask({ asker, text, options, blocking: true, asked: ended }));
  return questionOf(await project.store.read(), run, number)?.fields.id;
}
