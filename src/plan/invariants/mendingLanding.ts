import { byHand } from '../handTransitions.js';
import { pendingPath } from '../paths.js';
import { pendingSchema } from '../schemas.js';
import type { Landing } from './landings.js';
import type { PlanRecord } from './planRecord.js';

/** Whether what landed was to mend master, or was the engineer's own: such alone may stand on a red tip. */
export function isMending(record: PlanRecord, { ticket, decided, index }: Landing): boolean {
  if (record.ticketAt(ticket, index)?.fields.mends !== undefined) return true;
  const pending = record.documentAt(pendingSchema, pendingPath(ticket), decided - 1);
  return pending !== undefined && 'fields' in pending && pending.fields.model === byHand;
}
