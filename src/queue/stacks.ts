import { refsBelow } from '../git/commitList.js';
import { stackRef } from '../plan/paths.js';
import type { Pending } from '../plan/schemas.js';
import type { Ticket } from '../plan/snapshot.js';
import type { Candidate, CandidateResult } from './candidate.js';
import { buildCandidate } from './candidate.js';
import type { QueueContext } from './context.js';
import { setRef } from './setRef.js';

/** What goes into a stack: a submission with its ticket. */
export interface Part {
  readonly ticket: Ticket;
  readonly pending: Pending;
}

/** A stack as it was built: its candidates from the lowest on, as far as they could be built, and what the first came to that could not. */
export interface BuiltStack {
  readonly candidates: readonly Candidate[];
  readonly failed: Exclude<CandidateResult, Candidate> | undefined;
}

/** What was known longer ago says little. */
const mastersKept = 8;

function asked(base: string, submissions: readonly string[]): string {
  return [base, ...submissions].join(' ');
}

/**
 * The candidates that were built, by what each stands on and which submission it holds. Kept in memory alone: the same is built
 * again at any time, and comes to the same.
 */
export class Stacks {
  private readonly built = new Map<string, Map<string, CandidateResult>>();
  /** Stacks that do not merge, whole, by base and submissions. */
  private readonly unmerged = new Set<string>();
  /** What the branch was before its last landings, the latest last: what is known of trees on it says what is likely of others. */
  private masters: readonly string[] = [];
  private readonly passed = new Map<string, number>();
  private turn: Promise<unknown> = Promise.resolve();

  /** What was built of a submission (by its commit) on `base`, or undefined. */
  at(base: string, submission: string): CandidateResult | undefined {
    return this.built.get(base)?.get(submission);
  }

  /** What was built on `base`, by submission. */
  on(base: string): ReadonlyMap<string, CandidateResult> {
    return this.built.get(base) ?? new Map<string, CandidateResult>();
  }

  /** The stacks on `base` that were asked for and do not merge, each as its submissions. */
  unmergedOn(base: string): readonly (readonly string[])[] {
    return [...this.unmerged].map((key) => key.split(' ')).flatMap(([on, ...submissions]) => (on === base ? [submissions] : []));
  }

  /** Takes note of a candidate that was built before. */
  seen(submission: string, candidate: Candidate): void {
    if (this.at(candidate.base, submission) === undefined) this.built.set(candidate.base, new Map(this.on(candidate.base)).set(submission, candidate));
  }

  /** Builds a stack on `base`, the lowest first; what was built before is taken as it is. One stack is built at a time. */
  build(context: QueueContext, base: string, parts: readonly Part[]): Promise<BuiltStack> {
    const built = this.turn.then(() => this.buildNow(context, base, parts));
    this.turn = built.catch(() => undefined);
    return built;
  }

  /** What the branch was before its last landings, but not what it is. */
  before(master: string): readonly string[] {
    return this.masters.filter((commit) => commit !== master);
  }

  /** How many submissions that came later have landed before this one. */
  passedBy(submission: string): number {
    return this.passed.get(submission) ?? 0;
  }

  /**
   * Takes note of a landing on `master`, which `passed` these submissions that came earlier. Forgets what stands on none of the last masters,
   * nor on `bases`.
   */
  landed(master: string, tip: string, passed: readonly string[], bases: readonly string[]): void {
    for (const submission of passed) this.passed.set(submission, this.passedBy(submission) + 1);
    this.masters = [...this.masters.filter((commit) => commit !== master), master].slice(-mastersKept);
    this.keepAbove([...this.masters, tip, ...bases]);
  }

  private keepAbove(bases: readonly string[]): void {
    const kept = new Set<string>();
    const next = [...bases];
    for (let base = next.pop(); base !== undefined; base = next.pop()) {
      if (kept.has(base)) continue;
      kept.add(base);
      for (const result of this.on(base).values()) if ('commit' in result) next.push(result.commit);
    }
    for (const base of this.built.keys()) if (!kept.has(base)) this.built.delete(base);
    for (const key of this.unmerged) if (!kept.has(key.split(' ')[0] ?? '')) this.unmerged.delete(key);
  }

  private async buildNow(context: QueueContext, base: string, parts: readonly Part[]): Promise<BuiltStack> {
    const candidates: Candidate[] = [];
    let below = base;
    for (const { ticket, pending } of parts) {
      const result = this.at(below, pending.commit) ?? (await buildCandidate(context, ticket, pending, below));
      this.built.set(below, new Map(this.on(below)).set(pending.commit, result));
      if (!('commit' in result)) {
        this.unmerged.add(asked(base, parts.map((part) => part.pending.commit)));
        return { candidates, failed: result };
      }
      candidates.push(result);
      below = result.commit;
    }
    return { candidates, failed: undefined };
  }
}

/** Keeps the topmost candidate of a stack, and so all of them, from gc as long as anything may be done with them. */
export async function keepStack({ repository }: QueueContext, tickets: readonly string[], candidates: readonly Candidate[]): Promise<void> {
  const top = candidates.at(-1);
  if (top !== undefined) await setRef(repository.refs, stackRef(tickets), top.commit);
}

/** Lets go of stacks of which a ticket is not among `pending` any more; what lies on `master`, its lowest having landed, is kept under the name of what is left. */
export async function releaseStacks({ repository }: QueueContext, pending: ReadonlySet<string>, master: string): Promise<void> {
  for (const [ref, commit] of await refsBelow(repository.git, stackRef([]))) {
    const tickets = ref.slice(stackRef([]).length).split('+');
    if (tickets.every((ticket) => pending.has(ticket))) continue;
    const left = tickets.slice(tickets.findLastIndex((ticket) => !pending.has(ticket)) + 1);
    if (left.length > 0 && (await below(repository, commit, left.length)) === master) await setRef(repository.refs, stackRef(left), commit);
    await repository.refs.swap(ref, undefined, commit);
  }
}

/** The commit that lies so many first parents below another. */
async function below({ reader }: QueueContext['repository'], commit: string, depth: number): Promise<string | undefined> {
  let at: string | undefined = commit;
  for (let left = depth; left > 0 && at !== undefined && (await reader.size(at)) !== undefined; left -= 1) [at] = (await reader.commit(at)).parents;
  return at;
}
