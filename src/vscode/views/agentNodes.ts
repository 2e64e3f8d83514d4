import { modelFor, shortModel } from '../../agents/ladder.js';
import type { Phase, TicketStatus } from '../../engine/status/status.js';
import { containmentWords } from '../../engine/status/statusText.js';
import type { WorkStatus } from '../../engine/status/workStatus.js';
import { areaPath, questionPath, specPath } from '../../plan/paths.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import { containmentLine } from './containmentLine.js';
import { workIcons } from './signs.js';
import { ticketNode } from './ticketNode.js';
import { spokenAge, withAge } from './times.js';
import { escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

const atWork: ReadonlySet<Phase> = new Set<Phase>(['starting', 'coding', 'collecting', 'parked']);

/** The run of a ticket, or the session that waits for an answer. */
function ticketRunNode(source: ViewSource, ticket: TicketStatus): ViewNode {
  const run = source.view.observation.snapshot.tickets.get(ticket.id)?.fields.run;
  const node = ticketNode(source, `${source.key}/agents`, ticket);
  const spoken = `coding agent, ${node.spoken}`;
  return run === undefined ? { ...node, spoken } : { ...node, spoken, kind: 'run', run, context: 'run' };
}

/** The document that a piece of work is about. */
function documentOf(source: ViewSource, { kind, subject = '' }: WorkFields): string | undefined {
  const { tickets, proposals } = source.view.observation.snapshot;
  switch (kind) {
    case 'design':
      return proposals.get(subject)?.path;
    case 'pitch':
      return undefined;
    case 'areas':
      return specPath;
    case 'tickets':
      return areaPath(subject);
    case 'answer':
    case 'change':
      return questionPath(subject);
    case 'review':
      return tickets.get(subject)?.path;
  }
}

function workNode(source: ViewSource, work: WorkStatus): ViewNode {
  const { name, role, words, phase, attempt, since, containment, progress } = work;
  const badge = containment === undefined ? undefined : containmentWords[containment];
  const { config, work: pieces } = source.view.observation.snapshot;
  const fields = pieces.get(name)?.fields;
  const isAtWork = fields?.run !== undefined;
  const model = !isAtWork || config === undefined ? undefined : modelFor(config.roles[role], fields.failures);
  const path = fields === undefined ? undefined : documentOf(source, fields);
  const of = fields?.kind === 'review' ? fields.subject : undefined;
  const attempts = attempt > 1 ? `attempt ${String(attempt)}` : undefined;
  return {
    id: `${source.key}/agents/${name}`,
    kind: isAtWork ? 'run' : 'work',
    work: name,
    ...(fields?.run === undefined ? {} : { run: fields.run }),
    ...(of === undefined ? {} : { ticket: of }),
    ...(path === undefined ? {} : { path, click: 'open' as const }),
    label: words,
    description: joined([withAge(phase, since, source.now), model === undefined ? undefined : shortModel(model), attempts, progress, badge]),
    ...workIcons[phase],
    spoken: joined([words, since === undefined ? phase : `${phase} for ${spokenAge(since, source.now)}`, model === undefined ? undefined : `by ${shortModel(model)}`, attempts, progress, badge], ', '),
    context: isAtWork ? 'run' : `work.${phase}`,
    tooltip: () => [`**${escapeMarkdown(words)}**`, escapeMarkdown(joined([phase, model, attempts, progress, badge])), ...(containment === undefined ? [] : [containmentLine(containment)])].join('\n\n'),
  };
}

/** The view Agents of one repository: the agents at work, the sessions that wait for an answer, and what is stuck of other work than coding. */
export function agentNodes(source: ViewSource): readonly ViewNode[] {
  const { look, observation } = source.view;
  const { tickets } = observation.snapshot;
  const isSession = ({ id, phase }: TicketStatus): boolean => atWork.has(phase) && (phase === 'parked' || tickets.get(id)?.fields.run !== undefined);
  return [...look.work.map((work) => workNode(source, work)), ...look.tickets.filter(isSession).map((ticket) => ticketRunNode(source, ticket))];
}
