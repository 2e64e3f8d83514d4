import { isoSeconds } from '../../platform/clock.js';
import type { FailureCause, RunFailure } from '../stream/agentEvent.js';
import type { ClaudeResult } from './claudeEvents.js';

/** What is known of a failure beside the result itself. */
export interface FailureSigns {
  /** What Claude Code calls it, in the message that tells of it. */
  readonly error: string | undefined;
  /** When the server serves again, in seconds since 1970. */
  readonly resetsAt: number | undefined;
}

interface Meaning {
  readonly cause: FailureCause;
  readonly words: string;
}

/** What Claude Code's own names for errors mean; they go before the status, which says less: too little credit is a 400. */
const named: Readonly<Record<string, (status: string) => Meaning>> = {
  authentication_failed: (status) => ({ cause: 'login', words: `the model's server refused the key${status}; log in again with \`claude\`, or set another key where Sanctum is started` }),
  billing_error: () => ({ cause: 'quota', words: 'the account has no credit left' }),
  rate_limit: (status) => ({ cause: 'rate-limit', words: `the model's server takes no more requests for now${status}` }),
  model_not_found: (status) => ({ cause: 'request', words: `the model's server does not know this model${status}` }),
  invalid_request: (status) => ({ cause: 'request', words: `the model's server refused the request${status}` }),
  server_error: (status) => (status === '' ? { cause: 'outage', words: "the model's server could not be reached, or broke off" } : { cause: 'outage', words: `the model's server failed${status}` }),
};

function byStatus(status: number): Meaning {
  const name = status === 401 || status === 403 ? 'authentication_failed' : status === 429 ? 'rate_limit' : status >= 500 ? 'server_error' : 'invalid_request';
  return meaningOf(name, status);
}

function meaningOf(name: string, status: number | undefined): Meaning {
  return (named[name] ?? named['server_error'])?.(status === undefined ? '' : ` (${String(status)})`) ?? { cause: 'outage', words: name };
}

function meaning({ terminal_reason: reason, api_error: finer, api_error_status: status, stop_reason: stopped }: ClaudeResult, error: string | undefined): Meaning | undefined {
  if (reason === 'prompt_too_long' || status === 413) return { cause: 'context', words: 'more was sent than the model takes' };
  if (finer === 'usage_limit_reached') return { cause: 'quota', words: 'the account has used up what it may' };
  if (stopped === 'refusal') return { cause: 'refusal', words: 'the model would not do it' };
  if (reason !== 'api_error') return undefined;
  if (error === 'authentication_failed' && typeof status !== 'number') return { cause: 'login', words: 'nobody is logged in; log in with `claude`' };
  if (error !== undefined && error in named) return meaningOf(error, status ?? undefined);
  return typeof status === 'number' ? byStatus(status) : meaningOf('server_error', undefined);
}

/** Why a run was not served, from the fields of its result; undefined where it ended in a way of its own. */
export function failureIn(result: ClaudeResult, { error, resetsAt }: FailureSigns): RunFailure | undefined {
  const found = meaning(result, error);
  if (found === undefined) return undefined;
  const waits = found.cause === 'quota' || found.cause === 'rate-limit';
  const until = waits && resetsAt !== undefined ? { until: isoSeconds(resetsAt * 1000) } : {};
  return { ...failure(found.cause, found.words, result.result ?? ''), ...until };
}

/** Which of Claude Code's complaints at its start is about how it was called. */
const falseStart = /^(?:error: |Error: |Claude Code could not start: )([^\n]*)/m;

/** What keeps Claude Code from beginning, from what it printed instead of events. */
export function falseStartIn(plain: string): RunFailure | undefined {
  const match = falseStart.exec(plain);
  return match === null ? undefined : failure('settings', 'it could not begin', match[1] ?? '');
}

/** A failure in words that say whose it is; `said` is what Claude Code itself said, on one line. */
export function failure(cause: FailureCause, words: string, said: string): RunFailure {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  return { cause, words: `claude: ${words}.${line === '' ? '' : ` It said: ${line}`}` };
}
