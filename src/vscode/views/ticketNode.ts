import { modelFor, shortModel } from '../../agents/ladder.js';
import { containmentWords } from '../../engine/status/statusText.js';
import { containmentLine } from './containmentLine.js';
import type { TicketStatus } from '../../engine/status/status.js';
import type { Spend } from '../../insight/spend.js';
import { criteriaLines } from '../../plan/criteriaRecord.js';
import { ladderOf, rungOf } from '../../plan/ladder.js';
import type { TicketFields } from '../../plan/schemas.js';
import { staleReason } from '../../plan/staleness.js';
import { phaseIcons } from './signs.js';
import { spokenAge, timeOfDay, withAge } from './times.js';
import { counted, escapeMarkdown, joined } from './viewNode.js';
import type { ViewNode } from './viewNode.js';
import type { ViewSource } from './viewSource.js';

/** The model of a ticket's run at work. */
export function modelOf({ view }: ViewSource, ticket: TicketStatus): string | undefined {
  const { config, tickets } = view.observation.snapshot;
  const fields = tickets.get(ticket.id)?.fields;
  if (config === undefined || fields?.run === undefined) return undefined;
  return modelFor(ladderOf(config.roles, fields), rungOf(fields));
}

/** `coding 3m · rehearsal · attempt 2 · Writing b · contained`: where a ticket is, for how long, by whom, and what it waits for. What a narrow row cuts off stands last. */
export function ticketWords(source: ViewSource, ticket: TicketStatus): string {
  const { phase, since, attempt, containment, detail } = ticket;
  const landed = source.view.observation.snapshot.tickets.get(ticket.id)?.fields.landed;
  const model = modelOf(source, ticket);
  return joined([
    withAge(phase, since ?? landed?.at, source.now),
    model === undefined ? undefined : shortModel(model),
    attempt > 1 && phase !== 'open' && phase !== 'done' ? `attempt ${String(attempt)}` : undefined,
    detail,
    ticket.stale === true ? 'stale' : undefined,
    containment === undefined ? undefined : containmentWords[containment],
  ]);
}

function spokenTicket(source: ViewSource, ticket: TicketStatus): string {
  const { id, title, phase, since, attempt, containment, detail } = ticket;
  const model = modelOf(source, ticket);
  return joined(
    [
      `ticket ${id}`,
      title,
      since === undefined ? phase : `${phase} for ${spokenAge(since, source.now)}`,
      model === undefined ? undefined : `by ${shortModel(model)}`,
      attempt > 1 ? `attempt ${String(attempt)}` : undefined,
      detail,
      ticket.stale === true ? 'stale' : undefined,
      containment === undefined ? undefined : containmentWords[containment],
    ],
    ', ',
  );
}

function range([least, most]: readonly [number, number]): string {
  return least === most ? String(least) : `${String(least)}–${String(most)}`;
}

function predictionLine(prediction: TicketFields['prediction']): string | undefined {
  if (prediction === undefined) return undefined;
  const { minutes, dollars, difficulty } = prediction;
  return `Predicted: ${range(minutes)} minutes,${dollars === undefined ? '' : ` $${range(dollars)},`} difficulty ${range(difficulty)} of 10`;
}

function spentLine(spent: Spend | undefined): string | undefined {
  if (spent === undefined || spent.runs === 0) return undefined;
  const tokens = spent.tokens === undefined ? undefined : `${spent.tokens.toLocaleString('en')} tokens`;
  const dollars = spent.dollars === undefined ? undefined : `$${spent.dollars.toFixed(2)}`;
  const confined = spent.containments.map((one) => containmentWords[one]).join(' and ');
  return `So far: ${joined([counted(Math.round(spent.minutes), 'minute'), counted(spent.runs, 'run'), dollars, tokens, spent.models.join(', '), confined], ', ')}`;
}

function promotionLine({ by, at, from, to, reason }: TicketFields['promotions'][number], now: number): string {
  return joined([`Promoted ${timeOfDay(at, now)} by ${by}: ${from} → ${to}`, reason]);
}

async function ticketTooltip(source: ViewSource, ticket: TicketStatus): Promise<string> {
  const { snapshot } = source.view.observation;
  const { tickets, areas } = snapshot;
  const onPlan = tickets.get(ticket.id);
  const fields = onPlan?.fields;
  const area = fields?.area === undefined ? undefined : (areas.get(fields.area)?.fields.title ?? fields.area);
  const needs = (fields?.['depends-on'] ?? []).map((id) => `${id} (${tickets.get(id)?.state ?? 'not on the plan'})`);
  const landed = fields?.landed;
  const lines = [
    ticketWords(source, ticket),
    ticket.containment === undefined ? undefined : containmentLine(ticket.containment),
    joined([area === undefined ? undefined : `Area: ${area}`, fields === undefined ? undefined : `${fields.kind}, priority ${fields.priority}`]),
    onPlan === undefined ? undefined : staleReason(snapshot, onPlan),
    needs.length === 0 ? undefined : `Depends on: ${needs.join(', ')}`,
    ...(fields?.promotions ?? []).map((promotion) => promotionLine(promotion, source.now)),
    ...criteriaLines(await source.criteria(ticket.id)),
    predictionLine(fields?.prediction),
    await source.forecast(ticket.id),
    spentLine(await source.spent(ticket.id)),
    landed === undefined ? undefined : `Landed ${timeOfDay(landed.at, source.now)} as ${landed.commit.slice(0, 10)}`,
  ];
  const shown = lines.flatMap((line) => (line === undefined || line === '' ? [] : [escapeMarkdown(line)]));
  return [`**${escapeMarkdown(`${ticket.id} ${ticket.title}`)}**`, ...shown].join('\n\n');
}

/** A ticket as a row below the row named `parent`. */
export function ticketNode(source: ViewSource, parent: string, ticket: TicketStatus): ViewNode {
  const path = source.view.observation.snapshot.tickets.get(ticket.id)?.path;
  return {
    id: `${parent}/${ticket.id}`,
    kind: 'ticket',
    ticket: ticket.id,
    ...(path === undefined ? {} : { path }),
    label: `${ticket.id} ${ticket.title}`,
    description: ticketWords(source, ticket),
    ...phaseIcons[ticket.phase],
    spoken: spokenTicket(source, ticket),
    context: `ticket.${ticket.phase}`,
    click: 'open',
    tooltip: () => ticketTooltip(source, ticket),
  };
}
