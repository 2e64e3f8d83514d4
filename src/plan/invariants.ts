import { dependencies } from './invariants/dependencies.js';
import { documentsValid } from './invariants/documentsValid.js';
import { doneAndLanded } from './invariants/doneAndLanded.js';
import { engineOrder } from './invariants/engineOrder.js';
import type { AuditFacts } from './invariants/facts.js';
import { growth } from './invariants/growth.js';
import { landingOrder } from './invariants/landingOrder.js';
import { filesUntouched, landingProof } from './invariants/landingProof.js';
import { landingsOf } from './invariants/landings.js';
import { legalCommits } from './invariants/legalCommits.js';
import { liveRuns } from './invariants/liveRuns.js';
import type { PlanRecord } from './invariants/planRecord.js';
import { questionsAnswered } from './invariants/questionsAnswered.js';
import { versions } from './invariants/versions.js';
import { ticketPlaces } from './invariants/ticketPlaces.js';
import type { Violation } from './invariants/violation.js';
import { workKept } from './invariants/workKept.js';

/** The invariants that are looked at, by the numbers of the list that they were agreed on in; each has a file of its own. */
export const checkedInvariants: readonly number[] = [1, 2, 3, 4, 5, 6, 8, 9, 14, 15, 16, 17, 18];

/** All that a plan's whole history breaks, in the order of the invariants. Pure: the facts of git are given. */
export function checkInvariants(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const landings = landingsOf(record);
  return [
    ...ticketPlaces(record),
    ...legalCommits(record),
    ...growth(record, facts),
    ...versions(record, facts),
    ...landingProof(record, facts, landings),
    ...landingOrder(record, facts, landings),
    ...doneAndLanded(record, facts, landings),
    ...workKept(record, facts),
    ...filesUntouched(landings),
    ...questionsAnswered(record),
    ...engineOrder(record),
    ...liveRuns(record),
    ...dependencies(record),
    ...documentsValid(record),
  ];
}
