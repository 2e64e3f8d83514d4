import type * as vscode from 'vscode';
import { entriesBelow, entryAt } from '../../plan/planFiles.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Session } from '../hosting/session.js';
import type { Sessions } from '../hosting/sessions.js';
import type { PlanIndex } from './planIndex.js';
import { indexPlan } from './planIndex.js';

/** A plan as its documents speak of it. */
export interface Indexed {
  readonly session: Session;
  readonly snapshot: Snapshot;
  readonly index: PlanIndex;
}

/** The ids of each plan, made once for each commit. */
export class Indexes {
  private readonly known = new WeakMap<Snapshot, PlanIndex>();

  constructor(private readonly sessions: Sessions) {}

  /** Of the plan that a document belongs to; undefined while that is not in view. */
  async of(uri: vscode.Uri): Promise<Indexed | undefined> {
    const session = this.sessions.of(uri);
    const snapshot = session?.view?.observation.snapshot;
    if (session === undefined || snapshot === undefined) return undefined;
    const index = this.known.get(snapshot) ?? indexPlan(snapshot, await this.decisions(session, snapshot));
    this.known.set(snapshot, index);
    return { session, snapshot, index };
  }

  private async decisions({ project }: Session, { tree }: Snapshot): Promise<readonly string[]> {
    const { trees } = project.store.snapshots;
    const folder = await entryAt(trees, tree, 'decisions');
    return folder?.kind === 'folder' ? (await entriesBelow(trees, folder.tree)).map(({ name }) => name) : [];
  }
}
