import * as z from 'zod';
import { isoSeconds } from '../../platform/clock.js';
import type { FailureCause, RunFailure } from '../stream/agentEvent.js';
import type { ExportedError } from './driverLines.js';
import type { RpcError } from './rpcPeer.js';

/** As the protocol has it: https://agentclientprotocol.com/protocol/schema#errorcode. */
const authRequired = -32000;

/** Who failed, in the words of the engineer. */
export interface Blamed {
  readonly name: string;
  /** How the engineer logs in. */
  readonly login: string;
}

export function failureOf({ name }: Blamed, cause: FailureCause, words: string, said = '', until?: string): RunFailure {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300);
  return { cause, words: `${name}: ${words}.${line === '' ? '' : ` It said: ${line}`}`, ...(until === undefined ? {} : { until }) };
}

function ofStatus(blamed: Blamed, status: number, said: string, until?: string): RunFailure {
  const tell = (cause: FailureCause, words: string): RunFailure => failureOf(blamed, cause, words, said, until);
  if (status === 401 || status === 403) return tell('login', `the model's server refused the key (${String(status)}); ${blamed.login}`);
  if (status === 402) return tell('quota', 'the account has used up what it may (402)');
  if (status === 413) return tell('context', 'more was sent than the model takes (413)');
  if (status === 429) return /insufficient_quota/.test(said) ? tell('quota', 'the account has used up what it may (429)') : tell('rate-limit', "the model's server takes no more requests for now (429)");
  if (status === 408 || status >= 500) return tell('outage', `the model's server failed (${String(status)})`);
  return tell('request', `the model's server refused the request (${String(status)})`);
}

const dataSchema = z.object({ status: z.int().optional().catch(undefined), statusCode: z.int().optional().catch(undefined), details: z.string().optional().catch(undefined) });

/** What ways of not reaching a server are called by the clients of HTTP that agents use. */
const unreachable = /\b(?:connection error|cannot connect|unable to connect|fetch failed|terminated|socket|network|stream (?:ended|disconnected)|premature close|timed? ?out|ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|EPIPE)\b/i;

function ofText(blamed: Blamed, said: string): RunFailure | undefined {
  // OpenAI's own client begins its messages with the status.
  const status = /^(?:[A-Z]\w*Error: )?([45]\d\d)\b/.exec(said)?.[1];
  if (status !== undefined) return ofStatus(blamed, Number(status), said);
  if (/context[ _](?:window|length)|too many tokens/i.test(said)) return failureOf(blamed, 'context', 'more was sent than the model takes', said);
  return unreachable.test(said) ? failureOf(blamed, 'outage', "the model's server could not be reached, or broke off", said) : undefined;
}

/** Why an agent answered a request with an error; undefined where it does not say. */
export function failureOfRpc(blamed: Blamed, { code, message, data }: RpcError): RunFailure | undefined {
  const { status, statusCode, details } = dataSchema.safeParse(data).data ?? {};
  const said = details ?? message;
  if (code === authRequired) return failureOf(blamed, 'login', `it is not logged in; ${blamed.login}`, said);
  // qwen answers with the status itself as the code.
  const known = statusCode ?? status ?? code;
  return known >= 400 && known < 600 ? ofStatus(blamed, known, said) : ofText(blamed, said.replace(/^Internal error: /, ''));
}

/** When the server said that it serves again, by its own clock. */
function servedAgain(headers: Readonly<Record<string, string>>): string | undefined {
  const [wait, date] = [headers['retry-after'] ?? '', Date.parse(headers['date'] ?? '')];
  const at = /^\d+(?:\.\d+)?$/.test(wait) ? date + Number(wait) * 1000 : Date.parse(wait);
  return Number.isNaN(at) ? undefined : isoSeconds(at);
}

/** Why the last request of a session failed, by what the agent kept of it. */
export function failureOfExport(blamed: Blamed, { name, data }: ExportedError): RunFailure | undefined {
  const said = data?.message ?? name;
  if (name === 'ProviderAuthError') return failureOf(blamed, 'login', `it is not logged in; ${blamed.login}`, said);
  if (name === 'ContextOverflowError') return failureOf(blamed, 'context', 'more was sent than the model takes', said);
  if (data?.statusCode === undefined) return name === 'APIError' ? (ofText(blamed, said) ?? failureOf(blamed, 'outage', "the model's server could not be reached, or broke off", said)) : ofText(blamed, said);
  const whole = `${said}${/insufficient_quota/.test(data.responseBody ?? '') ? ' (insufficient_quota)' : ''}`;
  return ofStatus(blamed, data.statusCode, whole, servedAgain(data.responseHeaders ?? {}));
}
