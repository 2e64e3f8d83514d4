import type { Level } from '../../plan/atoms.js';
import type { Draft, ProposalDraft } from '../../plan/draft.js';
import { emptyDraft } from '../../plan/draft.js';
import type { Drafting } from '../../plan/drafting.js';
import { addTicket, updateTicket } from '../../plan/drafting.js';
import { shortName } from '../../plan/paths.js';
import { pitchProblem } from '../../plan/proposalTransitions.js';
import { openAt } from '../../plan/questionTransitions.js';
import type { Snapshot } from '../../plan/snapshot.js';
import type { Refusal } from '../../plan/transition.js';
import type { RunOrder } from '../runOrder.js';
import type { ToolCall } from '../tools.js';
import { purposeOf } from './runPurpose.js';

/** A call that writes into the draft of its run. */
export type DraftCall = Exclude<ToolCall, { readonly tool: 'read_plan' | 'report_progress' | 'ask_question' | 'submit_pr' }>;

/** The draft after a call, and what the agent is told. */
export interface DraftAnswer {
  readonly draft: Draft;
  readonly text: string;
}

/** What a call makes of a draft. A refusal leaves the draft as it was. */
export function drafted(snapshot: Snapshot, draft: Draft, order: Pick<RunOrder, 'role' | 'subject'>, call: DraftCall): DraftAnswer | Refusal {
  const area = order.subject.area ?? '';
  switch (call.tool) {
    case 'add_ticket': {
      const { title, body, kind, priority, depends_on: dependsOn, criteria, prediction, budget_minutes: budgetMinutes } = call.input;
      const ticket = { title, body, kind, priority, dependsOn, criteria, ...(prediction === undefined ? {} : { prediction }), ...(budgetMinutes === undefined ? {} : { budgetMinutes }) };
      return told(addTicket(snapshot, draft, area, ticket), (key) => `Added as ${key}; other tickets can depend on it by this key. It is in the plan when your turn has ended.`);
    }
    case 'update_ticket':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, call.input), (ticket) => `${ticket} is changed when your turn has ended.`);
    case 'set_dependencies':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, { dependsOn: call.input.depends_on }), (ticket) => `${ticket} depends on ${call.input.depends_on.join(', ') || 'nothing'}.`);
    case 'add_criteria':
      return told(updateTicket(snapshot, draft, area, call.input.ticket, { criteria: call.input.criteria }), (ticket) => `${ticket} has these criteria as well.`);
    case 'write_area':
      return { draft: { ...draft, areas: [...draft.areas.filter((other) => other.area !== call.input.area), call.input] }, text: `Area ${call.input.area} is written. It is in the plan when your turn has ended.` };
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
