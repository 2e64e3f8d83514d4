import { modelFor } from '../../agents/ladder.js';
import { ladderOf, rungOf } from '../../plan/ladder.js';
import { descentOf, nextRung } from '../../plan/promotion.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Starting } from './action.js';

/** A run at work: its name, and the model that it was begun with. */
export interface ModelAtWork {
  readonly run: string;
  readonly model: string;
}

/** The models of all runs at work, as far as the plan tells. */
export function modelsAtWork({ tickets, work, config }: Snapshot): readonly ModelAtWork[] {
  if (config === undefined) return [];
  const { roles } = config;
  const coding = [...tickets.values()].flatMap(({ fields }) => (fields.run === undefined ? [] : [{ run: fields.run, model: modelFor(ladderOf(roles, fields), rungOf(fields)) }]));
  const others = [...work.values()].flatMap(({ fields: { run, role, failures } }) => (run === undefined ? [] : [{ run, model: modelFor(roles[role], failures) }]));
  return [...coding, ...others];
}

/** The model that the next run of a ticket or a piece of work has; '' where the configuration cannot be used. */
export function modelToStart({ tickets, work, config, questions }: Snapshot, action: Starting): string {
  if (config === undefined) return '';
  if (action.kind === 'start') {
    const ticket = tickets.get(action.ticket);
    return ticket === undefined ? modelFor(config.roles.coding, 0) : modelFor(ladderOf(config.roles, ticket.fields), nextRung(ticket) + (descentOf({ config, questions }, ticket)?.rungs ?? action.beginning?.rungs ?? 0));
  }
  const begun = work.get(action.work)?.fields;
  // What it was stuck on before does not count, as `beginWork` has it.
  return modelFor(config.roles[action.seed.role], begun?.stuck === undefined ? (begun?.failures ?? 0) : 0);
}
