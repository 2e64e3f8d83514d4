import type { Project } from '../../src/engine/project.js';
import { treeDifferences } from '../../src/git/diff.js';
import type { Change } from './arrivals.js';

/**
 * The submissions of a plan as changes for the policies: what was handed in when, which paths it changed, how long its gate took, and whether it came back.
 * The unit of time is the mean gate. That two were red only together is not told by a plan; they count as red by themselves.
 */
export async function changesOfPlan(project: Project): Promise<readonly Change[]> {
  const { store, repository } = project;
  const snapshot = await store.read();
  const verdicts = await store.verdicts.all(snapshot);
  const mean = verdicts.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, verdicts.length);
  const records = (await store.records.read(snapshot)).filter(({ role, outcome, ticket, snapshot: kept }) => role === 'coding' && outcome === 'submitted' && ticket !== undefined && kept !== undefined);
  const first = Math.min(...records.map(({ ended }) => Date.parse(ended)));
  const changes: Change[] = [];
  for (const { ticket: id = '', attempt, base, snapshot: kept = '', ended } of records) {
    const ticket = snapshot.tickets.get(id);
    if (ticket === undefined) continue;
    const isLast = attempt === ticket.fields.attempts;
    const seconds = verdicts.find((verdict) => verdict.ticket === id)?.seconds ?? mean;
    changes.push({
      ticket: `${id}/${String(attempt)}`,
      at: (Date.parse(ended) - first) / 1000 / mean,
      risk: 0,
      kind: `${ticket.fields.kind} ${ticket.fields.area ?? ''}`.trim(),
      bad: !(isLast && ticket.fields.landed !== undefined),
      paths: (await treeDifferences(repository.reader, base, kept)).map(({ path }) => path),
      conflicts: [],
      testTime: seconds / mean,
    });
  }
  return changes.sort((a, b) => a.at - b.at);
}
