import type { Level } from './atoms.js';
import type { Draft } from './draft.js';
import { draftProblem } from './drafting.js';
import { setFields } from './frontMatter.js';
import { areaPath } from './paths.js';
import type { PlanChange, QuestionFields } from './planningSchemas.js';
import { answeredChanges, decisionChanges, openAt, openQuestion, passedUpChange } from './questionTransitions.js';
import type { Answer } from './questionTransitions.js';
import type { Document, Snapshot } from './snapshot.js';
import { draftedTickets } from './ticketDrafts.js';
import type { Change, Refusal, Transition } from './transition.js';
import { document } from './transition.js';
import type { WorkRun } from './workTransitions.js';
import { finishing, ofRun } from './workTransitions.js';

function withChange(text: string, before: PlanChange | undefined, added: Partial<PlanChange>): string {
  const known = Object.entries({ ...before, ...added }).filter(([, value]) => value !== undefined);
  return setFields(text, { change: Object.fromEntries(known) as Record<string, string | number> });
}

/** A change of the plan that was asked for, with its outcome and the words of whoever decided. */
export function settledChanges(snapshot: Snapshot, question: Document<QuestionFields>, outcome: NonNullable<PlanChange['outcome']>, answer: Answer): readonly Change[] {
  const words = { accepted: 'Accepted', refused: 'Refused' }[outcome];
  const changes = answeredChanges(snapshot, question, { ...answer, text: `${words}: ${answer.text}` });
  return changes.map(([path, text]): Change => [path, path === question.path && text !== undefined ? withChange(text, question.fields.change, { outcome }) : text]);
}

/** Whether a draft changes anything of the plan. */
export function changesPlan({ tickets, changes, areas, specEdits = [] }: Draft): boolean {
  return tickets.length + changes.length + areas.length + specEdits.length > 0;
}

/** What an accepted change of the plan did, for whoever asked for it. */
function deedWords(snapshot: Snapshot, draft: Draft, { asker }: QuestionFields): string {
  const isOwn = draft.changes.some(({ ticket }) => ticket === asker.ticket);
  const others = draft.changes.map(({ ticket }) => ticket).filter((ticket) => ticket !== asker.ticket);
  const parts = [
    isOwn ? 'Your ticket is changed: read "ticket" again with read_plan.' : undefined,
    draft.areas.length === 0 ? undefined : `Written anew: ${draft.areas.map(({ area }) => `area ${area}`).join(', ')}.`,
    draft.tickets.length === 0 ? undefined : `New tickets: ${draft.tickets.map(({ title }) => title).join('; ')}.`,
    others.length === 0 ? undefined : `Changed as well: ${others.map((ticket) => `${ticket} ${snapshot.tickets.get(ticket)?.fields.title ?? ''}`.trim()).join('; ')}.`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** Who decides on a change of the plan: with what it changes, where it is accepted; all or none. */
export function decideChange(record: WorkRun, draft: Draft): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const decided = draft.change;
    if (decided === undefined) return { refused: 'Nothing was decided.' };
    const by = fields.role as Level;
    const question = openAt(snapshot, decided.question, by);
    if ('refused' in question) return question;
    const { asker } = question.fields;
    const area = asker.area ?? '';
    const problem = draftProblem(snapshot, draft, area, asker.ticket);
    if (problem !== undefined) return { refused: problem };
    const isAccepted = decided.outcome === 'accepted';
    const text = isAccepted ? [decided.text, deedWords(snapshot, draft, question.fields)].join('\n\n').trim() : decided.text;
    const settled = settledChanges(snapshot, question, decided.outcome, { text, by, at: record.ended, run: record.run });
    const areas = isAccepted ? draft.areas.map((one): Change => [areaPath(one.area), document({ area: one.area, title: one.title, proposal: snapshot.areas.get(one.area)?.fields.proposal, dropped: snapshot.areas.get(one.area)?.fields.dropped }, one.text)]) : [];
    const tickets = isAccepted ? draftedTickets(snapshot, draft, { area, of: snapshot.areas.get(area)?.blob, at: record.ended }) : [];
    const decisions = decisionChanges(snapshot, draft.decisions.map((decision) => ({ ...decision, question: decided.question, by, at: record.ended })));
    return { transition: 'change-plan', subject: `${isAccepted ? 'accept' : 'refuse'} ${decided.question}`, changes: finishing(path, ...settled, ...areas, ...tickets, ...decisions) };
  });
}

/** The architect has put the change on the draft of the spec; accepting or rejecting that is the engineer's. */
export function passUpWithDraft(record: WorkRun, decided: NonNullable<Draft['change']>, draft: string): Transition {
  return ofRun(record, (snapshot, { path, fields }) => {
    const question = openAt(snapshot, decided.question, fields.role as Level);
    if ('refused' in question) return question;
    const [at, text] = passedUpChange(question, `${decided.text}\n\nThe draft of the spec holds the change.`, record.ended);
    const changed = text === undefined ? undefined : withChange(text, question.fields.change, { draft });
    return { transition: 'pass-up', subject: `pass up ${decided.question}: drafted`, changes: finishing(path, [at, changed]) };
  });
}

/** Whether a change of the spec lies with a manager, whose document it is not. */
export function isArchitects({ change, path }: QuestionFields): boolean {
  return change?.document === 'spec' && path.at(-1)?.level === 'manager';
}

/** Sends a change of the spec on to the architect: a manager has nothing to decide there. */
export function routeChange(id: string, at: string): Transition {
  return (snapshot) => {
    const question = openAt(snapshot, id, 'manager');
    if ('refused' in question) return question;
    if (!isArchitects(question.fields)) return { refused: `${id} is the manager's to decide.` };
    return { transition: 'pass-up', subject: `pass up ${id}: the spec`, changes: new Map([passedUpChange(question, "The spec is the architect's to revise.", at)]) };
  };
}

/** The open changes of the plan that lie with the engineer as a draft of the spec. */
export function draftedChanges({ questions }: Snapshot): readonly (Document<QuestionFields> & { readonly draft: string })[] {
  return [...questions.values()].flatMap((question) => {
    const { state, change } = question.fields;
    return state === 'open' && change?.draft !== undefined ? [{ ...question, draft: change.draft }] : [];
  });
}

/** The engineer does not want a change of the spec that an architect drafted. */
export function refuseChange(id: string, text: string, at: string): Transition {
  return (snapshot) => {
    const question: Document<QuestionFields> | Refusal = openQuestion(snapshot, id);
    if ('refused' in question) return question;
    return { transition: 'answer', subject: `answer ${id}: refused`, changes: new Map(settledChanges(snapshot, question, 'refused', { text, by: 'engineer', at })) };
  };
}
