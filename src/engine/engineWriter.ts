import type { IllegalChange } from '../plan/lifecycle.js';
import { walkBack } from '../plan/history.js';
import type { HistoryStep } from '../plan/history.js';
import { inspectStep } from '../plan/inspect.js';
import { foreignRef } from '../plan/paths.js';
import type { Lease } from '../plan/schemas.js';
import type { PlanStore, Written } from '../plan/store.js';
import { secretIn, withoutSecrets } from '../plan/secrets.js';
import type { Refusal, Step, Transition } from '../plan/transition.js';
import type { Repository } from '../git/repository.js';
import type { PlanWriter } from '../queue/context.js';
import type { Machine } from './machine.js';

/** This engine may not write any more: another one took the lease, or the plan was rewritten under it. */
export class EngineStopped extends Error {
  override readonly name = 'EngineStopped';
}

function stoppedBy(holder: Lease | undefined): EngineStopped {
  return new EngineStopped(`Another engine took the lease (${holder?.user ?? 'somebody'} on ${holder?.host ?? 'another machine'}). This one has stopped.`);
}

/** What programs printed and agents left behind goes into documents: a secret in it does not. */
function clean(changes: Step['changes']): Step['changes'] {
  return new Map([...changes].map(([path, text]) => [path, text === undefined || secretIn(text) === undefined ? text : withoutSecrets(text)]));
}

/** Told when a commit made by hand was not legal and has been repaired. */
export type OnRepair = (commit: string, illegal: readonly IllegalChange[]) => void;

/**
 * Writes the plan in the engine's name: every commit carries machine, epoch and sequence, and stands on a tip whose commits were all
 * checked, by this engine or by the ones before it. Transitions are written one after the other.
 */
export class EngineWriter implements PlanWriter {
  readonly machine: string;
  private sequence = 0;
  private turn: Promise<unknown> = Promise.resolve();
  /** Commits by others on top of `checked` that the next commit of ours acknowledges. */
  private unacknowledged: readonly string[] = [];

  constructor(
    private readonly repository: Repository,
    private readonly store: PlanStore,
    machine: Machine,
    readonly epoch: number,
    /** The newest commit whose history was checked; undefined: none yet. */
    private checked: string | undefined,
    private readonly onRepair: OnRepair,
  ) {
    this.machine = machine.id;
  }

  /** Makes a transition on the newest plan. Throws EngineStopped. */
  write(transition: Transition): Promise<Written | Refusal> {
    return this.inTurn(async () => {
      for (;;) {
        const tip = await this.checkedTip();
        const written = await this.store.write(this.fenced(transition), { author: this.nextAuthor(), acknowledges: this.unacknowledged, onlyOn: tip });
        if (!('refused' in written)) {
          this.accept(written.commit);
          return written;
        }
        if ((await this.store.tip()) === tip) return written;
      }
    });
  }

  /** Checks what others wrote since the last look, and repairs what is illegal. Returns the tip, all of whose commits are checked. */
  inspect(): Promise<string> {
    return this.inTurn(() => this.checkedTip());
  }

  private inTurn<Value>(action: () => Promise<Value>): Promise<Value> {
    const mine = this.turn.then(action);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private nextAuthor(): { kind: 'engine'; machine: string; epoch: number; sequence: number } {
    return { kind: 'engine', machine: this.machine, epoch: this.epoch, sequence: this.sequence };
  }

  private accept(commit: string): void {
    this.sequence += 1;
    this.checked = commit;
    this.unacknowledged = [];
  }

  /** The lease transition itself is the only one that may be made under another epoch. */
  private fenced(transition: Transition): Transition {
    return (snapshot) => {
      const step = transition(snapshot);
      const isLease = 'transition' in step && step.transition === 'lease';
      if (!isLease && snapshot.lease?.epoch !== this.epoch) {
        throw stoppedBy(snapshot.lease);
      }
      return 'refused' in step ? step : { ...step, changes: clean(step.changes) };
    };
  }

  private async checkedTip(): Promise<string> {
    for (;;) {
      const tip = await this.store.tip();
      if (tip === undefined) throw new EngineStopped('The plan branch is gone. Bring it back: git branch sanctum/plan <commit>; its commits are in the reflog.');
      if (tip === this.unacknowledged.at(-1) || tip === this.checked) return tip;
      const steps: HistoryStep[] = [];
      let met = this.checked === undefined;
      for await (const step of walkBack(this.repository.reader, this.store.snapshots.trees, tip, this.checked)) {
        steps.push(step);
        if (step.parent === this.checked) met = true;
      }
      if (!met) {
        throw new EngineStopped(
          `The plan branch was rewritten: ${this.checked ?? ''} is no longer in it. To undo that: git branch -f sanctum/plan ${this.checked ?? ''}`,
        );
      }
      steps.reverse();
      const illegal = await this.illegalIn(steps);
      if (illegal.size === 0) {
        this.unacknowledged = steps.filter((step) => step.message.author.kind !== 'engine').map((step) => step.commit);
        if (this.unacknowledged.length === 0) this.checked = tip;
        return tip;
      }
      await this.repair(tip, steps, illegal);
    }
  }

  private async illegalIn(steps: readonly HistoryStep[]): Promise<ReadonlyMap<string, readonly IllegalChange[]>> {
    const found = new Map<string, readonly IllegalChange[]>();
    for (const step of steps) {
      if (step.message.author.kind === 'engine') continue;
      const before = step.parent === undefined ? undefined : await this.store.snapshots.read(step.parent);
      const illegal = await inspectStep(this.repository.reader, before, step);
      if (illegal.length > 0) found.set(step.commit, illegal);
    }
    return found;
  }

  /** Throws EngineStopped when an engine took the lease after this one. What others wrote into the lease by hand does not count. */
  private async refuseAfterAnother(steps: readonly HistoryStep[]): Promise<void> {
    const vouched = steps.findLast((step) => step.message.author.kind === 'engine')?.commit ?? this.checked;
    const holder = vouched === undefined ? undefined : (await this.store.snapshots.read(vouched)).lease;
    if (holder !== undefined && holder.epoch > this.epoch) throw stoppedBy(holder);
  }

  /** Puts the paths of illegal changes back as they were before them; what was written stays under a ref of its own. */
  private async repair(tip: string, steps: readonly HistoryStep[], illegal: ReadonlyMap<string, readonly IllegalChange[]>): Promise<void> {
    await this.refuseAfterAnother(steps);
    const changes = new Map<string, string | undefined>();
    for (const step of steps) {
      const found = illegal.get(step.commit);
      if (found === undefined) continue;
      for (const path of found.flatMap((one) => one.paths)) {
        if (changes.has(path)) continue;
        changes.set(path, step.parent === undefined ? undefined : await this.store.snapshots.text(step.parent, path));
      }
      const ref = foreignRef(step.commit);
      if ((await this.repository.refs.read(ref)) === undefined) await this.repository.refs.swap(ref, step.commit, undefined);
    }
    const words = `repair ${[...illegal.values()].flat()[0]?.words ?? ''}`.slice(0, 100);
    const written = await this.store.write(
      () => ({ transition: 'repair', subject: words, changes }),
      { author: this.nextAuthor(), acknowledges: steps.filter((step) => step.message.author.kind !== 'engine').map((step) => step.commit), onlyOn: tip },
    );
    if ('refused' in written) return;
    this.accept(written.commit);
    for (const [commit, found] of illegal) this.onRepair(commit, found);
  }
}

/** The newest commit that an engine wrote: all before it was checked then. */
export async function lastEngineCommit(repository: Repository, store: PlanStore, tip: string): Promise<string | undefined> {
  for await (const step of walkBack(repository.reader, store.snapshots.trees, tip)) {
    if (step.message.author.kind === 'engine') return step.commit;
  }
  return undefined;
}
