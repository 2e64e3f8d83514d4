import { unapprovedWords } from '../../queue/order.js';
import type { Wait } from './action.js';
import type { Observation } from './observe.js';

/** The submissions that wait for the engineer, since they change what is protected. */
export function approvalWaits({ queue }: Observation): readonly Wait[] {
  return queue.flatMap(({ ticket, unapproved = [] }) => {
    if (unapproved.length === 0) return [];
    return [{ words: `ticket ${ticket} waits for you: ${unapprovedWords(unapproved)} — look at it with 'sanctum show ${ticket}', then 'sanctum approve ${ticket}'`, engineer: true }];
  });
}
