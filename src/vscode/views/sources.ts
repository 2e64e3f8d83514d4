import type { Clock } from '../../platform/clock.js';
import { knownCriteria } from '../../plan/knownCriteria.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import { outlineNodes } from './outlineNodes.js';
import { ticketForecastWords } from '../../insight/ticketForecasts.js';
import { decisionFiles, spentOn } from './planFiles.js';
import type { RepositoryNodes } from './planNodes.js';
import { planNodes } from './planNodes.js';
import type { ViewNode } from './viewNode.js';
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
    forecast: async (ticket) => ticketForecastWords(snapshot, await records.read(snapshot), ticket),
  };
}

type Repository = RepositoryNodes & { readonly session: Session };

function repositoryOf(session: Session, clock: Clock, nodesOf: (source: ViewSource) => readonly ViewNode[]): Repository | undefined {
  const source = sourceOf(session, clock.now());
  return source === undefined ? undefined : { session, key: source.key, name: source.name, nodes: nodesOf(source) };
}

/** What a view shows of the repositories of the window whose plan was read. */
export function repositoriesOf(sessions: Sessions, clock: Clock, nodesOf: (source: ViewSource) => readonly ViewNode[]): readonly Repository[] {
  return sessions.all.map((session) => repositoryOf(session, clock, nodesOf)).filter((one) => one !== undefined);
}

/** What the view Plan shows of a repository whose plan is being read. */
function outlineOf(session: Session, clock: Clock): Repository | undefined {
  const { key, name, outline } = session;
  const whole = async (): Promise<readonly ViewNode[]> => {
    await session.firstLook;
    return repositoryOf(session, clock, planNodes)?.nodes ?? [];
  };
  return outline === undefined ? undefined : { session, key, name, nodes: outlineNodes({ key, ...outline, whole }) };
}

/** As `repositoriesOf` for the view Plan, with the outlines of plans that are being read. */
export function plansOf(sessions: Sessions, clock: Clock): readonly Repository[] {
  return sessions.all.map((session) => repositoryOf(session, clock, planNodes) ?? outlineOf(session, clock)).filter((one) => one !== undefined);
}
