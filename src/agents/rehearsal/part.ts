import type { Level } from '../../plan/atoms.js';
import { attemptVariable, ticketVariable, workVariable } from '../environment.js';

/** What a rehearsal plays: a coding run on a ticket, or a piece of work. */
export interface Part {
  readonly ticket?: string;
  /** The piece of work by name. */
  readonly work?: string;
}

/** Kinds of pieces of work, as a scenario can name them all at once. */
export type WorkKind = 'areas' | 'tickets' | `answer-${Exclude<Level, 'engineer'>}` | `change-${Exclude<Level, 'engineer'>}` | 'review' | 'pitch' | 'design' | 'spec' | 'ask';

/** How names of work look, by kind. */
const names: readonly (readonly [name: RegExp, kind: WorkKind])[] = [
  [/^areas$/, 'areas'],
  [/^spec$/, 'spec'],
  [/^ask$/, 'ask'],
  [/^pitch$/, 'pitch'],
  [/^design-./, 'design'],
  [/^tickets-./, 'tickets'],
  [/^review-./, 'review'],
  [/^answer-.+-manager$/, 'answer-manager'],
  [/^answer-.+-architect$/, 'answer-architect'],
  [/^change-.+-manager$/, 'change-manager'],
  [/^change-.+-architect$/, 'change-architect'],
];

/** Undefined for a name that is none of ours. */
export function kindOfWork(name: string): WorkKind | undefined {
  return names.find(([pattern]) => pattern.test(name))?.[1];
}

/** The part and the attempt that an agent's environment names. */
export function partOf(environment: Readonly<Record<string, string>>): { readonly part: Part; readonly attempt: number } {
  const { [ticketVariable]: ticket, [workVariable]: work, [attemptVariable]: attempt = '1' } = environment;
  return { part: { ...(ticket === undefined ? {} : { ticket }), ...(work === undefined ? {} : { work }) }, attempt: Number(attempt) };
}
