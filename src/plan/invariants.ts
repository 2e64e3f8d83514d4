import { budgetsKept } from './invariants/budgetsKept.js';
import { capsKept } from './invariants/capsKept.js';
import { dependencies } from './invariants/dependencies.js';
import { documentsValid } from './invariants/documentsValid.js';
import { doneAndLanded } from './invariants/doneAndLanded.js';
import { engineOrder } from './invariants/engineOrder.js';
import type { AuditFacts } from './invariants/facts.js';
import { growth } from './invariants/growth.js';
import { landingNamed } from './invariants/landingNamed.js';
import { landingOrder } from './invariants/landingOrder.js';
import { filesUntouched, landingProof } from './invariants/landingProof.js';
import { landingsOf } from './invariants/landings.js';
import { legalCommits } from './invariants/legalCommits.js';
import { liveRuns } from './invariants/liveRuns.js';
import { ordersObeyed } from './invariants/ordersObeyed.js';
import { ownRefs } from './invariants/ownRefs.js';
import { pathsInside } from './invariants/pathsInside.js';
import type { PlanRecord } from './invariants/planRecord.js';
import { protectedApproved } from './invariants/protectedApproved.js';
import { questionsAnswered } from './invariants/questionsAnswered.js';
import { recoveryRests } from './invariants/recoveryRests.js';
import { redBase } from './invariants/redBase.js';
import { settingsKept } from './invariants/settingsKept.js';
import { ticketPlaces } from './invariants/ticketPlaces.js';
import { versions } from './invariants/versions.js';
import type { Violation } from './invariants/violation.js';
import { workKept } from './invariants/workKept.js';

/** The invariants that are looked at, by the numbers of the list that they were agreed on in; each has a file of its own. */
export const checkedInvariants: readonly number[] = Array.from({ length: 21 }, (_, at) => at + 1);

/** All that a plan's whole history breaks, in the order of the invariants. Pure: the facts of git are given. */
export function checkInvariants(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const landings = landingsOf(record);
  return [
    ...ticketPlaces(record),
    ...legalCommits(record),
    ...ordersObeyed(record),
    ...growth(record, facts),
    ...versions(record, facts),
    ...landingProof(record, facts, landings),
    ...landingOrder(record, facts, landings),
    ...doneAndLanded(record, facts, landings),
    ...redBase(record, facts, landings),
    ...workKept(record, facts),
    ...filesUntouched(landings),
    ...ownRefs(facts, landings),
    ...settingsKept(record),
    ...pathsInside(record, facts, landings),
    ...protectedApproved(record, facts, landings),
    ...questionsAnswered(record),
    ...engineOrder(record),
    ...liveRuns(record),
    ...dependencies(record),
    ...documentsValid(record),
    ...capsKept(record),
    ...budgetsKept(record),
    ...recoveryRests(record),
    ...landingNamed(record, landings),
  ];
}
