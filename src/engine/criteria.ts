import type { Criterion } from '../plan/criterion.js';
import { checkOf } from '../plan/criterion.js';
import type { Snapshot } from '../plan/snapshot.js';
import type { CriteriaPlan } from '../queue/criteriaPlan.js';
import { planCriteria } from '../queue/criteriaPlan.js';
import type { Project } from './project.js';
import type { TrustRequest } from './trust.js';
import { criterionRequest, TrustStore } from './trust.js';

/** The command of a criterion, with the approval that it needs. */
export interface CriterionCommand {
  readonly command: string;
  readonly request: TrustRequest;
  readonly approved: boolean;
  /** The tickets that name it. */
  readonly tickets: readonly string[];
}

function commandsOf(criteria: readonly Criterion[]): readonly string[] {
  return criteria.flatMap((criterion) => {
    const check = checkOf(criterion);
    return check !== undefined && 'command' in check ? [check.command] : [];
  });
}

async function withApproval({ ports, home, repository, place }: Project, command: string, master: string): Promise<Omit<CriterionCommand, 'tickets'>> {
  const request = await criterionRequest(repository, command, master);
  return { command, request, approved: await new TrustStore(ports, home).isTrusted(place.commonDir, request.hash) };
}

/** What of a ticket's criteria is run on this machine, as things are now. `master` is the commit whose files commands are bound to. */
export async function criteriaPlanOf(project: Project, snapshot: Snapshot, ticket: string, master: string): Promise<CriteriaPlan> {
  const { config } = snapshot;
  const criteria = snapshot.tickets.get(ticket)?.fields.criteria ?? [];
  if (config === undefined || criteria.length === 0) return { checks: [], notRun: new Map(), fingerprint: undefined };
  const approved = new Set<string>();
  for (const command of new Set(commandsOf(criteria))) if ((await withApproval(project, command, master)).approved) approved.add(command);
  return planCriteria(criteria, config, (command) => approved.has(command), snapshot.tools);
}

/** The commands that criteria of tickets name which are still to be done. */
export async function criterionCommands(project: Project, { tickets }: Snapshot, master: string): Promise<readonly CriterionCommand[]> {
  const naming = new Map<string, string[]>();
  for (const { state, fields } of tickets.values()) {
    if (state === 'done' || state === 'cancelled') continue;
    for (const command of new Set(commandsOf(fields.criteria))) naming.set(command, [...(naming.get(command) ?? []), fields.id]);
  }
  return Promise.all([...naming].map(async ([command, ids]) => ({ ...(await withApproval(project, command, master)), tickets: ids })));
}
