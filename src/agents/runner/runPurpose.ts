import type { Role } from '../../plan/atoms.js';
import type { RunOrder } from '../runOrder.js';
import type { ToolName } from '../tools.js';

/** What a run is for; it follows from its order. */
export type RunPurpose = 'code' | 'review' | 'answer' | 'change' | 'tickets' | 'areas' | 'pitch' | 'design' | 'spec' | 'ask';

type Subject = RunOrder['subject'];

/** The tools that fit only some of the runs of their roles. */
const purposesOf: Partial<Record<ToolName, readonly RunPurpose[]>> = {
  add_ticket: ['tickets', 'change'],
  update_ticket: ['tickets', 'change'],
  set_dependencies: ['tickets', 'change'],
  add_criteria: ['tickets', 'change'],
  change_criterion: ['tickets', 'change'],
  cancel_ticket: ['tickets', 'change'],
  write_area: ['areas', 'design', 'change'],
  drop_area: ['areas'],
  revise_spec: ['change'],
  decide_change: ['change'],
  add_decision: ['areas', 'design', 'answer', 'change'],
  propose: ['pitch'],
  answer_question: ['answer', 'ask'],
  pass_up: ['answer', 'change'],
  request_plan_change: ['code', 'review', 'tickets'],
};

export function purposeOf(role: Role, subject: Subject): RunPurpose {
  if (role === 'coding') return 'code';
  if (role === 'merging') return 'review';
  if (subject.question !== undefined) return subject.work?.startsWith('change-') === true ? 'change' : 'answer';
  if (role === 'manager') return 'tickets';
  if (subject.proposal !== undefined) return 'design';
  return subject.work === 'areas' || subject.work === 'pitch' || subject.work === 'ask' ? subject.work : 'spec';
}

/** Why a tool is not for this run, and what is; undefined when it is for it. */
export function misuse(tool: ToolName, role: Role, subject: Subject): string | undefined {
  const purpose = purposeOf(role, subject);
  const isFit = purposesOf[tool]?.includes(purpose) !== false && (purpose !== 'tickets' || purposesOf[tool] === undefined || subject.area !== undefined);
  return isFit ? undefined : `${tool} is not for this run. ${describe(purpose, subject)}`;
}

function describe(purpose: RunPurpose, { question, area, ticket, proposal }: Subject): string {
  switch (purpose) {
    case 'answer':
      return `This run is to answer question ${question ?? ''}: call answer_question, or pass_up when you cannot answer it.`;
    case 'change':
      return `This run is to decide on the change of the plan in ${question ?? ''}: make the change and call decide_change, call decide_change alone to refuse it, or pass_up when it is not yours to decide.`;
    case 'tickets':
      return `This run is to cut the area ${area ?? '(none)'} into tickets: call add_ticket, update_ticket, set_dependencies, add_criteria, change_criterion or cancel_ticket.`;
    case 'areas':
      return 'This run is to cut the spec into areas: call write_area, drop_area for one that it wants no more, and add_decision for what was decided.';
    case 'pitch':
      return 'This run is to pitch sprints to the engineer: call propose.';
    case 'design':
      return `This run is to design what proposal ${proposal ?? ''} is about: call write_area, and add_decision for what was decided.`;
    case 'spec':
      return 'This run is to revise the spec: edit the file spec.md in your folder, and end your turn.';
    case 'ask':
      return 'This run is to answer the engineer: call answer_question, change nothing, and end your turn.';
    case 'review':
      return `This run is to review the submission of ticket ${ticket ?? ''}: call submit_review.`;
    case 'code':
      return `This run is to do ticket ${ticket ?? ''}: change the files of your folder, and call submit_pr.`;
  }
}
