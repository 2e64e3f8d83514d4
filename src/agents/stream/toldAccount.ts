import * as z from 'zod';
import type { Tokens } from '../../plan/schemas.js';
import { tokensSchema } from '../../plan/schemas.js';
import type { AgentEvent, RunFailure } from './agentEvent.js';
import { runFailureSchema } from './agentEvent.js';
import { combineTokens } from './tokensFrom.js';

/** What an agent told of what it used, as it told it: some count on from run to run of one session. */
export const toldAccountSchema = z.strictObject({
  /** The backend's own id of the session. */
  session: z.string().optional(),
  /** Of this run alone. */
  run: z.strictObject({ tokens: tokensSchema.optional(), cost: z.number().min(0).optional() }),
  /** Of the session so far. */
  whole: z.strictObject({ tokens: tokensSchema.optional(), cost: z.number().min(0).optional() }),
  failure: runFailureSchema.optional(),
  /** It was ended in the middle of its work, and could not tell all that it used. */
  cutOff: z.literal(true).optional(),
});
export type ToldAccount = z.infer<typeof toldAccountSchema>;

type Usage = Extract<AgentEvent, { kind: 'usage' }>;
type End = Extract<AgentEvent, { kind: 'end' }>;

/** Of more requests than these the oldest is told no more of. */
const mostOpenRequests = 1000;

/** Reckons up a run's events while they come, in memory that does not grow with them. */
export class AccountKeeper {
  private session: string | undefined;
  private runTokens: Tokens | undefined;
  private wholeTokens: Tokens | undefined;
  private cost: { readonly of: 'run' | 'whole'; readonly dollars: number } | undefined;
  private failure: RunFailure | undefined;
  private isCutOff = false;
  private readonly requests = new Map<string, Tokens>();
  private settled: Tokens | undefined;
  private unnamed = 0;

  take(event: AgentEvent): void {
    if (event.kind === 'started') this.session = event.session ?? this.session;
    if (event.kind === 'end') this.takeEnd(event);
    if (event.kind === 'usage') this.takeUsage(event);
  }

  get account(): ToldAccount {
    const run = this.runTokens ?? [...this.requests.values()].reduce(added, this.settled);
    const { session, wholeTokens, cost, failure } = this;
    return {
      ...(session === undefined ? {} : { session }),
      run: { ...(run === undefined ? {} : { tokens: run }), ...(cost?.of === 'run' ? { cost: cost.dollars } : {}) },
      whole: { ...(wholeTokens === undefined ? {} : { tokens: wholeTokens }), ...(cost?.of === 'whole' ? { cost: cost.dollars } : {}) },
      ...(failure === undefined ? {} : { failure }),
      ...(this.isCutOff ? { cutOff: true } : {}),
    };
  }

  private takeEnd({ outcome, failure }: End): void {
    this.failure = failure;
    this.isCutOff = outcome === 'interrupted' || failure?.cause === 'crash';
  }

  private takeUsage({ scope, tokens, request, cost, costScope }: Usage): void {
    if (scope === 'session') this.wholeTokens = tokens;
    else if (scope === 'run') this.runTokens = tokens;
    else this.takeRequest(request, tokens);
    if (cost !== undefined) this.cost = { of: (costScope ?? scope) === 'session' ? 'whole' : 'run', dollars: cost };
  }

  private takeRequest(request: string | undefined, tokens: Tokens): void {
    if (request === undefined) this.unnamed += 1;
    this.requests.set(request ?? `#${String(this.unnamed)}`, tokens);
    const [oldest] = this.requests;
    if (this.requests.size <= mostOpenRequests || oldest === undefined) return;
    this.settled = added(this.settled, oldest[1]);
    this.requests.delete(oldest[0]);
  }
}

function added(sum: Tokens | undefined, one: Tokens): Tokens {
  return sum === undefined ? one : combineTokens(sum, one, (a, b) => a + b);
}

/** What these events come to. */
export function toldAccount(events: readonly AgentEvent[]): ToldAccount {
  const keeper = new AccountKeeper();
  for (const event of events) keeper.take(event);
  return keeper.account;
}
