import type { Level } from '../../plan/atoms.js';
import type { AreaDrop } from '../../plan/areaDrops.js';
import type { Draft, ProposalDraft } from '../../plan/draft.js';
import { emptyDraft } from '../../plan/draft.js';
import type { SpecEdit } from '../../plan/draft.js';
import { changesPlan } from '../../plan/changeTransitions.js';
import type { Drafting } from '../../plan/drafting.js';
import { addTicket, updateTicket } from '../../plan/drafting.js';
import { shortName } from '../../plan/paths.js';
import { pitchProblem } from '../../plan/proposalTransitions.js';
import { openAt } from '../../plan/questionTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import { editedSpec } from '../../plan/specEdits.js';
import type { Refusal } from '../../plan/transition.js';
import type { RunOrder } from '../runOrder.js';
import type { ToolCall } from '../tools.js';
import { purposeOf } from './runPurpose.js';

/** A call that writes into the draft of its run. */
export type DraftCall = Exclude<ToolCall, { readonly tool: 'read_plan' | 'report_progress' | 'ask_question' | 'request_plan_change' | 'submit_pr' }>;

/** The draft after a call, and what the agent is told. */
export interface DraftAnswer {
  readonly draft: Draft;
  readonly text: string;
}

/** What a call makes of a draft. A refusal leaves the draft as it was. */
export function drafted(snapshot: Snapshot, draft: Draft, order: Pick<RunOrder, 'role' | 'subject'>, call: DraftCall, spec = ''): DraftAnswer | Refusal {
  const area = order.subject.area ?? '';
  const asker = askerOf(snapshot, order);
  switch (call.tool) {
    case 'add_ticket': {
      const { title, body, kind, priority, depends_on: dependsOn, criteria, files, prediction, budget_minutes: budgetMinutes } = call.input;
      const ticket = { title, body, kind, priority, dependsOn, criteria, ...(files === undefined ? {} : { files }), ...(prediction === undefined ? {} : { prediction }), ...(budgetMinutes === undefined ? {} : { budgetMinutes }) };
      return told(addTicket(snapshot, draft, area, ticket), (key) => `Added as ${key}; other tickets can depend on it by this key. It is in the plan when your turn has ended.`);
    }
    case 'update_ticket':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, call.input, asker), (ticket) => `${ticket} is changed when your turn has ended.`);
    case 'set_dependencies':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, { dependsOn: call.input.depends_on }, asker), (ticket) => `${ticket} depends on ${call.input.depends_on.join(', ') || 'nothing'}.`);
    case 'add_criteria':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, { criteria: call.input.criteria }, asker), (ticket) => `${ticket} has these criteria as well.`);
    case 'change_criterion': {
      const { ticket, criterion: number, text } = call.input;
      return told(updateTicket(snapshot, draft, area, ticket, { criterion: { number, text } }, asker), () => (text === undefined ? `${ticket} has that criterion no more.` : `${ticket} has that criterion in these words.`));
    }
    case 'cancel_ticket':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, { cancel: call.input.why }), (ticket) => `${ticket} is cancelled when your turn has ended.`);
    case 'revise_spec':
      return revisedSpec(draft, call.input.edits, spec);
    case 'decide_change': {
      const { outcome, text } = call.input;
      if (outcome === 'accepted' && !changesPlan(draft)) return { refused: 'Accepting it means to make the change: call the tools that change the plan first, then decide_change. To say only why it stays, refuse it.' };
      const kept = outcome === 'accepted' ? draft : { ...emptyDraft, decisions: draft.decisions };
      return wayOut(snapshot, order, (question) => ({ draft: { ...withoutWay(kept), change: { question, outcome, text } }, text: `${outcome === 'accepted' ? 'Accepted' : 'Refused'}. End your turn now.` }));
    }
    case 'write_area':
      if ((draft.specEdits ?? []).length > 0) return { refused: 'You revise the spec: its areas follow when the engineer has accepted the draft. Write no area in this run.' };
      if (order.role === 'manager' && call.input.area !== area) return { refused: `Your area is ${area === '' ? 'none' : area}; another one is not yours to write. Hand the change up by pass_up.` };
      return { draft: { ...withoutDrop(draft, call.input.area), areas: [...draft.areas.filter((other) => other.area !== call.input.area), call.input] }, text: `Area ${call.input.area} is written. It is in the plan when your turn has ended.` };
    case 'drop_area':
      return droppedArea(snapshot, draft, call.input);
    case 'add_decision':
      return { draft: { ...draft, decisions: order.subject.question === undefined ? withDecision(draft.decisions, call.input) : [call.input] }, text: decisionWords(order.subject.question) };
    case 'propose':
      return pitched(snapshot, draft, call.input);
    case 'submit_review':
      return { draft: { ...draft, review: call.input }, text: 'Handed in. End your turn now.' };
    case 'answer_question': {
      const { answer: text, decision } = call.input;
      if (purposeOf(order.role, order.subject) === 'ask') return toEngineer(text, decision);
      const decisions = decision === undefined ? draft.decisions : [decision];
      return wayOut(snapshot, order, (question) => ({ draft: { ...emptyDraft, decisions, answer: { question, text } }, text: 'Answered. End your turn now.' }));
    }
    case 'pass_up': {
      const { view } = call.input;
      return wayOut(snapshot, order, (question) => ({ draft: { ...emptyDraft, decisions: draft.decisions, passedUp: { question, view } }, text: 'Passed up. End your turn now.' }));
    }
  }
}

/** An answer to the engineer decides nothing: whoever is to build by it finds it in the spec alone. */
function toEngineer(reply: string, decision: unknown): DraftAnswer | Refusal {
  if (decision !== undefined) return { refused: 'The engineer only asks, so that nothing is decided here. Send the answer without a decision.' };
  return { draft: { ...emptyDraft, reply }, text: 'Answered. End your turn now.' };
}

/** The ticket for which a change of the plan was asked. */
function askerOf(snapshot: Snapshot, { subject }: Pick<RunOrder, 'subject'>): string | undefined {
  return subject.question === undefined ? undefined : snapshot.questions.get(subject.question)?.fields.asker.ticket;
}

function revisedSpec(draft: Draft, edits: readonly SpecEdit[], spec: string): DraftAnswer | Refusal {
  if (draft.areas.length > 0) return { refused: 'You have written an area: either the areas change, which is yours to decide, or the spec, which is the engineer\'s.' };
  const specEdits = [...(draft.specEdits ?? []), ...edits];
  const edited = editedSpec(spec, specEdits);
  return 'refused' in edited ? edited : { draft: { ...draft, specEdits }, text: 'The draft says so when your turn has ended, and waits for the engineer. Call decide_change as well.' };
}

/** An area is either written or dropped: what was said last holds. */
function withoutDrop({ drops, ...draft }: Draft, area: string): Draft {
  const others = (drops ?? []).filter((other) => other.area !== area);
  return others.length === 0 ? draft : { ...draft, drops: others };
}

function droppedArea(snapshot: Snapshot, draft: Draft, drop: AreaDrop): DraftAnswer | Refusal {
  const present = snapshot.areas.get(drop.area)?.fields;
  if (present === undefined) return { refused: `There is no area ${drop.area} on the plan. read_plan with {"document": "areas"} lists those that are there.` };
  if (present.dropped !== undefined) return { refused: `The area ${drop.area} was dropped already. There is nothing left to do about it.` };
  const { drops = [], ...rest } = withoutDrop(draft, drop.area);
  const areas = draft.areas.filter(({ area }) => area !== drop.area);
  return { draft: { ...rest, areas, drops: [...drops, drop] }, text: `Area ${drop.area} is dropped when your turn has ended. Its tickets that nobody works on are cancelled then.` };
}

/** What was said before of the question does not hold any more. */
function withoutWay({ passedUp: _passedUp, change: _change, ...draft }: Draft): Draft {
  return draft;
}

/** Either of the two ways to be done with a question; what it makes has no room for the other one. */
function wayOut(snapshot: Snapshot, { role, subject }: Pick<RunOrder, 'role' | 'subject'>, take: (question: string) => DraftAnswer): DraftAnswer | Refusal {
  const question = subject.question ?? '';
  const open = openAt(snapshot, question, role as Level);
  return 'refused' in open ? { refused: `${open.refused} There is nothing left to do; end your turn.` } : take(question);
}

function told(drafting: Drafting, words: (ticket: string) => string): DraftAnswer | Refusal {
  return 'refused' in drafting ? drafting : { draft: drafting.draft, text: words(drafting.ticket) };
}

/** A sprint with the title of one that was pitched in the same run takes its place. */
function pitched(snapshot: Snapshot, draft: Draft, proposal: ProposalDraft): DraftAnswer | Refusal {
  const others = draft.proposals.filter(({ title }) => shortName(title) !== shortName(proposal.title));
  const problem = pitchProblem(snapshot, others, proposal);
  if (problem !== undefined) return { refused: problem };
  return { draft: { ...draft, proposals: [...others, proposal] }, text: 'Noted. The engineer reads it when your turn has ended.' };
}

/** A decision with the title of an earlier one takes its place. */
function withDecision(decisions: Draft['decisions'], decision: Draft['decisions'][number]): Draft['decisions'] {
  return [...decisions.filter(({ title }) => shortName(title) !== shortName(decision.title)), decision];
}

function decisionWords(question: string | undefined): string {
  return question === undefined ? 'Noted. It is in the plan when your turn has ended.' : `Noted as the one decision that your answer to ${question} makes. Call answer_question as well.`;
}
