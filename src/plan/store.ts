import type { Repository } from '../git/repository.js';
import { encodeCommit, sanctumPerson } from '../git/objects.js';
import { readRef } from '../git/refReader.js';
import type { PreparedTree } from '../git/treeEditor.js';
import type { Clock } from '../platform/clock.js';
import type { Files } from '../platform/files.js';
import type { CommitKind } from './commitKinds.js';
import { printMessage } from './commitKinds.js';
import type { Outline } from './outline.js';
import { planRef } from './paths.js';
import { RunRecords } from './runRecords.js';
import type { Snapshot } from './snapshot.js';
import { SnapshotReader } from './snapshotReader.js';
import type { Refusal, Step, Transition } from './transition.js';
import { Verdicts } from './verdicts.js';

/** The repository has no plan: `sanctum init` makes one. */
export class NoPlanError extends Error {
  override readonly name = 'NoPlanError';

  constructor() {
    super('This repository has no plan yet. Run: sanctum init');
  }
}

export interface Written {
  readonly commit: string;
  readonly step: Step;
}

export interface Writing {
  readonly author: CommitKind;
  readonly acknowledges?: readonly string[];
  /** Write only on this tip; a moved plan is a refusal instead of another try. */
  readonly onlyOn?: string;
}

/** Racing writers get this many turns before one gives up. */
const mostTries = 50;

/** The plan branch: read as snapshots, written one transition a commit, each on the disk and moved by compare-and-swap. */
export class PlanStore {
  readonly snapshots: SnapshotReader;
  readonly records: RunRecords;
  readonly verdicts: Verdicts;
  private foreseen: Promise<Outline | undefined> = Promise.resolve(undefined);

  constructor(
    private readonly repository: Repository,
    private readonly files: Files,
    private readonly clock: Clock,
  ) {
    this.snapshots = new SnapshotReader(repository.reader);
    this.records = new RunRecords(this.snapshots);
    this.verdicts = new Verdicts(this.snapshots);
  }

  tip(): Promise<string | undefined> {
    return readRef(this.files, this.repository.commonDir, planRef);
  }

  /** The newest snapshot. Throws NoPlanError. */
  async read(): Promise<Snapshot> {
    const tip = await this.tip();
    if (tip === undefined) throw new NoPlanError();
    return this.snapshots.read(tip);
  }

  /** Begins to read the newest snapshot for who will ask for it, its outline before all else; what goes wrong is theirs to hear. */
  foresee(): void {
    this.foreseen = this.readOutline().catch(() => undefined);
    void this.foreseen.then(() => this.read()).catch(() => undefined);
  }

  /** The outline of the plan that was foreseen; undefined when none was, or there is no plan. */
  outline(): Promise<Outline | undefined> {
    return this.foreseen;
  }

  private async readOutline(): Promise<Outline | undefined> {
    const tip = await this.tip();
    return tip === undefined ? undefined : this.snapshots.outline(tip);
  }

  /** Makes the transition on the newest snapshot, again and again while others write first; or says why it cannot be made. */
  async write(transition: Transition, writing: Writing): Promise<Written | Refusal> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const tip = writing.onlyOn ?? (await this.tip());
      if (tip === undefined) throw new NoPlanError();
      const snapshot = await this.snapshots.read(tip);
      const step = transition(snapshot);
      if ('refused' in step) return step;
      const tree = await this.repository.trees.prepare(snapshot.tree, step.changes);
      const commit = await this.writeCommit(tree, [tip], step, writing);
      if (await this.repository.refs.swap(planRef, commit, tip)) return { commit, step };
      if (writing.onlyOn !== undefined) return { refused: 'The plan moved.' };
    }
    return { refused: 'The plan moved each time; try again.' };
  }

  /** The plan's first commit. False when there is a plan already. */
  async create(changes: ReadonlyMap<string, string>, author: CommitKind): Promise<boolean> {
    const tree = await this.repository.trees.prepare(undefined, changes);
    const commit = await this.writeCommit(tree, [], { transition: 'init', subject: 'init' }, { author });
    return this.repository.refs.swap(planRef, commit, undefined);
  }

  /** Writes the trees and their commit together. */
  private async writeCommit(tree: PreparedTree, parents: readonly string[], step: Pick<Step, 'transition' | 'ticket' | 'subject'>, writing: Writing): Promise<string> {
    const { trees, objects } = this.repository;
    const fields = {
      tree: tree.id,
      parents,
      author: sanctumPerson,
      committer: sanctumPerson,
      time: this.clock.now() / 1000,
      message: printMessage(step.subject, {
        author: writing.author,
        transition: step.transition,
        ticket: step.ticket,
        acknowledges: writing.acknowledges ?? [],
      }),
    };
    const commit = objects.prepare('commit', encodeCommit(fields));
    await trees.write(tree, [commit]);
    return commit.id;
  }
}
