import type { Role } from '../../plan/atoms.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import { mayGoOn } from '../../plan/questionTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { RunContainment } from '../../platform/sandbox.js';
import type { Observation } from '../deciding/observe.js';
import { parkedOn } from './questionStatus.js';

export type WorkPhase = 'starting' | 'working' | 'parked' | 'stuck';

/** A piece of work of an architect, a manager or a merging agent. */
export interface WorkStatus {
  readonly name: string;
  readonly role: Role;
  /** Who does what: `manager of greetings writes tickets`. */
  readonly words: string;
  readonly phase: WorkPhase;
  readonly attempt: number;
  /** Since when its run is at work, or it waits for an answer, ISO. */
  readonly since: string | undefined;
  /** What the agent said last, or why it waits. */
  readonly progress: string | undefined;
  /** Of the run at work: whether it can write outside its own folders. */
  readonly containment?: RunContainment;
}

function workWords(snapshot: Snapshot, { kind, role, subject = '' }: WorkFields): string {
  switch (kind) {
    case 'areas':
      return 'architect writes areas';
    case 'tickets':
      return `manager of ${subject} writes tickets`;
    case 'review':
      return `merging agent reviews ${subject}`;
    case 'pitch':
      return 'architect pitches sprints';
    case 'design':
      return `architect designs ${subject}`;
    case 'change':
    case 'answer': {
      const area = snapshot.questions.get(subject)?.fields.asker.area;
      return `${role}${role === 'manager' && area !== undefined ? ` of ${area}` : ''} ${kind === 'answer' ? 'answers' : 'decides on'} ${subject}`;
    }
  }
}

function workStatus({ snapshot, runs }: Observation, fields: WorkFields): WorkStatus {
  const { name, role, run, parked, stuck } = fields;
  const base = { name, role, words: workWords(snapshot, fields), attempt: fields.attempts, since: undefined };
  if (stuck !== undefined) return { ...base, phase: 'stuck', progress: stuck };
  if (run === undefined && parked !== undefined && !mayGoOn(snapshot, parked)) {
    const { words, since } = parkedOn(snapshot, parked);
    return { ...base, phase: 'parked', since, progress: words };
  }
  const state = run === undefined ? undefined : runs.get(run);
  if (state?.kind === 'live') return { ...base, phase: 'working', since: state.since, progress: state.progress?.text, ...(state.containment === undefined ? {} : { containment: state.containment }) };
  return { ...base, phase: state?.kind === 'ended' || state?.kind === 'lost' ? 'working' : 'starting', progress: undefined };
}

/** The pieces of work that were begun, by name. */
export function workOf(observation: Observation): readonly WorkStatus[] {
  const all = [...observation.snapshot.work.values()].map(({ fields }) => workStatus(observation, fields));
  return all.sort((a, b) => a.name.localeCompare(b.name));
}
