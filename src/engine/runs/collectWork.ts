import { decideChange, passUpWithDraft } from '../../plan/changeTransitions.js';
import type { Draft } from '../../plan/draft.js';
import { emptyDraft } from '../../plan/draft.js';
import type { WorkFields } from '../../plan/planningSchemas.js';
import { fileProposal, propose } from '../../plan/proposalTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Transition } from '../../plan/transition.js';
import type { Failure } from '../../plan/transitions.js';
import type { WorkRun } from '../../plan/workTransitions.js';
import { findingLines, isPlateau, settledLines } from '../../plan/reviewRounds.js';
import { answerByAgent, cutAreas, cutTickets, dropWork, failWork, parkWork, passUp, recordReview } from '../../plan/workTransitions.js';
import { budgetWords } from '../../insight/budgets.js';
import { askForMoney, frozenFor } from './frozen.js';
import { askOnBehalf } from './askOnBehalf.js';
import type { EndedRun } from './endedRun.js';
import { endingFailure } from './endedRun.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { ActionPostponed, workOf } from '../performing.js';
import { draftChange } from '../planning/changeDraft.js';
import { PlanningElsewhere } from '../planning/planningLock.js';
import { PlanningError } from '../planning/planningError.js';
import { outcomeOf } from './consequences.js';
import { isMoot } from '../deciding/workNeeded.js';

function dropWords({ drops = [] }: Draft): string {
  return drops.length === 0 ? '' : `; the spec wants no more: ${drops.map(({ area }) => area).join(', ')}`;
}

interface Result {
  readonly transition: Transition;
  /** For the log. */
  readonly words: string;
}

/** What a run made, as a step of the plan; words for the next attempt when it made nothing that could be used. Pure. */
export function resultOf(snapshot: Snapshot, work: WorkFields, record: WorkRun, { exit, failure }: Pick<EndedRun, 'exit' | 'failure'>): Result | { readonly nothing: string } {
  const draft = exit?.draft ?? emptyDraft;
  // Some end as if all were well when they were not served; that nothing is to be changed is for who was served to say.
  const failed = failure !== undefined || (exit?.exitCode !== 0 && exit?.lingered !== true);
  switch (work.kind) {
    case 'areas':
      if (draft.areas.length + (draft.drops ?? []).length === 0 && (failed || snapshot.areas.size === 0)) return { nothing: 'The architect wrote no area (write_area was not called).' };
      return { transition: cutAreas(record, draft), words: `the architect wrote ${counted(draft.areas.length, 'area')}: ${draft.areas.map(({ area }) => area).join(', ')}${dropWords(draft)}` };
    case 'tickets': {
      const isNew = ![...snapshot.tickets.values()].some(({ fields }) => fields.area === work.subject);
      const wrote = draft.tickets.length + draft.changes.length;
      if (wrote === 0 && (failed || isNew)) return { nothing: 'The manager wrote no ticket (add_ticket was not called).' };
      return { transition: cutTickets(record, draft), words: `the manager of ${work.subject ?? ''} wrote ${counted(draft.tickets.length, 'ticket')}, and changed ${String(draft.changes.length)}` };
    }
    case 'answer':
      if (draft.answer !== undefined) return { transition: answerByAgent(record, draft.answer, draft.decisions), words: `the ${work.role} answered ${draft.answer.question}` };
      if (draft.passedUp !== undefined) return { transition: passUp(record, draft.passedUp), words: `the ${work.role} passed ${draft.passedUp.question} up` };
      return { nothing: `The ${work.role} neither answered nor passed the question up.` };
    case 'pitch':
      if (draft.proposals.length === 0) return { nothing: 'The architect pitched nothing (propose was not called).' };
      return { transition: propose(record, draft), words: `the architect pitched ${counted(draft.proposals.length, 'proposal')}: ${draft.proposals.map(({ title }) => title).join(', ')}` };
    case 'design':
      if (draft.areas.length === 0) return { nothing: 'The architect wrote no area for the proposal (write_area was not called).' };
      return { transition: fileProposal(record, draft), words: `the architect filed ${work.subject ?? ''} as ${counted(draft.areas.length, 'area')}: ${draft.areas.map(({ area }) => area).join(', ')}` };
    case 'change':
      if (draft.change !== undefined) return { transition: decideChange(record, draft), words: `the ${work.role} ${draft.change.outcome} the change of the plan in ${draft.change.question}` };
      if (draft.passedUp !== undefined) return { transition: passUp(record, draft.passedUp), words: `the ${work.role} passed ${draft.passedUp.question} up` };
      return { nothing: `The ${work.role} neither decided on the change (decide_change was not called) nor passed it up.` };
    case 'review':
      if (draft.review === undefined) return { nothing: 'The merging agent came to no verdict (submit_review was not called).' };
      return { transition: recordReview(record, draft.review), words: `the review of ${work.subject ?? ''}: ${draft.review.verdict === 'approve' ? 'approved' : 'changes are asked for'}` };
  }
}

/** An accepted change of the spec: it is put on the draft, which waits for the engineer. Undefined for any other run. */
async function specChange(project: Performing['project'], work: WorkFields, record: WorkRun, { exit }: EndedRun): Promise<Result | { readonly nothing: string } | undefined> {
  const { change, specEdits: edits = [] } = exit?.draft ?? emptyDraft;
  if (work.kind !== 'change' || change?.outcome !== 'accepted' || edits.length === 0) return undefined;
  try {
    const drafted = await draftChange(project, { question: change.question, run: record.run, edits });
    if ('refused' in drafted) return { nothing: drafted.refused };
    return { transition: passUpWithDraft(record, change, drafted.draft), words: `the architect put ${change.question} on the draft of the spec: sanctum diff` };
  } catch (error) {
    if (error instanceof PlanningElsewhere || error instanceof PlanningError) throw new ActionPostponed(error.message);
    throw error;
  }
}

/** By these words the question is known again. */
const asMuchAgain = 'the second review asks for as much as the first';

/**
 * A review that asks for as much as the one before: who cut the ticket is asked what is wanted, and the ticket waits for that. Undefined for any
 * other run, where a person wrote the submission, and where that was asked before: the answer has not brought them together, so that from then on
 * each round costs the ticket an attempt, and there is an end of it.
 */
async function plateau(performing: Pick<Performing, 'project' | 'writer'>, snapshot: Snapshot, work: WorkFields, record: WorkRun, { exit }: EndedRun): Promise<Result | undefined> {
  const review = exit?.draft?.review;
  const id = work.subject ?? '';
  const before = snapshot.reviews.get(id);
  if (work.kind !== 'review' || review === undefined || before === undefined || !isPlateau(before, review)) return undefined;
  const pending = snapshot.pending.get(id);
  const ticket = snapshot.tickets.get(id)?.fields;
  if (pending === undefined || pending.commit !== work.of || ticket?.resumes !== pending.run) return undefined;
  if ([...snapshot.questions.values()].some(({ fields, text }) => fields.asker.ticket === id && fields.asker.run !== pending.run && text.includes(asMuchAgain))) return undefined;
  const text = `Ticket ${id} (${ticket.title}) was reviewed twice, and ${asMuchAgain}.\n\nFirst:\n\n${settledLines(before.findings, pending.findings ?? []).join('\n')}\n\nThen:\n\n${findingLines(review.findings).join('\n')}\n\nWhat is the coding agent to do: what of this is wanted, and what may stay as it is?`;
  const question = await askOnBehalf(performing, { ticket: id, run: pending.run, role: 'coding', area: ticket.area, ended: record.ended }, text);
  if (question === undefined) return undefined;
  return { transition: recordReview(record, review, question), words: `the review of ${id}: changes are asked for again; its manager is asked: ${question}` };
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** Who answers a question or reviews says by that call that the work is done; who writes areas or tickets is done when nothing is left to ask. */
function isDone({ kind }: WorkFields, { waitsFor }: EndedRun): boolean {
  return waitsFor === undefined || kind === 'answer' || kind === 'change' || kind === 'review';
}

/** Ends a run of an architect, a manager or a merging agent: all that it wrote becomes one commit of the plan, or none of it; or its session goes on later. */
export async function collectWork({ project, writer, log }: Performing, observation: Observation, name: string, ended: EndedRun): Promise<'goes on' | 'over'> {
  const { snapshot } = observation;
  const work = workOf(snapshot, name).fields;
  const record: WorkRun = { ...ended.record, work: name, submitted: false, outcome: '' };
  const failure = endingFailure(ended.exit, ended.stallsBefore);
  if (isMoot(snapshot, work)) {
    // That its result is not wanted any more does not undo what it did outside its worktree.
    const breach = failure?.sticks === true ? ` ${failure.reason}\n${ended.report}` : '';
    await writer.write(dropWork(name, { ...record, outcome: `no longer needed${failure?.sticks === true ? `; ${failure.reason}` : ''}` }));
    log.write(breach === '' ? 'INFO' : 'WARN', `${name} is no longer needed.${breach}`);
    return 'over';
  }
  const handed = { ...record, submitted: true, outcome: 'submitted' };
  // Who answers a question or reviews has said by that call that it is done, whatever its last words cost.
  const isSaid = ended.exit?.reason === 'budget' && (work.kind === 'answer' || work.kind === 'review');
  const result = isSaid ? resultOf(snapshot, work, handed, ended) : failure === undefined ? ((await specChange(project, work, handed, ended)) ?? (await plateau({ project, writer }, snapshot, work, handed, ended)) ?? resultOf(snapshot, work, handed, ended)) : { nothing: failure.reason };
  if (ended.waitsFor !== undefined && ('nothing' in result || !isDone(work, ended))) {
    await writer.write(parkWork({ ...record, outcome: `waits for ${ended.waitsFor}` }, ended.waitsFor));
    log.write('INFO', `${name} is parked until ${ended.waitsFor} is answered`);
    return 'goes on';
  }
  const who = { role: work.role, work: name };
  const budget = 'nothing' in result ? frozenFor(observation, who, ended) : undefined;
  if (budget !== undefined) {
    const frozen = await askForMoney({ project, writer }, snapshot, who, budget, ended);
    const reason = `It was frozen, since ${budgetWords(budget)} is used up.`;
    await writer.write('asked' in frozen ? parkWork({ ...record, outcome: reason }, frozen.asked) : failWork({ ...record, outcome: reason }, { reason, report: ended.report, own: false, goesOn: true }));
    log.write('WARN', `${name} is frozen: ${budgetWords(budget)} is used up; ${'asked' in frozen ? `asked: ${frozen.asked}` : `${frozen.waitsBehind} asks for more`}`);
    return 'goes on';
  }
  const refused = 'nothing' in result ? reasonOf(result.nothing) : await writeResult(result);
  if (refused === undefined) return 'over';
  await writer.write(failWork({ ...record, outcome: refused.reason }, { ...refused, report: ended.report }));
  log.write('WARN', `${name} run ended: ${refused.reason}`);
  return refused.goesOn === true || refused.unbegun === true ? 'goes on' : 'over';

  function reasonOf(nothing: string): Omit<Failure, 'report'> {
    if (failure !== undefined) return { ...failure, reason: failure.reason, goesOn: failure.goesOn === true || (ended.exit?.reason === 'stopped' && observation.account !== undefined) };
    if (ended.failure === undefined) return { reason: nothing, own: true };
    // Too much for one session: nobody is asked what is to be left out of a piece of work, so that the engineer must see to it.
    const { own, goesOn, asks, sticks } = outcomeOf(ended.failure.cause, ended.course);
    return { reason: ended.failure.words, own, goesOn, sticks: sticks || asks };
  }

  async function writeResult({ transition, words }: Result): Promise<Omit<Failure, 'report'> | undefined> {
    const written = await writer.write(transition);
    if ('refused' in written) return { reason: `What it wrote no longer fits the plan: ${written.refused}`, own: false };
    log.write('INFO', words);
    return undefined;
  }
}
