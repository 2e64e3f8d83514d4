import { icons } from './signs.js';
import { mostEndedInSight } from './stateRows.js';
import type { NodesBelow, ViewNode } from './viewNode.js';
import { counted, escapeMarkdown } from './viewNode.js';

/** An area, or the tickets that belong to none that the plan knows. */
export interface AreaSeen {
  readonly area: string | undefined;
  readonly title: string;
  readonly path: string | undefined;
  readonly counts: { readonly all: number; readonly done: number; readonly cancelled: number };
  /** What stands below the row with this id. */
  readonly list: (id: string) => ReturnType<NodesBelow['list']>;
}

/** What the tickets without an area are called beside so many areas. */
export function otherTickets(areas: number): string {
  return areas === 0 ? 'Tickets' : 'Other tickets';
}

/** The row of an area, with its tickets below it. */
export function areaRow(key: string, { area, title, path, counts: { all, done, cancelled }, list }: AreaSeen): ViewNode {
  const id = `${key}/area/${area ?? ''}`;
  const living = all - done - cancelled;
  return {
    id,
    kind: 'area',
    ...(area === undefined ? {} : { area }),
    ...(path === undefined ? {} : { path, click: 'open' as const }),
    label: title,
    description: all === 0 ? 'no tickets yet' : `${String(done)}/${String(all)} done`,
    icon: area === undefined ? icons.group : icons.area,
    spoken: `${area === undefined ? title : `area ${title}`}, ${all === 0 ? 'no tickets yet' : `${String(done)} of ${counted(all, 'ticket')} done`}`,
    context: area === undefined ? 'group' : 'area',
    ...(area === undefined ? {} : { tooltip: () => `**${escapeMarkdown(title)}**\n\nWhat a manager sees to: area ${escapeMarkdown(area)}.` }),
    ...(all === 0 ? {} : { below: { isOpenAtFirst: living > 0 || all <= mostEndedInSight, list: () => list(id) } }),
  };
}
