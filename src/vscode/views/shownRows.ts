import type { Session } from '../hosting/session.js';
import type { NodeKind, PlanNode } from './node.js';
import type { ViewNode } from './viewNode.js';
import { appearance } from './viewNode.js';

/** A row that VS Code was given. It stays the same object while what it says changes, so that VS Code knows it again. */
export class Row implements PlanNode {
  /** What VS Code remembers of a row is opened or folded once and then left as the engineer has it. */
  readonly isOpenAtFirst: boolean;
  /** The ids of the rows below, once they were asked for. */
  below: readonly string[] | undefined;

  constructor(
    public node: ViewNode,
    readonly session: Session,
    readonly parent: Row | undefined,
  ) {
    this.isOpenAtFirst = node.below?.isOpenAtFirst === true;
  }

  get kind(): NodeKind {
    return this.node.kind;
  }

  get ticket(): string | undefined {
    return this.node.ticket;
  }

  get question(): string | undefined {
    return this.node.question;
  }

  get proposal(): string | undefined {
    return this.node.proposal;
  }

  get run(): string | undefined {
    return this.node.run;
  }

  get work(): string | undefined {
    return this.node.work;
  }

  get area(): string | undefined {
    return this.node.area;
  }

  get path(): string | undefined {
    return this.node.path;
  }
}

/** The rows that VS Code holds of a view, and what of them a change of the plan changes. */
export class ShownRows {
  private readonly rows = new Map<string, Row>();
  private roots: readonly string[] | undefined;

  /** The rows for nodes below `parent`, the same ones as before where they were there. */
  give(parent: Row | undefined, nodes: readonly ViewNode[], sessionOf: (node: ViewNode) => Session | undefined): readonly Row[] {
    const given = nodes.flatMap((node): readonly Row[] => {
      const known = this.rows.get(node.id);
      const session = parent?.session ?? sessionOf(node);
      if (session === undefined) return [];
      const row = known !== undefined && known.parent === parent && known.session === session ? known : new Row(node, session, parent);
      row.node = node;
      this.rows.set(node.id, row);
      return [row];
    });
    this.remember(parent, nodes.map(({ id }) => id));
    return given;
  }

  get(id: string): Row | undefined {
    return this.rows.get(id);
  }

  /**
   * Takes over what the rows have come to say. The rows that look different or have other rows below them than before, without those below one of them;
   * `undefined` stands for the whole view. What was never asked for is not made.
   */
  update(nodes: readonly ViewNode[]): readonly (Row | undefined)[] {
    if (this.roots === undefined) return [undefined];
    const changed: (Row | undefined)[] = [];
    this.compare(undefined, nodes, changed, false);
    return changed;
  }

  private compare(parent: Row | undefined, nodes: readonly ViewNode[], changed: (Row | undefined)[], isCovered: boolean): void {
    const before = parent === undefined ? this.roots : parent.below;
    const ids = nodes.map(({ id }) => id);
    const isSame = before?.length === ids.length && ids.every((id, at) => before[at] === id);
    if (!isSame) {
      if (!isCovered) changed.push(parent);
      this.remember(parent, ids);
    }
    for (const node of nodes) {
      const row = this.rows.get(node.id);
      if (row === undefined) continue;
      const isChanged = appearance(row.node) !== appearance(node);
      row.node = node;
      const isTold = isCovered || !isSame || isChanged;
      if (isChanged && isSame && !isCovered) changed.push(row);
      if (row.below === undefined || node.below?.isFixed === true) continue;
      const below = node.below?.list() ?? [];
      if ('then' in below) continue;
      this.compare(row, below, changed, isTold);
    }
  }

  private remember(parent: Row | undefined, ids: readonly string[]): void {
    const before = (parent === undefined ? this.roots : parent.below) ?? [];
    if (parent === undefined) this.roots = ids;
    else parent.below = ids;
    const kept = new Set(ids);
    for (const id of before) if (!kept.has(id)) this.forget(id);
  }

  private forget(id: string): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.rows.delete(id);
    for (const below of row.below ?? []) this.forget(below);
  }
}
