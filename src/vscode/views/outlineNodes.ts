import type { Outline } from '../../plan/outline.js';
import { areaPath } from '../../plan/paths.js';
import { areaRow, otherTickets } from './areaRow.js';
import { icons } from './signs.js';
import { specRow } from './specRow.js';
import { stateRows } from './stateRows.js';
import type { ViewNode } from './viewNode.js';

/** Plans with fewer tickets are read as soon as they are outlined. */
const fewTickets = 1000;

/** Whether so much is to be read that the view Plan begins with what the files' names tell. */
export function isLarge({ tickets }: Outline): boolean {
  return [...tickets.values()].reduce((sum, count) => sum + count, 0) >= fewTickets;
}

/** What a repository's plan is known by before it is read. */
export interface OutlineSource {
  readonly key: string;
  readonly outline: Outline;
  readonly hasDraft: boolean;
  /** The rows of the plan, once it is read. */
  readonly whole: () => Promise<readonly ViewNode[]>;
}

/** VS Code draws no row before it has those below it that are open at first: one whose rows are not known yet is another, without any, until they are. */
function unread({ id, below: _below, ...row }: ViewNode): ViewNode {
  return { ...row, id: `${id}/unread` };
}

async function below(nodes: readonly ViewNode[], id: string): Promise<readonly ViewNode[]> {
  return nodes.find((node) => node.id === id)?.below?.list() ?? [];
}

/** The tickets of a plan without areas: their states are known, and what is folded at first is there when it is opened. */
function ticketsRow({ key, outline: { tickets }, whole }: OutlineSource): ViewNode {
  const countOf = (state: Parameters<typeof tickets.get>[0]): number => tickets.get(state) ?? 0;
  const all = [...tickets.values()].reduce((sum, count) => sum + count, 0);
  const states = (parent: string): readonly ViewNode[] =>
    stateRows(parent, countOf, async (_head, id) => below(await below(await whole(), parent), id)).map((row) => (row.below?.isOpenAtFirst === true ? unread(row) : row));
  return areaRow(key, { area: undefined, title: otherTickets(0), path: undefined, counts: { all, done: countOf('done'), cancelled: countOf('cancelled') }, list: states });
}

/** The first picture of a large plan, which takes a moment to read. Which area a ticket belongs to stands in the ticket: of areas only the titles are known. */
export function outlineNodes(source: OutlineSource): readonly ViewNode[] {
  const { key, outline, hasDraft } = source;
  const { hasSpec, version, areas } = outline;
  const rows = areas.map(({ area, title }) =>
    unread({ id: `${key}/area/${area}`, kind: 'area', area, path: areaPath(area), click: 'open', label: title, description: 'being read', icon: icons.area, spoken: `area ${title}, being read`, context: 'area' }),
  );
  return [specRow(key, { hasSpec, version, hasDraft }), ...(areas.length > 0 ? rows : [ticketsRow(source)])];
}
