import type { Clock } from '../../platform/clock.js';
import { knownCriteria } from '../../plan/knownCriteria.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { decisionFiles, spentOn } from './planFiles.js';
import type { ViewSource } from './viewSource.js';

/** What the rows of one repository are made of, or undefined while it has no plan to show. */
export function sourceOf({ key, project, name, view }: Session, now: number): ViewSource | undefined {
  if (view === undefined) return undefined;
  const { snapshots, records } = project.store;
  const { snapshot } = view.observation;
  return {
    key,
    name,
    view,
    now,
    decisions: () => decisionFiles(snapshots, snapshot),
    criteria: async (id) => {
      const ticket = snapshot.tickets.get(id);
      return ticket === undefined ? [] : knownCriteria(snapshots, snapshot, ticket);
    },
    spent: (ticket) => spentOn(records, snapshot, ticket),
  };
}

/** All repositories of the window that have a plan. */
export function sourcesOf(sessions: Sessions, clock: Clock): readonly { readonly session: Session; readonly source: ViewSource }[] {
  return sessions.all.flatMap((session) => {
    const source = sourceOf(session, clock.now());
    return source === undefined ? [] : [{ session, source }];
  });
}
