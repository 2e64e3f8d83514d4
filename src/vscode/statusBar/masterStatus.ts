import type { HostView } from '../../engine/hosting/engineHost.js';
import { haltOf, isTestingMaster } from './whyLine.js';

/** How it stands with master, the worst first. */
export const masterStates = ['red', 'halted', 'untested', 'testing', 'green'] as const;
export type MasterState = (typeof masterStates)[number];

export const masterIcons: Readonly<Record<MasterState, string>> = { red: 'error', halted: 'debug-pause', untested: 'circle-large-outline', testing: 'beaker', green: 'pass' };

export function masterState(view: HostView): MasterState {
  const { look, observation } = view;
  if (observation.health === 'red') return 'red';
  if (haltOf(look, observation) !== undefined) return 'halted';
  if (observation.health === 'green') return 'green';
  return isTestingMaster(view) ? 'testing' : 'untested';
}

/** The repository that needs to be seen first: the one whose master is worst. */
export function worstOf<Looked extends { readonly view: HostView }>(repositories: readonly Looked[]): Looked | undefined {
  const rank = ({ view }: Looked): number => masterStates.indexOf(masterState(view));
  return [...repositories].sort((a, b) => rank(a) - rank(b))[0];
}

/** How many agents are at work. */
export function runsAtWork({ observation }: HostView): number {
  return [...observation.runs.values()].filter(({ kind }) => kind === 'live').length;
}
