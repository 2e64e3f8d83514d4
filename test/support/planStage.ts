import assert from 'node:assert/strict';
import { sanctumPerson } from '../../src/git/objects.js';
import { readHistory } from '../../src/plan/history.js';
import type { HistoryStep } from '../../src/plan/history.js';
import { PlanRecord } from '../../src/plan/invariants/planRecord.js';
import { configPath, planRef, verdictPath, wipRef } from '../../src/plan/paths.js';
import { printDocument } from '../../src/plan/frontMatter.js';
import { printConfig } from '../../src/plan/readDocument.js';
import type { Config, Intent, Pending, TicketFields, Verdict } from '../../src/plan/schemas.js';
import { configSchema } from '../../src/plan/schemas.js';
import type { Written } from '../../src/plan/store.js';
import { PlanStore } from '../../src/plan/store.js';
import type { Transition } from '../../src/plan/transition.js';
import type { TicketRun } from '../../src/plan/transitions.js';
import { add, intend, land, lease, recordVerdict, start, submit } from '../../src/plan/transitions.js';
import type { WorkRun, WorkSeed } from '../../src/plan/workTransitions.js';
import { beginWork } from '../../src/plan/workTransitions.js';
import type { TemporaryRepository } from './repository.js';
import { temporaryRepository } from './repository.js';

export const someTime = '2026-02-28T14:30:00Z';
export const fingerprint = '00aa11bb22cc';
export const machine = 'machine.test';

export const someConfig: Config = configSchema.parse({ version: 1, branch: 'master', gate: { commands: ['make test'] } });

/** Changes nothing: a commit of the engine's, which acknowledges what others have written. */
export const acknowledge: Transition = () => ({ transition: 'acknowledge', subject: 'acknowledge what others have written', changes: new Map() });

/** A green verdict, but for what is said otherwise. */
export function someVerdict(of: { readonly tree: string; readonly commit: string } & Partial<Verdict>): Verdict {
  return { fingerprint, result: 'green', purpose: 'candidate', 'exit-code': 0, tests: 12, seconds: 1, pristine: true, containment: 'contained', finished: someTime, ...of };
}

export function someRun(ticket: string, attempt: number, base: string, more: Partial<TicketRun> = {}): TicketRun {
  const run = `R-20260228T143000-${ticket}-${String(attempt)}`;
  return { run, ticket, attempt, role: 'coding', model: 'rehearsal', base, reason: 'exited', submitted: true, containment: 'contained', ended: someTime, outcome: 'submitted', ...more };
}

/** The record of a run on a piece of work; the same work may be there again later, and `nonce` tells its runs apart. */
export function someWorkRun({ name, role }: WorkSeed, attempt: number, base: string, nonce: string, more: Partial<WorkRun> = {}): WorkRun {
  return { run: `R-20260228T143000-${name}-${String(attempt)}-${nonce}`, work: name, attempt, role, model: 'rehearsal', base, reason: 'exited', submitted: false, containment: 'contained', ended: someTime, outcome: 'done', ...more };
}

/** What can be made otherwise than an engine would make it. */
export interface LandingOptions {
  readonly verdict?: Partial<Verdict>;
  readonly landed?: Partial<NonNullable<TicketFields['landed']>>;
  /** Where the verdict is written: before the intent, as it should be, or never. */
  readonly withoutVerdict?: boolean;
  readonly candidate?: { readonly commit: string; readonly tree: string; readonly base: string };
}

/** A repository with a plan, and an engine's hand to write it with, step by step. */
export class PlanStage {
  private sequence = 0;
  private others: string[] = [];
  private epoch = 1;
  private engineMachine = machine;

  private constructor(
    readonly at: TemporaryRepository,
    readonly store: PlanStore,
  ) {}

  /** A plan with a verdict on master's first commit, and an engine that took the lease. */
  static async open(): Promise<PlanStage> {
    const at = await temporaryRepository({ files: { 'greet.txt': 'hello\n' } });
    const stage = new PlanStage(at, new PlanStore(at.repository, at.ports.files, at.ports.clock));
    const master = await at.git('rev-parse', 'HEAD');
    const verdict = someVerdict({ commit: master, tree: await at.git('rev-parse', 'HEAD^{tree}'), purpose: 'init' });
    const changes = new Map([
      [configPath, printConfig(someConfig)],
      [verdictPath(verdict.tree, verdict.fingerprint), printDocument(verdict, '')],
    ]);
    assert.ok(await stage.store.create(changes, { kind: 'command', writer: 'engineer', nonce: 'n0' }));
    stage.others = [await stage.tip()];
    await stage.takeLease();
    return stage;
  }

  dispose(): Promise<void> {
    return this.at.dispose();
  }

  async tip(): Promise<string> {
    const tip = await this.store.tip();
    assert.ok(tip !== undefined);
    return tip;
  }

  master(): Promise<string> {
    return this.at.git('rev-parse', 'refs/heads/master');
  }

  /** Another engine takes over. */
  nextEngine(name: string): Promise<Written> {
    this.engineMachine = name;
    this.epoch += 1;
    this.sequence = 0;
    return this.takeLease();
  }

  /** The engine's next commit carries this place in its order. */
  writeAs(place: { readonly machine?: string; readonly epoch?: number; readonly sequence?: number }): void {
    this.engineMachine = place.machine ?? this.engineMachine;
    this.epoch = place.epoch ?? this.epoch;
    this.sequence = place.sequence ?? this.sequence;
  }

  private takeLease(): Promise<Written> {
    const expected = this.epoch - 1;
    return this.engine(lease({ machine: this.engineMachine, host: 'h', user: 'u', pid: 1, epoch: this.epoch, since: someTime }, expected));
  }

  /** A commit in the engine's name; it acknowledges what others wrote before it. */
  async engine(transition: Transition, acknowledges: readonly string[] = this.others): Promise<Written> {
    const author = { kind: 'engine' as const, machine: this.engineMachine, epoch: this.epoch, sequence: this.sequence };
    const written = await this.store.write(transition, { author, acknowledges });
    assert.ok(!('refused' in written), 'refused' in written ? written.refused : '');
    this.sequence += 1;
    this.others = [];
    return written;
  }

  /** What the engine would never write. */
  engineChanges(transition: string, changes: Readonly<Record<string, string | undefined>>): Promise<Written> {
    return this.engine(() => ({ transition: transition as 'repair', subject: transition, changes: new Map(Object.entries(changes)) }));
  }

  async command(transition: Transition, nonce = 'n1'): Promise<Written> {
    const written = await this.store.write(transition, { author: { kind: 'command', writer: 'engineer', nonce } });
    assert.ok(!('refused' in written), 'refused' in written ? written.refused : '');
    this.others.push(written.commit);
    return written;
  }

  /** A commit by hand. */
  async foreign(changes: Readonly<Record<string, string | undefined>>, message = 'By hand'): Promise<string> {
    const { repository } = this.at;
    const tip = await this.tip();
    const tree = await repository.trees.edit(await repository.treeOf(tip), new Map(Object.entries(changes)));
    const person = { name: 'Engineer', email: 'engineer@example.com' };
    const commit = await repository.objects.commit({ tree, parents: [tip], author: person, committer: person, time: 1_772_289_000, message });
    assert.ok(await repository.refs.swap(planRef, commit, tip));
    this.others.push(commit);
    return commit;
  }

  async addTicket(title = 'Greet by name'): Promise<string> {
    const { step } = await this.command(add({ title, body: 'Please.', at: someTime }), `n-${title.replace(/\W/g, '')}`);
    assert.ok(step.ticket !== undefined);
    return step.ticket;
  }

  /** Starts a ticket on master, or where it waited for an answer; the record that its run will leave. */
  async startTicket(ticket: string): Promise<TicketRun> {
    const base = await this.master();
    const attempt = ((await this.store.read()).tickets.get(ticket)?.fields.attempts ?? 0) + 1;
    const run = someRun(ticket, attempt, base);
    await this.engine(start(ticket, run.run, base, '2026-11-21T04:30:00Z'));
    return run;
  }

  /** Gives a piece of work to an agent; the record that its run will leave. */
  async beginWork(seed: WorkSeed): Promise<WorkRun> {
    const base = await this.master();
    const attempt = ((await this.store.read()).work.get(seed.name)?.fields.attempts ?? 0) + 1;
    const run = someWorkRun(seed, attempt, base, String(this.sequence));
    await this.engine(beginWork(seed, run.run, base, someTime));
    return run;
  }

  /** Starts a ticket on master and hands in a change; the submission. */
  async submitTicket(ticket: string): Promise<Pending> {
    return this.handIn(await this.startTicket(ticket));
  }

  /** A run's change goes into the queue. */
  async handIn(run: TicketRun): Promise<Pending> {
    const { ticket, attempt, base } = run;
    const commit = await this.snapshot(ticket, attempt, base);
    const tree = await this.at.repository.treeOf(commit);
    const pending = { ticket, run: run.run, attempt, base, commit, tree, summary: 'Done', model: 'rehearsal', submitted: someTime };
    await this.engine(submit({ ...run, snapshot: commit }, pending));
    return pending;
  }

  private async snapshot(ticket: string, attempt: number, base: string): Promise<string> {
    const { repository } = this.at;
    const tree = await repository.trees.edit(await repository.treeOf(base), new Map([[`${ticket}.txt`, `attempt ${String(attempt)}\n`]]));
    const commit = await repository.objects.commit({ tree, parents: [base], author: sanctumPerson, committer: sanctumPerson, time: 1_772_289_000, message: `Snapshot of ${ticket}\n\nSanctum-Ticket: ${ticket}` });
    await repository.refs.swap(wipRef(ticket, attempt), commit, undefined);
    return commit;
  }

  /** A candidate as the queue builds it, on master as it is. */
  async candidate(pending: Pending): Promise<{ readonly commit: string; readonly tree: string; readonly base: string }> {
    const { repository } = this.at;
    const base = await this.master();
    const tree = await repository.trees.edit(await repository.treeOf(base), new Map([[`${pending.ticket}.txt`, `attempt ${String(pending.attempt)}\n`]]));
    const message = `A title\n\nDone\n\nSanctum-Ticket: ${pending.ticket}\nSanctum-Run: ${pending.run}`;
    const commit = await repository.objects.commit({ tree, parents: [base], author: sanctumPerson, committer: sanctumPerson, time: 1_772_289_000, message });
    return { commit, tree, base };
  }

  intentOf(pending: Pending, candidate: { readonly commit: string; readonly tree: string; readonly base: string }): Intent {
    return {
      ticket: pending.ticket,
      base: candidate.base,
      candidate: candidate.commit,
      tree: candidate.tree,
      verdict: `${candidate.tree}-${fingerprint}`,
      how: 'checkout',
      machine: this.engineMachine,
      child: { pid: 1, 'start-time': '1' },
      before: 'f0',
      epoch: this.epoch,
      at: someTime,
    };
  }

  /** Tests and lands a submission; the commit that master is then. */
  async landTicket(pending: Pending, options: LandingOptions = {}): Promise<string> {
    const candidate = options.candidate ?? (await this.candidate(pending));
    const intent = this.intentOf(pending, candidate);
    if (options.withoutVerdict !== true) await this.engine(recordVerdict(someVerdict({ tree: candidate.tree, commit: candidate.commit, ticket: pending.ticket, ...options.verdict }), 'ok'));
    await this.engine(intend(intent, pending.commit));
    await this.at.git('update-ref', 'refs/heads/master', candidate.commit);
    const { verdict, how } = intent;
    await this.engine(land(intent, { commit: candidate.commit, tree: candidate.tree, base: candidate.base, verdict, how, at: someTime, before: 'f0', after: 'f0', ...options.landed }));
    return candidate.commit;
  }

  /** A ticket from the command to master. */
  async wholeTicket(title?: string, options?: LandingOptions): Promise<string> {
    const ticket = await this.addTicket(title);
    await this.landTicket(await this.submitTicket(ticket), options);
    return ticket;
  }

  /** A ticket from the command to the queue. */
  async queuedTicket(title?: string): Promise<Pending> {
    return this.submitTicket(await this.addTicket(title));
  }

  history(): Promise<readonly HistoryStep[]> {
    return this.tip().then((tip) => readHistory(this.at.repository.reader, this.store.snapshots.trees, tip));
  }

  /** The plan's history with all of its texts. */
  async record(): Promise<PlanRecord> {
    const steps = await this.history();
    const texts = new Map<string, string>();
    for (const { after } of steps.flatMap((step) => step.changes)) {
      const object = after === undefined ? undefined : await this.at.repository.reader.read(after);
      if (after !== undefined && object?.type === 'blob') texts.set(after, object.body.toString('utf8'));
    }
    return new PlanRecord(steps, texts);
  }
}
