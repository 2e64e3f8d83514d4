import type { Tokens } from '../../plan/schemas.js';
import type { AgentEvent, RunFailure } from './agentEvent.js';
import type { TokenCounts } from './tokensFrom.js';
import { tokenParts, tokensFrom } from './tokensFrom.js';

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
}

type Usage = Extract<AgentEvent, { kind: 'usage' }>;
type Scope = Usage['scope'];

function combine(one: Tokens, other: Tokens, by: (one: number, other: number) => number): Tokens {
  const parts = tokenParts.map((part) => [part, by(one[part] ?? 0, other[part] ?? 0)]);
  return tokensFrom(Object.fromEntries(parts) as TokenCounts);
}

function sessionOf(events: readonly AgentEvent[]): string | undefined {
  return events.flatMap((event) => (event.kind === 'started' && event.session !== undefined ? [event.session] : [])).at(-1);
}

function lastUsage(events: readonly AgentEvent[], scope: Scope): Usage | undefined {
  return events.findLast((event): event is Usage => event.kind === 'usage' && event.scope === scope);
}

/** What a session's whole came to, less what it had come to before. */
function sinceThen(now: number, before: number): number {
  return Math.max(0, now - before);
}

function tokensOf(events: readonly AgentEvent[], before: readonly AgentEvent[]): Tokens | undefined {
  const session = lastUsage(events, 'session');
  if (session !== undefined) {
    const earlier = lastUsage(before, 'session');
    return earlier === undefined ? session.tokens : combine(session.tokens, earlier.tokens, sinceThen);
  }
  const run = lastUsage(events, 'run');
  if (run !== undefined) return run.tokens;
  const requests = new Map<string, Tokens>();
  for (const [index, event] of events.entries()) {
    if (event.kind === 'usage' && event.scope === 'request') requests.set(event.request ?? `#${String(index)}`, event.tokens);
  }
  return [...requests.values()].reduce<Tokens | undefined>((sum, one) => (sum === undefined ? one : combine(sum, one, (a, b) => a + b)), undefined);
}

function costOf(events: readonly AgentEvent[], before: readonly AgentEvent[]): number | undefined {
  const told = (of: readonly AgentEvent[]): Usage | undefined => of.findLast((event): event is Usage => event.kind === 'usage' && event.cost !== undefined);
  const now = told(events);
  if (now?.cost === undefined) return undefined;
  return (now.costScope ?? now.scope) === 'session' ? sinceThen(now.cost, told(before)?.cost ?? 0) : now.cost;
}

/** What a run's events come to. `earlier` are those of the run whose session it went on with: some agents count a session on. */
export function runAccount(events: readonly AgentEvent[], earlier: readonly AgentEvent[]): RunAccount {
  const session = sessionOf(events);
  const before = session !== undefined && session === sessionOf(earlier) ? earlier : [];
  const tokens = tokensOf(events, before);
  const cost = costOf(events, before);
  const failure = events.findLast((event) => event.kind === 'end')?.failure;
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(session === undefined ? {} : { session }),
    ...(failure === undefined ? {} : { failure }),
  };
}
