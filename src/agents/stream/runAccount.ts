import type { Tokens } from '../../plan/schemas.js';
import type { AgentEvent, RunFailure } from './agentEvent.js';
import { combineTokens } from './tokensFrom.js';
import type { ToldAccount } from './toldAccount.js';
import { toldAccount } from './toldAccount.js';

/** What an ended run came to, as its agent told it. */
export interface RunAccount {
  /** What this run used. Undefined where the agent did not live to tell it. */
  readonly tokens?: Tokens;
  /** In US dollars, as the agent itself reckons it. */
  readonly cost?: number;
  /** The backend's own id of the session. */
  readonly session?: string;
  /** Why it was not served; nothing where it came to its end by itself. */
  readonly failure?: RunFailure;
  /** It was ended in the middle of its work: not all that it used is in `tokens`. */
  readonly cutOff?: true;
}

/** What a session's whole came to, less what it had come to before. */
function sinceThen(now: number, before: number): number {
  return Math.max(0, now - before);
}

/** What a run came to. `earlier` is what was told in the run whose session it went on with: some agents count a session on. */
export function settledAccount({ session, run, whole, failure, cutOff }: ToldAccount, earlier: ToldAccount | undefined): RunAccount {
  const before = session !== undefined && session === earlier?.session ? earlier.whole : {};
  const told = whole.tokens;
  const tokens = told === undefined ? run.tokens : before.tokens === undefined ? told : combineTokens(told, before.tokens, sinceThen);
  const cost = whole.cost === undefined ? run.cost : sinceThen(whole.cost, before.cost ?? 0);
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(session === undefined ? {} : { session }),
    ...(failure === undefined ? {} : { failure }),
    ...(cutOff === undefined ? {} : { cutOff }),
  };
}

/** What a run's events come to; `earlier` are those of the run whose session it went on with. */
export function runAccount(events: readonly AgentEvent[], earlier: readonly AgentEvent[]): RunAccount {
  return settledAccount(toldAccount(events), toldAccount(earlier));
}
