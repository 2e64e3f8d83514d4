import type { CommandContribution, Contribution, Keybinding, MenuItem } from '../contribution.js';
import type { TicketOrder } from './orders.js';
import { ticketOrders } from './orders.js';

const isReady = 'sanctum.state == ready';
const inQueue = `view == sanctum.plan && ${isReady} && viewItem == queue`;
const inViews = 'view =~ /^sanctum\\./';

/** Sanctum's keys begin with one chord, and end with a letter. */
function chord(letter: string): Pick<Keybinding, 'key'> {
  return { key: `ctrl+alt+s ${letter}` };
}

/** The context key that says whether an order can be given for any ticket at all. */
export function mayKey(order: Pick<TicketOrder, 'command'>): string {
  return order.command.replace('sanctum.', 'may.');
}

function mayBeGiven(order: TicketOrder): string {
  return `${isReady} && sanctum.${mayKey(order)}`;
}

/** The rows in which an order stands, by their `contextValue`. */
function rowsOf({ phases, rows = phases, onRuns, work }: TicketOrder): string {
  const tickets = `(ticket|queued)\\.(${rows.join('|')})`;
  const pieces = work === undefined ? [] : [`work\\.(${work.phases.join('|')})`];
  return `${inViews} && viewItem =~ /^(${[tickets, ...pieces, ...(onRuns === undefined ? [] : ['run'])].join('|')})$/`;
}

function inlineRowsOf({ inline = [], onRuns, work }: TicketOrder): string | undefined {
  if (inline.length === 0) return undefined;
  const pieces = work === undefined ? [] : [`work\\.(${work.phases.join('|')})`];
  return `${inViews} && viewItem =~ /^(${[`(ticket|queued)\\.(${inline.join('|')})`, ...pieces, ...(onRuns === undefined ? [] : ['run'])].join('|')})$/`;
}

function menuItems(order: TicketOrder, at: number): readonly MenuItem[] {
  const { command } = order;
  const inline = inlineRowsOf(order);
  return [
    { command, when: rowsOf(order), group: `3_orders@${String(at + 1)}` },
    ...(inline === undefined ? [] : [{ command, when: inline, group: `inline@${String(at + 1)}` }]),
  ];
}

const commands: readonly CommandContribution[] = [
  { command: 'sanctum.addTicket', title: 'Add Ticket…', icon: '$(add)', palette: isReady },
  { command: 'sanctum.pause', title: 'Pause…', icon: '$(debug-pause)', palette: `${isReady} && sanctum.may.pause` },
  { command: 'sanctum.resume', title: 'Resume', icon: '$(debug-continue)', palette: `${isReady} && sanctum.paused` },
  { command: 'sanctum.freeze', title: 'Freeze Landing', icon: '$(lock)', palette: `${isReady} && sanctum.may.freeze` },
  { command: 'sanctum.thaw', title: 'Thaw Landing', icon: '$(unlock)', palette: `${isReady} && sanctum.frozen` },
  ...ticketOrders.map((order): CommandContribution => ({ command: order.command, title: order.title, icon: order.icon, palette: mayBeGiven(order) })),
];

/** Orders to the engine: pause, resume, stop, hold, retry, promote, eject, note, revert. */
export const controlContribution: Contribution = {
  commands,
  menus: {
    'view/title': [
      { command: 'sanctum.addTicket', when: `view == sanctum.plan && ${isReady}`, group: 'navigation@1' },
      { command: 'sanctum.pause', when: `view == sanctum.plan && ${isReady} && sanctum.may.pause`, group: 'navigation@2' },
      { command: 'sanctum.resume', when: `view == sanctum.plan && ${isReady} && sanctum.paused`, group: 'navigation@3' },
    ],
    'view/item/context': [...ticketOrders.flatMap(menuItems), { command: 'sanctum.freeze', when: `${inQueue} && !sanctum.frozen`, group: '3_orders@1' }, { command: 'sanctum.thaw', when: `${inQueue} && sanctum.frozen`, group: 'inline@1' }],
  },
  keybindings: [
    { command: 'sanctum.addTicket', ...chord('a'), when: isReady },
    { command: 'sanctum.pause', ...chord('p'), when: `${isReady} && sanctum.may.pause` },
    { command: 'sanctum.resume', ...chord('r'), when: `${isReady} && sanctum.paused` },
    ...ticketOrders.flatMap((order): readonly Keybinding[] => (order.key === undefined ? [] : [{ command: order.command, ...chord(order.key), when: mayBeGiven(order) }])),
  ],
};
