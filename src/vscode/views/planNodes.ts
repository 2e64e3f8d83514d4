import type { TicketStatus } from '../../engine/status/status.js';
import { stackInLane } from '../../engine/status/status.js';
import type { TicketState } from '../../plan/paths.js';
import { areaRow, otherTickets } from './areaRow.js';
import { proposalsNode } from './proposalNodes.js';
import { colours, icons } from './signs.js';
import type { SpecSeen } from './specRow.js';
import { specRow } from './specRow.js';
import type { StateHead } from './stateRows.js';
import { mostInOne, stateRows } from './stateRows.js';
import { ticketNode, ticketWords } from './ticketNode.js';
import { counted, escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

type TicketsByState = ReadonlyMap<TicketState, readonly TicketStatus[]>;

/** The tickets by area (`undefined` for those without one that the plan knows) and state, in the order of their ids. */
export function ticketsByArea({ view }: ViewSource): ReadonlyMap<string | undefined, TicketsByState> {
  const { tickets, areas } = view.observation.snapshot;
  const sorted = new Map<string | undefined, Map<TicketState, TicketStatus[]>>();
  for (const status of view.look.tickets) {
    const ticket = tickets.get(status.id);
    if (ticket === undefined) continue;
    const area = ticket.fields.area !== undefined && areas.has(ticket.fields.area) ? ticket.fields.area : undefined;
    const states = sorted.get(area) ?? new Map<TicketState, TicketStatus[]>();
    sorted.set(area, states);
    const list = states.get(ticket.state);
    if (list === undefined) states.set(ticket.state, [status]);
    else list.push(status);
  }
  return sorted;
}

function hundredOf(id: string): string {
  const first = Math.floor(Number(id) / 100) * 100;
  return `${String(first).padStart(4, '0')}–${String(first + 99).padStart(4, '0')}`;
}

/** A hundred ids each, in the order of the tickets. */
function pagesOf(source: ViewSource, parent: string, head: string, tickets: readonly TicketStatus[]): readonly ViewNode[] {
  const pages = new Map<string, TicketStatus[]>();
  for (const ticket of tickets) {
    const page = pages.get(hundredOf(ticket.id));
    if (page === undefined) pages.set(hundredOf(ticket.id), [ticket]);
    else page.push(ticket);
  }
  return [...pages].map(([name, members]): ViewNode => {
    const id = `${parent}/${name}`;
    return {
      id,
      kind: 'group',
      label: name,
      description: String(members.length),
      icon: icons.page,
      spoken: `${head} ${name}, ${counted(members.length, 'ticket')}`,
      context: 'group',
      below: { isOpenAtFirst: false, list: () => members.map((ticket) => ticketNode(source, id, ticket)) },
    };
  });
}

function groupNodes(source: ViewSource, parent: string, states: TicketsByState): readonly ViewNode[] {
  const listOf = (head: StateHead, id: string): readonly ViewNode[] => {
    const tickets = states.get(head.state) ?? [];
    const ordered = head.isEnded ? tickets.toReversed() : tickets;
    return tickets.length > mostInOne ? pagesOf(source, id, head.words, ordered) : ordered.map((ticket) => ticketNode(source, id, ticket));
  };
  return stateRows(parent, (state) => states.get(state)?.length ?? 0, listOf);
}

function areaNode(source: ViewSource, area: string | undefined, title: string, states: TicketsByState): ViewNode {
  const count = (state: TicketState): number => states.get(state)?.length ?? 0;
  const all = [...states.values()].reduce((sum, tickets) => sum + tickets.length, 0);
  const counts = { all, done: count('done'), cancelled: count('cancelled') };
  const path = area === undefined ? undefined : source.view.observation.snapshot.areas.get(area)?.path;
  return areaRow(source.key, { area, title, path, counts, list: (id) => groupNodes(source, id, states) });
}

function areaNodes(source: ViewSource): readonly ViewNode[] {
  const { areas } = source.view.observation.snapshot;
  const sorted = ticketsByArea(source);
  // One that the spec wants no more is of interest for its tickets alone.
  const shown = [...areas.values()].filter(({ fields }) => fields.dropped === undefined || sorted.has(fields.area));
  const own = shown.map(({ fields }) => areaNode(source, fields.area, fields.dropped === undefined ? fields.title : `${fields.title} (dropped)`, sorted.get(fields.area) ?? new Map<TicketState, TicketStatus[]>()));
  const others = sorted.get(undefined);
  return others === undefined ? own : [...own, areaNode(source, undefined, otherTickets(own.length), others)];
}

/** What is tested: as this window's engine says, or, where it runs elsewhere, the first of the queue, as long as nothing stops that. */
function queueWords(source: ViewSource, ticket: TicketStatus, at: number): string {
  const { look, observation } = source.view;
  const isFirst = at === 0 && observation.testing.length === 0 && ticket.phase === 'testing' && ticket.detail === undefined && look.engine !== undefined && look.paused === undefined;
  const isInLane = isFirst || stackInLane(observation, ticket.id) !== undefined;
  return joined([ticketWords(source, ticket), isInLane ? 'in the lane' : undefined]);
}

function queueNode(source: ViewSource): readonly ViewNode[] {
  const { look, observation } = source.view;
  const id = `${source.key}/queue`;
  const ordered = observation.queue.map(({ ticket }) => ticket);
  const waiting = [...ordered, ...[...observation.snapshot.pending.keys()].filter((ticket) => !ordered.includes(ticket))];
  if (waiting.length === 0) return [];
  const list = (): readonly ViewNode[] => {
    const statuses = new Map(look.tickets.filter(({ id: ticket }) => waiting.includes(ticket)).map((ticket) => [ticket.id, ticket]));
    return waiting.flatMap((of, at): readonly ViewNode[] => {
      const ticket = statuses.get(of);
      if (ticket === undefined) return [];
      const node = ticketNode(source, id, ticket);
      return [{ ...node, kind: 'queued', context: `queued.${ticket.phase}`, description: queueWords(source, ticket, at), spoken: `number ${String(at + 1)} in the queue, ${node.spoken}` }];
    });
  };
  return [
    {
      id,
      kind: 'queue',
      label: 'Queue',
      description: joined([String(waiting.length), look.frozen === undefined ? undefined : 'landing frozen']),
      icon: icons.queue,
      spoken: `Queue, ${counted(waiting.length, 'submission')}${look.frozen === undefined ? '' : ', landing is frozen'}`,
      context: 'queue',
      tooltip: () => 'Submissions in the order in which they are tested, reviewed and landed: several at once, one on top of the other, where that is quicker.',
      below: { isOpenAtFirst: true, list },
    },
  ];
}

const mostDecisions = 100;

/** `D-0003-short-name.md` as a row. */
function decisionNode(parent: string, file: string): ViewNode {
  const [, id = file, name = ''] = /^(D-\d+)-(.*)\.md$/.exec(file) ?? [];
  const words = name.replaceAll('-', ' ');
  return { id: `${parent}/${file}`, kind: 'decision', path: `decisions/${file}`, label: `${id} ${words}`.trim(), description: '', icon: icons.decisions, spoken: `decision ${id}, ${words}`, context: 'decision', click: 'open' };
}

function decisionsNode({ key, view, decisions }: ViewSource): readonly ViewNode[] {
  const count = view.observation.snapshot.decisions;
  const id = `${key}/decisions`;
  if (count === 0) return [];
  return [
    {
      id,
      kind: 'decisions',
      label: 'Decisions',
      description: String(count),
      icon: icons.decisions,
      spoken: counted(count, 'decision'),
      context: 'decisions',
      tooltip: () => `What was decided, the newest first${count > mostDecisions ? `: ${String(mostDecisions)} of ${String(count)}` : ''}.`,
      below: { isOpenAtFirst: false, isFixed: true, list: async () => (await decisions()).slice(-mostDecisions).reverse().map((file) => decisionNode(id, file)) },
    },
  ];
}

function problemsNode({ key, view }: ViewSource): readonly ViewNode[] {
  const { problems } = view.observation.snapshot;
  const id = `${key}/problems`;
  if (problems.length === 0) return [];
  const list = (): readonly ViewNode[] =>
    problems.map(({ path, words }, at) => ({
      id: `${id}/${String(at)}/${path}`,
      kind: 'problem',
      path,
      label: path,
      description: words,
      icon: icons.problem,
      colour: colours.failed,
      spoken: `problem of the plan, ${path}, ${words}`,
      context: 'problem',
      click: 'open',
      tooltip: () => escapeMarkdown(`${path}: ${words}`),
    }));
  return [
    {
      id,
      kind: 'problems',
      label: 'Problems of the plan',
      description: String(problems.length),
      icon: icons.problem,
      colour: colours.failed,
      spoken: counted(problems.length, 'problem of the plan', 'problems of the plan'),
      context: 'problems',
      below: { isOpenAtFirst: true, list },
    },
  ];
}

function specOf({ view: { draft, observation: { snapshot: { spec, version } } } }: ViewSource): SpecSeen {
  return { hasSpec: spec !== undefined, version, hasDraft: draft !== undefined };
}

/** Whether there is anything to be shown of a plan beside a welcome. */
export function isBlank({ view: { draft, look, observation } }: ViewSource): boolean {
  const { spec, areas, problems, decisions, proposals } = observation.snapshot;
  return spec === undefined && draft === undefined && areas.size === 0 && problems.length === 0 && decisions === 0 && proposals.size === 0 && look.tickets.length === 0;
}

/** The view Plan of one repository: its spec, areas, tickets, queue, decisions, and what is wrong. */
export function planNodes(source: ViewSource): readonly ViewNode[] {
  if (isBlank(source)) return [];
  return [...problemsNode(source), specRow(source.key, specOf(source)), ...proposalsNode(source), ...areaNodes(source), ...queueNode(source), ...decisionsNode(source)];
}

/** What a view shows of one repository. */
export interface RepositoryNodes {
  /** A short name that no other repository of this machine has. */
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly ViewNode[];
}

/** The rows of one view: a root for each repository when there are several. */
export function rootNodes(repositories: readonly RepositoryNodes[]): readonly ViewNode[] {
  const [only, ...more] = repositories;
  if (only === undefined) return [];
  if (more.length === 0) return only.nodes;
  return repositories.filter(({ nodes }) => nodes.length > 0).map(({ key, name, nodes }) => ({
    id: key,
    kind: 'repository',
    label: name,
    description: '',
    icon: icons.repository,
    spoken: `repository ${name}`,
    context: 'repository',
    below: { isOpenAtFirst: true, list: () => nodes },
  }));
}
