import type { ObjectReader } from '../git/objectReader.js';
import type { TreeEntry } from '../git/objects.js';
import type { TreeCache } from '../git/treeCompare.js';
import { DocumentFolder } from './documentFolder.js';
import type { TicketState } from './paths.js';
import { areaPath, parseTicketPath, specPath } from './paths.js';
import type { AreaFields } from './planningSchemas.js';
import { areaSchema } from './planningSchemas.js';

/** What the names of a plan's files tell, before its tickets are read: enough for a first picture of a large plan, and nothing is decided by it. */
export interface Outline {
  readonly commit: string;
  readonly hasSpec: boolean;
  /** The number of the newest accepted version of the spec; 0 before the first. */
  readonly version: number;
  readonly areas: readonly AreaFields[];
  /** How many tickets there are by their names, by state. */
  readonly tickets: ReadonlyMap<TicketState, number>;
}

function isFolder({ mode }: TreeEntry): boolean {
  return mode === '040000';
}

/** Reads the outline of a commit of the plan. */
export class OutlineReader {
  private readonly areas: DocumentFolder<typeof areaSchema>;

  constructor(
    private readonly reader: ObjectReader,
    private readonly trees: TreeCache,
  ) {
    this.areas = new DocumentFolder(reader, trees, 'areas', areaSchema, ({ area }) => areaPath(area));
  }

  async read(commit: string): Promise<Outline> {
    const root = await this.trees.entries((await this.reader.commit(commit)).tree);
    const folder = (name: string): string | undefined => root.find((entry) => entry.name === name && isFolder(entry))?.id;
    const tickets = folder('tickets');
    const [counts, { documents }, approvals] = await Promise.all([
      tickets === undefined ? new Map<TicketState, number>() : this.countTickets(tickets),
      this.areas.read(folder('areas')),
      this.names(folder('approvals')),
    ]);
    const versions = approvals.map((name) => Number(/^v(\d+)\.md$/.exec(name)?.[1] ?? 0));
    return { commit, hasSpec: root.some((entry) => entry.name === specPath && !isFolder(entry)), version: Math.max(0, ...versions), areas: documents.map(({ fields }) => fields), tickets: counts };
  }

  private async names(tree: string | undefined): Promise<readonly string[]> {
    return tree === undefined ? [] : (await this.trees.entries(tree)).map(({ name }) => name);
  }

  private async countTickets(tree: string): Promise<ReadonlyMap<TicketState, number>> {
    const states = new Map<string, TicketState>();
    await this.idsBelow('tickets', tree, states);
    const counts = new Map<TicketState, number>();
    for (const state of states.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  /** All folders of one level are asked for at once. */
  private async idsBelow(path: string, tree: string, found: Map<string, TicketState>): Promise<void> {
    const entries = await this.trees.entries(tree);
    for (const { name } of entries.filter((entry) => !isFolder(entry))) {
      const place = parseTicketPath(`${path}/${name}`);
      if (place !== undefined) found.set(place.id, place.state);
    }
    await Promise.all(entries.filter(isFolder).map(({ name, id }) => this.idsBelow(`${path}/${name}`, id, found)));
  }
}
