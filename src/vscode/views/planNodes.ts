import type { TicketStatus } from '../../engine/status/status.js';
import { stackInLane } from '../../engine/status/status.js';
import type { TicketState } from '../../plan/paths.js';
import { specPath } from '../../plan/paths.js';
import { proposalsNode } from './proposalNodes.js';
import { colours, icons } from './signs.js';
import { ticketNode, ticketWords } from './ticketNode.js';
import { counted, escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

/** The states in the order in which their tickets stand, with the words that head them. */
const stateHeads: readonly { readonly state: TicketState; readonly words: string; readonly icon: string; readonly isEnded: boolean }[] = [
  { state: 'in-progress', words: 'In progress', icon: 'play-circle', isEnded: false },
  { state: 'stuck', words: 'Stuck', icon: 'error', isEnded: false },
  { state: 'open', words: 'Open', icon: 'circle-large-outline', isEnded: false },
  { state: 'done', words: 'Done', icon: 'pass', isEnded: true },
  { state: 'cancelled', words: 'Cancelled', icon: 'circle-slash', isEnded: true },
];

/** More than these stand in folded pages of a hundred ids. */
const mostInOne = 100;

/** More ended tickets than these are folded away at first. */
const mostEndedInSight = 10;

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
  return stateHeads.flatMap(({ state, words, icon, isEnded }): readonly ViewNode[] => {
    const tickets = states.get(state) ?? [];
    if (tickets.length === 0) return [];
    const id = `${parent}/${state}`;
    const isPaged = tickets.length > mostInOne;
    const ordered = isEnded ? tickets.toReversed() : tickets;
    const list = (): readonly ViewNode[] => (isPaged ? pagesOf(source, id, words, ordered) : ordered.map((ticket) => ticketNode(source, id, ticket)));
    return [
      {
        id,
        kind: 'group',
        label: words,
        description: String(tickets.length),
        icon,
        spoken: `${words}, ${counted(tickets.length, 'ticket')}`,
        context: 'group',
        below: { isOpenAtFirst: !isPaged && (!isEnded || tickets.length <= mostEndedInSight), list },
      },
    ];
  });
}

function areaNode(source: ViewSource, area: string | undefined, title: string, states: TicketsByState): ViewNode {
  const id = `${source.key}/area/${area ?? ''}`;
  const all = [...states.values()].reduce((sum, tickets) => sum + tickets.length, 0);
  const done = states.get('done')?.length ?? 0;
  const living = all - done - (states.get('cancelled')?.length ?? 0);
  const path = area === undefined ? undefined : source.view.observation.snapshot.areas.get(area)?.path;
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
    ...(all === 0 ? {} : { below: { isOpenAtFirst: living > 0 || all <= mostEndedInSight, list: () => groupNodes(source, id, states) } }),
  };
}

function areaNodes(source: ViewSource): readonly ViewNode[] {
  const { areas } = source.view.observation.snapshot;
  const sorted = ticketsByArea(source);
  // One that the spec wants no more is of interest for its tickets alone.
  const shown = [...areas.values()].filter(({ fields }) => fields.dropped === undefined || sorted.has(fields.area));
  const own = shown.map(({ fields }) => areaNode(source, fields.area, fields.dropped === undefined ? fields.title : `${fields.title} (dropped)`, sorted.get(fields.area) ?? new Map<TicketState, TicketStatus[]>()));
  const others = sorted.get(undefined);
  return others === undefined ? own : [...own, areaNode(source, undefined, own.length === 0 ? 'Tickets' : 'Other tickets', others)];
}

function specNode({ key, view }: ViewSource): ViewNode {
  const { spec, version } = view.observation.snapshot;
  const hasDraft = view.draft !== undefined;
  const waits = hasDraft ? 'a draft waits for you' : undefined;
  const named = spec === undefined ? 'none yet' : version === 0 ? undefined : `v${String(version)}`;
  const words = joined([spec === undefined && hasDraft ? undefined : named, waits]);
  return {
    id: `${key}/spec`,
    kind: 'spec',
    ...(spec === undefined ? {} : { path: specPath }),
    label: 'Spec',
    description: words,
    icon: hasDraft ? icons.draft : icons.spec,
    ...(hasDraft ? { colour: colours.attention } : {}),
    spoken: joined(['spec', spec === undefined ? 'none yet' : version === 0 ? undefined : `version ${String(version)}`, waits], ', '),
    context: hasDraft ? 'spec.draft' : spec === undefined ? 'spec.none' : 'spec',
    click: hasDraft ? { command: 'sanctum.reviewDraft', title: 'Review Draft of the Spec' } : spec === undefined ? { command: 'sanctum.planSpec', title: 'Plan' } : 'open',
    tooltip: () => (hasDraft ? 'The architect’s draft of the spec waits: read it, and accept or reject it.' : spec === undefined ? 'There is no spec yet. Write one with the architect.' : `The spec, as you accepted it${version === 0 ? '' : ` (version ${String(version)})`}.`),
  };
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

/** Whether there is anything to be shown of a plan beside a welcome. */
export function isBlank({ view: { draft, look, observation } }: ViewSource): boolean {
  const { spec, areas, problems, decisions, proposals } = observation.snapshot;
  return spec === undefined && draft === undefined && areas.size === 0 && problems.length === 0 && decisions === 0 && proposals.size === 0 && look.tickets.length === 0;
}

/** The view Plan of one repository: its spec, areas, tickets, queue, decisions, and what is wrong. */
export function planNodes(source: ViewSource): readonly ViewNode[] {
  if (isBlank(source)) return [];
  return [...problemsNode(source), specNode(source), ...proposalsNode(source), ...areaNodes(source), ...queueNode(source), ...decisionsNode(source)];
}

/** The rows of one view: a root for each repository when there are several. */
export function rootNodes(sources: readonly ViewSource[], nodesOf: (source: ViewSource) => readonly ViewNode[]): readonly ViewNode[] {
  const [only, ...more] = sources;
  if (only === undefined) return [];
  if (more.length === 0) return nodesOf(only);
  const roots = sources.map((source) => ({ source, nodes: nodesOf(source) }));
  return roots.filter(({ nodes }) => nodes.length > 0).map(({ source: { key, name }, nodes }) => ({
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
