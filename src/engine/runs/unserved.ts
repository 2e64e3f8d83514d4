import type { FailureCause, RunFailure } from '../../agents/stream/agentEvent.js';

/** Causes that no other work on the same task would have helped: they cost no attempt, and the next run waits. */
const nobodysFault: ReadonlySet<FailureCause> = new Set(['rate-limit', 'quota', 'login', 'outage', 'request', 'settings', 'tools']);

/** Why the model did not serve a run, or undefined where it did and the run failed by itself. */
export function unservedWords(failure: RunFailure | undefined): string | undefined {
  return failure !== undefined && nobodysFault.has(failure.cause) ? failure.words : undefined;
}
