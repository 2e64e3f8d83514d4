import type { PlanChange } from '../../plan/planningSchemas.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { RunOrder } from '../runOrder.js';
import type { PlanChangeInput, QuestionInput } from '../tools.js';

/** A question that asks for a change of the plan. */
export type ChangeQuestion = QuestionInput & { readonly change: PlanChange };

/** What the level above is asked when an agent wants the plan changed, or why that cannot be asked. */
export function changeQuestion(snapshot: Snapshot, subject: RunOrder['subject'], input: PlanChangeInput): ChangeQuestion | { readonly refusal: string } {
  const { document, criterion, problem, evidence, proposal, default: otherwise, blocking } = input;
  const ticket = subject.ticket === undefined ? undefined : snapshot.tickets.get(subject.ticket);
  const area = subject.area ?? ticket?.fields.area;
  if (document === 'ticket' && ticket === undefined) return { refusal: 'This run is about no ticket. Name the area or the spec as the document.' };
  if (document === 'area' && (area === undefined || !snapshot.areas.has(area))) return { refusal: 'This run is about no area. Name the ticket or the spec as the document.' };
  if (document === 'spec' && snapshot.spec === undefined) return { refusal: 'There is no spec. Name the ticket as the document.' };
  const criteria = ticket?.fields.criteria ?? [];
  if (criterion !== undefined && (document !== 'ticket' || criterion > criteria.length)) {
    return { refusal: `There is no criterion ${String(criterion)}: ${document === 'ticket' ? `the ticket has ${String(criteria.length)}` : 'only tickets have criteria'}. Leave it out, or count from 1 in the ticket's own list.` };
  }
  const names = { ticket: `ticket ${subject.ticket ?? ''}`, area: `area ${area ?? ''}`, spec: 'spec' };
  const place = criterion === undefined ? '' : `, criterion ${String(criterion)}`;
  const question = `A change of the ${names[document]}${place} is asked for: ${problem}\n\nWhat shows it: ${evidence}\n\nWhat it should say: ${proposal}`;
  const change = { document, ...(criterion === undefined ? {} : { criterion }) };
  return { question, options: [], ...(otherwise === undefined ? {} : { default: otherwise }), blocking, change };
}
