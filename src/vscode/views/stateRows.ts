import type { TicketState } from '../../plan/paths.js';
import type { NodesBelow, ViewNode } from './viewNode.js';
import { counted } from './viewNode.js';

/** What heads the tickets of one state. */
export interface StateHead {
  readonly state: TicketState;
  readonly words: string;
  readonly icon: string;
  readonly isEnded: boolean;
}

/** In the order in which they stand. */
const stateHeads: readonly StateHead[] = [
  { state: 'in-progress', words: 'In progress', icon: 'play-circle', isEnded: false },
  { state: 'stuck', words: 'Stuck', icon: 'error', isEnded: false },
  { state: 'open', words: 'Open', icon: 'circle-large-outline', isEnded: false },
  { state: 'done', words: 'Done', icon: 'pass', isEnded: true },
  { state: 'cancelled', words: 'Cancelled', icon: 'circle-slash', isEnded: true },
];

/** More than these stand in folded pages of a hundred ids. */
export const mostInOne = 100;

/** More ended tickets than these are folded away at first. */
export const mostEndedInSight = 10;

/** The rows of the states that there are tickets in. */
export function stateRows(parent: string, countOf: (state: TicketState) => number, list: (head: StateHead, id: string) => ReturnType<NodesBelow['list']>): readonly ViewNode[] {
  return stateHeads.flatMap((head): readonly ViewNode[] => {
    const { state, words, icon, isEnded } = head;
    const count = countOf(state);
    const id = `${parent}/${state}`;
    const isOpenAtFirst = count <= mostInOne && (!isEnded || count <= mostEndedInSight);
    const row: ViewNode = { id, kind: 'group', label: words, description: String(count), icon, spoken: `${words}, ${counted(count, 'ticket')}`, context: 'group', below: { isOpenAtFirst, list: () => list(head, id) } };
    return count === 0 ? [] : [row];
  });
}
