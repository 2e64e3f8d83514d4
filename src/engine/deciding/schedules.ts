import type { WorkSeed } from '../../plan/workTransitions.js';
import { workName } from '../../plan/paths.js';
import { roomForProposals } from '../../plan/proposalTransitions.js';
import type { Observation } from './observe.js';

const hourMilliseconds = 3_600_000;

/** When the architect pitched last, in milliseconds since the epoch; undefined when it never did. */
function lastPitch({ snapshot, recent }: Pick<Observation, 'snapshot' | 'recent'>): number | undefined {
  const name = workName('pitch');
  const times = [...[...snapshot.proposals.values()].map(({ fields }) => fields.pitched), ...recent.filter(({ work }) => work === name).map(({ ended }) => ended)];
  return times.length === 0 ? undefined : Math.max(...times.map((time) => Date.parse(time)));
}

/** The pitch that is due by the schedule of the configuration; none while one is under way, or while the engineer has proposals enough to decide. */
export function pitchDue(observation: Pick<Observation, 'snapshot' | 'recent' | 'master'>, now: number): readonly WorkSeed[] {
  const { snapshot, master } = observation;
  const every = snapshot.config?.pitch?.everyHours;
  const of = snapshot.spec ?? master;
  const name = workName('pitch');
  if (every === undefined || of === undefined || snapshot.work.has(name) || roomForProposals(snapshot) === 0) return [];
  const last = lastPitch(observation);
  return last !== undefined && now - last < every * hourMilliseconds ? [] : [{ name, kind: 'pitch', role: 'architect', of }];
}
