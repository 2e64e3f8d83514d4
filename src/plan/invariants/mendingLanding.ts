import { byHand } from '../handTransitions.js';
import type { Landing } from './landings.js';
import { submissionOf } from './landings.js';
import type { PlanRecord } from './planRecord.js';

/** Whether what landed was to mend master, or was the engineer's own: such alone may stand on a red tip. */
export function isMending(record: PlanRecord, landing: Landing): boolean {
  return record.ticketAt(landing.ticket, landing.index)?.fields.mends !== undefined || submissionOf(record, landing)?.model === byHand;
}
