import { sanctumPerson } from '../../git/objects.js';
import type { AuditFacts } from './facts.js';
import type { Landing } from './landings.js';
import { intentAt } from './landings.js';
import { namedCommits } from './namedCommits.js';
import { ticketsOf } from '../schemas.js';
import type { PlanRecord } from './planRecord.js';
import type { Violation } from './violation.js';

function ofTickets(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  const commits = new Map(landings.map((landing) => [landing.ticket, landing.landed?.commit]));
  return record.ticketIds().flatMap((id): readonly Violation[] => {
    const ticket = record.ticketAt(id, record.inspected);
    if (ticket === undefined) return [];
    const { path, state, fields } = ticket;
    const { landed, imported } = fields;
    const broken = (words: string, remedy: string): readonly Violation[] => [{ invariant: 6, path, words: `Ticket ${id} ${words}`, remedy }];
    if (state !== 'done') {
      return landed === undefined ? [] : broken(`is ${state}, but says that it was landed.`, 'Take "landed" out of it by hand, in a commit on sanctum/plan, and report this.');
    }
    // It was done before Sanctum had its plan; only an import says so.
    if (landed === undefined && imported?.state === 'done') return [];
    if (landed === undefined || commits.get(id) !== landed.commit) {
      return broken('is done, but no landing of it is in the history.', 'Look for who moved it: git log sanctum/plan -- tickets/done. Report this.');
    }
    if (facts.onMaster.has(landed.commit)) return [];
    return broken(
      `is done, but ${landed.commit} is not on ${facts.branch} any more: the branch was rewritten.`,
      `If that was not meant: git branch ${facts.branch}-before ${landed.commit} keeps it; merge it back into ${facts.branch}.`,
    );
  });
}

/** While an intent stands, its commits may be on master already, each for its ticket. */
function landingNow(record: PlanRecord, { master }: AuditFacts): ReadonlyMap<string, string> {
  const intent = intentAt(record, record.inspected);
  if (intent === undefined) return new Map();
  const top = master.findIndex(({ commit }) => commit === intent.candidate);
  const tickets = ticketsOf(intent);
  return new Map(master.slice(Math.max(0, top + 1 - tickets.length), top + 1).map(({ commit }, at): [string, string] => [commit, tickets[at] ?? '']));
}

function ofMaster(record: PlanRecord, facts: AuditFacts): readonly Violation[] {
  const landing = landingNow(record, facts);
  const snapshots = namedCommits(record).snapshots;
  return facts.master.flatMap(({ commit, ticket, committer }): readonly Violation[] => {
    // A snapshot that the engineer put on master by hand carries the trailer as well, and is no landing.
    if (ticket === undefined || landing.get(commit) === ticket || snapshots.has(commit)) return [];
    const found = record.ticketAt(ticket, record.inspected);
    const isLanding = found?.state === 'done' && found.fields.landed?.commit === commit;
    // Of what somebody else committed only the trailer counts: a commit may have been picked or reworded.
    if (isLanding || (found?.state === 'done' && committer !== sanctumPerson.email)) return [];
    const state = found === undefined ? 'which the plan does not have' : `which is ${found.state}${found.state === 'done' ? ' by another commit' : ''}`;
    return [{ invariant: 6, commit, words: `${facts.branch} holds a landing of ticket ${ticket}, ${state}.`, remedy: `See what it changed with git show ${commit}; revert it if it is not wanted, and report this.` }];
  });
}

/** Invariant 6: a ticket is done exactly when its landing is on master, or when it was imported so. While an intent stands, its landing may be there already. */
export function doneAndLanded(record: PlanRecord, facts: AuditFacts, landings: readonly Landing[]): readonly Violation[] {
  return [...ofTickets(record, facts, landings), ...ofMaster(record, facts)];
}
