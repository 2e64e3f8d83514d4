import { controlPath, parseTicketPath } from '../paths.js';
import { controlSchema } from '../planningSchemas.js';
import { ticketsOf } from '../schemas.js';
import { intentAt } from './landings.js';
import type { PlanRecord, Turn } from './planRecord.js';
import type { Violation } from './violation.js';

/** The tickets that a commit starts, or intends to land. */
function ticketsMoved(record: PlanRecord, { index, step }: Turn): readonly string[] {
  const intent = step.message.transition === 'intend' ? intentAt(record, index) : undefined;
  if (intent !== undefined) return ticketsOf(intent);
  return step.changes.flatMap(({ path, after }) => {
    const place = parseTicketPath(path);
    return place?.state === 'in-progress' && after !== undefined ? [place.id] : [];
  });
}

/** What of the engineer's orders stood against a start or a landing when it was written. */
function orderAgainst(record: PlanRecord, turn: Turn): string | undefined {
  const { index, step } = turn;
  const read = record.documentAt(controlSchema, controlPath, index - 1);
  const control = read !== undefined && 'fields' in read ? read.fields : undefined;
  if (control?.paused !== undefined) return 'everything was paused';
  if (step.message.transition === 'intend' && control?.frozen !== undefined) return 'landing was frozen';
  const held = ticketsMoved(record, turn).find((id) => record.ticketAt(id, index - 1)?.fields.hold !== undefined);
  return held === undefined ? undefined : `${held} was held`;
}

/** Invariant 2, of orders: nothing is started or intended to land while the engineer has it held, paused or frozen. */
export function ordersObeyed(record: PlanRecord): readonly Violation[] {
  return record.turns.flatMap((turn): readonly Violation[] => {
    const { transition } = turn.step.message;
    if (transition !== 'start' && transition !== 'intend') return [];
    const order = orderAgainst(record, turn);
    if (order === undefined) return [];
    const words = `The engine wrote "${transition}" although ${order}.`;
    return [{ invariant: 2, commit: turn.step.commit, words, remedy: 'This is a fault of Sanctum, or somebody wrote in its name: look at the commit with git show, and report it.' }];
  });
}
