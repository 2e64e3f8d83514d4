import * as z from 'zod';
import type { Role } from '../plan/atoms.js';
import { areaName, documentText, line, longLine, ticketIdText } from '../plan/atoms.js';
import { criterionSchema } from '../plan/criterion.js';
import { specEditSchema, ticketKey } from '../plan/draft.js';
import { findingSchema } from '../plan/planningSchemas.js';
import { sprintPredictionSchema } from '../plan/proposalSchemas.js';
import { filePattern, predictionSchema, priorities } from '../plan/schemas.js';
import { secretIn, secretRefusal } from '../plan/secrets.js';

const files = z.array(filePattern).max(50);
const dependsOn = z.array(ticketKey).max(50).describe('Tickets that must be done first: ids such as "0012", or keys such as "new-1" of tickets that you added.');
const criteria = z
  .array(criterionSchema)
  .max(50)
  .describe('What must be true when the ticket is done, one line each. Where a test or a command shows it: {"text": ..., "test": the name of the test} or {"text": ..., "command": ...}; a command is run when the engineer has approved it.');
const ticket = ticketKey.describe('The id of a ticket of your area, or the key of one that you added.');
const decision = z.strictObject({ title: line, text: documentText(20_000) });
const criterionNumber = z.int().min(1).max(50).describe('Which criterion of the ticket, from 1.');

/** Two weeks: by then nobody remembers what was meant. */
const longestDeadlineMinutes = 14 * 24 * 60;

const inputs = {
  read_plan: z.strictObject({
    document: z
      .enum(['ticket', 'spec', 'area', 'areas', 'tickets', 'decisions', 'question', 'questions', 'proposal', 'proposals'])
      .describe('Which document; `ticket`, `area`, `question` and `proposal` are those that your run is about.'),
  }),
  report_progress: z.strictObject({
    text: documentText(500).describe('One line that says what you are doing.'),
  }),
  ask_question: z
    .strictObject({
      question: documentText(8000).describe('What you need to know, with all that one must know to answer it.'),
      evidence: documentText(8000).optional().describe('What you tried and saw: the commands, what they printed, the places in the code.'),
      options: z.array(line).max(10).default([]).describe('Answers to choose from, where there are such.'),
      default: documentText(2000).optional().describe('What you will do when nobody says otherwise.'),
      default_after_minutes: z
        .number()
        .positive()
        .max(longestDeadlineMinutes)
        .optional()
        .describe('After so many minutes without an answer the default is the answer. Leave it out where being wrong would be dear.'),
      blocking: z.boolean().default(true).describe('Whether you cannot go on without the answer.'),
    })
    .refine(({ default: otherwise, default_after_minutes: minutes }) => minutes === undefined || otherwise !== undefined, {
      error: 'a deadline needs a default: say what you will do then, or leave default_after_minutes out',
      path: ['default'],
    }),
  request_plan_change: z.strictObject({
    document: z.enum(['ticket', 'area', 'spec']).describe('What cannot stay as it is: your ticket with its criteria, your area, or the spec.'),
    criterion: criterionNumber.optional(),
    problem: documentText(4000).describe('What is wrong with it, in words that need nothing beside them.'),
    evidence: documentText(4000).describe('What shows it: what you tried, and what came of it.'),
    proposal: documentText(6000).describe('What it should say instead.'),
    default: documentText(2000).optional().describe('What you will do when nobody says otherwise.'),
    blocking: z.boolean().default(true).describe('Whether you cannot go on without the outcome.'),
  }),
  submit_pr: z.strictObject({
    summary: documentText(4000).describe('What you changed and why, for the one who reviews it.'),
    evidence: documentText(4000).describe('How you know that it works: the commands you ran and what they printed.'),
    criteria: z
      .array(z.strictObject({ criterion: z.int().min(1), evidence: documentText(2000) }))
      .max(200)
      .default([])
      .describe("For each of the ticket's criteria, by its number from 1: how you know that it is met."),
    findings: z
      .array(z.strictObject({ finding: z.int().min(1), outcome: z.enum(['closed', 'rebutted']), how: documentText(2000) }))
      .max(200)
      .default([])
      .describe('For each finding of the last review that must be changed, by its number: closed, and by what; or rebutted, and why.'),
  }),
  submit_review: z
    .strictObject({
      verdict: z.enum(['approve', 'request-changes']),
      findings: z.array(findingSchema).max(100).default([]).describe('What you found: must be changed, should be, or a note; with the place as file:line.'),
    })
    .refine(({ verdict, findings }) => verdict === 'approve' || findings.some(({ severity }) => severity === 'must'), {
      error: 'request-changes needs at least one finding of severity "must" that says what has to change',
      path: ['findings'],
    })
    .refine(({ verdict, findings }) => verdict === 'request-changes' || findings.every(({ severity }) => severity !== 'must'), {
      error: 'what "must" be changed cannot be approved; send the verdict "request-changes", or call the finding "should"',
      path: ['findings'],
    }),
  add_ticket: z.strictObject({
    title: line.describe('Short, as a command: what will be different.'),
    body: documentText(20_000).describe('All that a coding agent must know who has read nothing else.'),
    kind: z.enum(['feature', 'fix', 'chore']).default('feature'),
    priority: z.enum(priorities).default('medium'),
    depends_on: dependsOn.default([]),
    criteria: criteria.default([]),
    files: files.optional().describe('The files that it is likely to change, as far as you can tell: paths, or patterns such as src/queue/**. Tickets that change the same are begun one after the other where there is a choice.'),
    prediction: predictionSchema.optional().describe('Each [least, most]: difficulty from 1 to 10, minutes of coding, dollars.'),
    budget_minutes: z.number().positive().max(24 * 60).optional().describe('What one run may take, where that is less than usual.'),
  }),
  update_ticket: z
    .strictObject({
      ticket,
      title: line.optional(),
      addition: documentText(20_000).optional().describe('Added at the end of its text.'),
      priority: z.enum(priorities).optional(),
      files: files.optional().describe('All files that it is likely to change, as paths or patterns.'),
    })
    .refine(({ title, addition, priority, files: stated }) => title !== undefined || addition !== undefined || priority !== undefined || stated !== undefined, {
      error: 'nothing is to change; give a title, an addition, a priority or files',
    }),
  set_dependencies: z.strictObject({ ticket, depends_on: dependsOn }),
  add_criteria: z.strictObject({ ticket, criteria: criteria.min(1) }),
  change_criterion: z.strictObject({
    ticket,
    criterion: criterionNumber,
    text: criteria.element.optional().describe('What it is to say; without it the criterion goes.'),
  }),
  cancel_ticket: z.strictObject({ ticket: ticketIdText.describe('The id of a ticket of your area that nobody works on.'), why: line }),
  write_area: z.strictObject({
    area: areaName.describe('Its short name, such as command-line.'),
    title: line,
    text: documentText(50_000).describe('The whole document: what belongs to the area, and what its manager must know.'),
  }),
  drop_area: z.strictObject({
    area: areaName.describe('An area that is there, and that the spec wants no more.'),
    why: line.describe('What the spec says now that leaves it without anything to see to.'),
  }),
  revise_spec: z.strictObject({
    edits: z.array(specEditSchema).min(1).max(50).describe('Each a passage of the spec, word for word, that stands there once, and what is to stand there instead.'),
  }),
  decide_change: z.strictObject({
    outcome: z.enum(['accepted', 'refused']),
    text: documentText(6000).describe('What you decided and why, for the one who asked.'),
  }),
  add_decision: decision,
  propose: z.strictObject({
    title: line.describe('Short: what there will be.'),
    goal: longLine.describe('In a sentence, what a user can do when it is done.'),
    scope: documentText(10_000).describe('What belongs to it, as bullets in Markdown, and what does not.'),
    forks: z
      .array(z.strictObject({ question: longLine, options: z.array(line).min(2).max(6) }))
      .max(10)
      .default([])
      .describe('Where the design could go one way or another, and the engineer is to say which.'),
    risks: z.array(longLine).max(20).default([]).describe('What could go wrong, or cost more than thought.'),
    prediction: sprintPredictionSchema.describe('Over all its tickets, each [least, most]: minutes of coding, dollars.'),
  }),
  answer_question: z.strictObject({
    answer: documentText(8000).describe('The answer, for the one who asked.'),
    decision: decision.optional().describe('What the answer decides for good, for whoever has the same question later.'),
  }),
  pass_up: z.strictObject({
    view: documentText(4000).describe('What you think of the question, for the level above.'),
  }),
} as const;

export type ToolName = keyof typeof inputs;

/** What `read_plan` can be asked for. */
export type PlanDocument = z.infer<(typeof inputs)['read_plan']>['document'];

/** What an agent asks. */
export type QuestionInput = z.infer<(typeof inputs)['ask_question']>;

/** What an agent wants changed of the plan. */
export type PlanChangeInput = z.infer<(typeof inputs)['request_plan_change']>;

/** A call that was checked. */
export type ToolCall = { [Name in ToolName]: { readonly tool: Name; readonly input: z.infer<(typeof inputs)[Name]> } }[ToolName];

/** One tool: what the MCP server lists, and by which the runner checks. */
export interface Tool {
  readonly name: ToolName;
  readonly description: string;
  readonly input: z.ZodObject;
  /** An input that would be accepted; shown to who sent another one. */
  readonly example: string;
  readonly roles: readonly Role[];
}

const everybody: readonly Role[] = ['architect', 'manager', 'coding', 'merging'];
const answering: readonly Role[] = ['architect', 'manager'];

/** The one table of all tools. */
export const tools: readonly Tool[] = [
  {
    name: 'read_plan',
    description: 'Reads the plan as it is now: your ticket, the spec, your area or all areas, the list of tickets, the decisions, your question or all questions, your proposal or all proposals.',
    input: inputs.read_plan,
    example: '{"document": "spec"}',
    roles: everybody,
  },
  {
    name: 'report_progress',
    description: 'Tells the engineer in one line what you are doing. Call it when you begin something new.',
    input: inputs.report_progress,
    example: '{"text": "Writing the parser; the tests come next."}',
    roles: everybody,
  },
  {
    name: 'ask_question',
    description:
      'Asks the level above you. Look at the plan and its decisions first. A blocking question waits for its answer; when none comes in time, end your turn, and your session goes on when the answer is there. One that does not block is answered with a later call.',
    input: inputs.ask_question,
    example:
      '{"question": "Should names be greeted in capitals?", "evidence": "The tests have none.", "options": ["Yes", "No"], "default": "I leave them as they are.", "default_after_minutes": 60, "blocking": true}',
    roles: everybody,
  },
  {
    name: 'request_plan_change',
    description:
      'Asks for a change of the plan where the work shows it wrong: a criterion that cannot be met, an area or a spec that contradicts what is so. It goes to whoever owns the document, who changes it or says why not. Waits like ask_question.',
    input: inputs.request_plan_change,
    example: '{"document": "ticket", "criterion": 2, "problem": "The library cannot do it.", "evidence": "Its manual, and a try: it throws.", "proposal": "What the criterion should say.", "blocking": true}',
    roles: ['manager', 'coding', 'merging'],
  },
  {
    name: 'submit_pr',
    description: 'Hands in your work: all files of your folder as they are when you end your turn. Without it nothing is tested or merged. Call it last.',
    input: inputs.submit_pr,
    example: '{"summary": "What I changed and why.", "evidence": "npm test: 12 passed.", "criteria": [{"criterion": 1, "evidence": "The test greets Ada passes."}]}',
    roles: ['coding'],
  },
  {
    name: 'submit_review',
    description: 'Hands in your review of the submission. `request-changes` needs at least one finding that `must` be changed. Called again, the later review holds.',
    input: inputs.submit_review,
    example: '{"verdict": "request-changes", "findings": [{"severity": "must", "place": "src/greet.ts:12", "text": "An empty name is greeted."}]}',
    roles: ['merging'],
  },
  {
    name: 'add_ticket',
    description: 'Adds a ticket to your area: one change that one coding agent makes in one go. The answer says the key by which other tickets can depend on it.',
    input: inputs.add_ticket,
    example: '{"title": "Greet by name", "body": "What is to be done, and where.", "depends_on": ["0012", "new-1"], "criteria": ["the manual tells of it", {"text": "greet Ada prints Hello, Ada", "test": "greets Ada"}]}',
    roles: ['manager'],
  },
  {
    name: 'update_ticket',
    description: 'Changes a ticket of your area that nobody works on: another title or priority, or more text.',
    input: inputs.update_ticket,
    example: '{"ticket": "0012", "addition": "Also for an empty name."}',
    roles: ['manager'],
  },
  {
    name: 'set_dependencies',
    description: 'Says anew which tickets a ticket of your area waits for; the whole list.',
    input: inputs.set_dependencies,
    example: '{"ticket": "0012", "depends_on": ["0003", "new-1"]}',
    roles: ['manager'],
  },
  {
    name: 'add_criteria',
    description: 'Adds criteria to a ticket of your area; those that it has stay.',
    input: inputs.add_criteria,
    example: '{"ticket": "0012", "criteria": [{"text": "greet prints Hello, world when no name is given", "test": "greets without a name"}]}',
    roles: ['manager'],
  },
  {
    name: 'change_criterion',
    description: 'Says one criterion of a ticket of your area in other words, or takes it away.',
    input: inputs.change_criterion,
    example: '{"ticket": "0012", "criterion": 2, "text": "greet prints Hello, world when the name is empty"}',
    roles: ['manager'],
  },
  {
    name: 'cancel_ticket',
    description: 'Cancels a ticket of your area that nobody works on and that is not wanted any more. What was written for it is kept.',
    input: inputs.cancel_ticket,
    example: '{"ticket": "0012", "why": "The area does without it now."}',
    roles: ['manager'],
  },
  {
    name: 'write_area',
    description: 'Writes the document of an area, a part of the spec that one manager sees to; the whole text, new or in the place of the old one.',
    input: inputs.write_area,
    example: '{"area": "command-line", "title": "The command line", "text": "What belongs to it."}',
    roles: answering,
  },
  {
    name: 'drop_area',
    description: 'Says that the spec wants an area no more. Its tickets that nobody works on are cancelled; what was written for them is kept.',
    input: inputs.drop_area,
    example: '{"area": "farewells", "why": "The spec has no farewells any more."}',
    roles: ['architect'],
  },
  {
    name: 'revise_spec',
    description: 'Changes passages of the spec, on a draft that the engineer accepts or rejects. Called again, its edits follow the earlier ones.',
    input: inputs.revise_spec,
    example: '{"edits": [{"find": "Names are printed in capitals.", "replace": "Names are printed as typed."}]}',
    roles: ['architect'],
  },
  {
    name: 'decide_change',
    description: 'Says what becomes of the change of the plan that your run is about: accepted, behind the calls that make it, or refused. Called again, or after pass_up, the later call holds.',
    input: inputs.decide_change,
    example: '{"outcome": "refused", "text": "The criterion stands: version 2 of the library can do it."}',
    roles: answering,
  },
  {
    name: 'add_decision',
    description: 'Records what was decided for good, and why, for whoever has the same question later.',
    input: inputs.add_decision,
    example: '{"title": "Names are printed as typed", "text": "Because nobody asked for capitals."}',
    roles: ['architect'],
  },
  {
    name: 'propose',
    description: 'Pitches a sprint to the engineer, who accepts or rejects it. Called again with the same title, the later call holds.',
    input: inputs.propose,
    example:
      '{"title": "Greetings that people choose", "goal": "Everybody is greeted as they like.", "scope": "- a greeting for each name", "forks": [{"question": "Where are greetings kept?", "options": ["In a file", "In the code"]}], "risks": ["Names are not unique."], "prediction": {"minutes": [30, 90], "dollars": [1, 4]}}',
    roles: ['architect'],
  },
  {
    name: 'answer_question',
    description: 'Answers the question that your run is about. Called again, or after pass_up, the later call holds.',
    input: inputs.answer_question,
    example: '{"answer": "Leave the names as they are.", "decision": {"title": "Names are printed as typed", "text": "Because nobody asked for capitals."}}',
    roles: answering,
  },
  {
    name: 'pass_up',
    description: 'Hands the question that your run is about on to the level above, when you must not or cannot answer it. In the place of an answer.',
    input: inputs.pass_up,
    example: '{"view": "Both are possible; I would leave the names as they are."}',
    roles: answering,
  },
];

/** The tools that a role has. */
export function toolsOf(role: Role): readonly Tool[] {
  return tools.filter((tool) => tool.roles.includes(role));
}

/** Whether a call of this tool may wait for somebody; an agent's later calls do not wait for it. */
export function canBeHeld(tool: string): boolean {
  return tool === 'ask_question' || tool === 'request_plan_change';
}

/** Checks a call of an agent; a refusal is words for the agent that say what to send instead. */
export function checkCall(role: Role, name: string, input: unknown): ToolCall | { readonly refusal: string } {
  const known = toolsOf(role);
  const tool = known.find((candidate) => candidate.name === name);
  if (tool === undefined) {
    return { refusal: `There is no tool ${shortened(JSON.stringify(name))}. Your tools: ${known.map((candidate) => candidate.name).join(', ')}.` };
  }
  const parsed = tool.input.safeParse(input ?? {});
  if (!parsed.success) {
    return { refusal: `${tool.name} was not accepted: ${printIssues(parsed.error)}. Send ${tool.example} with your own words.` };
  }
  const secret = secretIn(JSON.stringify(parsed.data));
  if (secret !== undefined) return { refusal: `${tool.name} was not accepted: ${secretRefusal(secret)}.` };
  // The entry's schema is the one `ToolCall` was made from; TypeScript cannot follow a name into a table.
  return { tool: tool.name, input: parsed.data } as ToolCall;
}

function printIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => shortened(issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');
}

/** What an agent sent can be of any length; what it is told of it is not. */
function shortened(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
