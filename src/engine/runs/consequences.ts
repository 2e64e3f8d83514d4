import type { FailureCause, RunFailure } from '../../agents/stream/agentEvent.js';

/** What rests after a failure: all that its provider serves, its model alone, or nothing. */
export type Rests = 'provider' | 'model' | 'nothing';

/** How long what rests does so. */
export type Ending =
  /** Until the reset that was stated; else longer with each failure in a row. */
  | 'by itself'
  /** Longer with each failure in a row, and at once when what it runs with was changed. */
  | 'by itself, or mended'
  /** Until what it runs with was changed, or the engine was started anew. */
  | 'mended';

/** What follows from a cause. */
export interface Consequence {
  readonly costs: 'nothing' | 'an attempt' | 'an attempt, the second time in a row';
  readonly rests: Rests;
  readonly ends: Ending;
  /** What becomes of the session. */
  readonly session: 'goes on' | 'goes on where it has worked' | 'is over';
  /** What is too much for one session is for the manager to say, and for the engineer where that was said before. */
  readonly asks: boolean;
}

const unserved: Consequence = { costs: 'nothing', rests: 'provider', ends: 'by itself', session: 'goes on where it has worked', asks: false };
const unfit: Consequence = { ...unserved, ends: 'by itself, or mended' };

/** What follows from each cause of failure. */
export const consequences: Readonly<Record<FailureCause, Consequence>> = {
  'rate-limit': unserved,
  quota: unserved,
  login: { ...unserved, ends: 'mended' },
  outage: unserved,
  settings: unfit,
  tools: unfit,
  request: { ...unfit, rests: 'model' },
  context: { costs: 'nothing', rests: 'nothing', ends: 'by itself', session: 'is over', asks: true },
  refusal: { costs: 'an attempt', rests: 'nothing', ends: 'by itself', session: 'is over', asks: false },
  crash: { costs: 'an attempt, the second time in a row', rests: 'nothing', ends: 'by itself', session: 'goes on', asks: false },
};

/** What follows from a cause as the plan names it; undefined for one that this Sanctum does not know. */
export function consequenceOf(cause: string | undefined): Consequence | undefined {
  return cause !== undefined && Object.hasOwn(consequences, cause) ? consequences[cause as FailureCause] : undefined;
}

/** Why the model did not serve a run, or undefined where it did and the run failed by itself. */
export function unservedWords(failure: RunFailure | undefined): string | undefined {
  return failure !== undefined && consequences[failure.cause].rests !== 'nothing' ? failure.words : undefined;
}

/** What is known of the run before, and of this one. */
export interface Course {
  /** The cause of the failure of the run before. */
  readonly before: string | undefined;
  /** It changed something. */
  readonly worked: boolean;
}

/** What a failure comes to for the ticket or the piece of work. */
export interface Outcome {
  readonly own: boolean;
  readonly goesOn: boolean;
  readonly asks: boolean;
  readonly sticks: boolean;
}

/** What follows from a failure in the course of things. Pure. */
export function outcomeOf(cause: FailureCause, { before, worked }: Course): Outcome {
  const { costs, session, asks } = consequences[cause];
  const again = before === cause;
  const own = costs === 'an attempt' || (costs === 'an attempt, the second time in a row' && again);
  return {
    own,
    goesOn: session === 'goes on' ? !again : session === 'goes on where it has worked' && worked,
    asks: asks && !again,
    sticks: asks && again,
  };
}
