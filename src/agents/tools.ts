import * as z from 'zod';
import type { Role } from './runOrder.js';

/** Text of an agent that goes into documents: no control characters but newline and tab, no half of a surrogate pair. */
function documentText(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\t]/g, '')), 'must hold no control characters but newline and tab');
}

const inputs = {
  read_plan: z.strictObject({
    document: z.enum(['ticket', 'spec', 'areas', 'decisions']).describe('Which document; `ticket` is the one you work on.'),
  }),
  report_progress: z.strictObject({
    text: documentText(500).describe('One line that says what you are doing.'),
  }),
  submit_pr: z.strictObject({
    summary: documentText(4000).describe('What you changed and why, for the one who reviews it.'),
    evidence: documentText(4000).describe('How you know that it works: the commands you ran and what they printed.'),
  }),
} as const;

export type ToolName = keyof typeof inputs;

/** What `read_plan` can be asked for. */
export type PlanDocument = z.infer<(typeof inputs)['read_plan']>['document'];

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

/** The one table of all tools. */
export const tools: readonly Tool[] = [
  {
    name: 'read_plan',
    description: 'Reads the plan: your ticket, the spec, the areas or the decisions, as they are now.',
    input: inputs.read_plan,
    example: '{"document": "ticket"}',
    roles: ['coding'],
  },
  {
    name: 'report_progress',
    description: 'Tells the engineer in one line what you are doing. Call it when you begin something new.',
    input: inputs.report_progress,
    example: '{"text": "Writing the parser; the tests come next."}',
    roles: ['coding'],
  },
  {
    name: 'submit_pr',
    description: 'Hands in your work: all files of your folder as they are when you end your turn. Without it nothing is tested or merged. Call it last.',
    input: inputs.submit_pr,
    example: '{"summary": "What I changed and why.", "evidence": "npm test: 12 passed."}',
    roles: ['coding'],
  },
];

/** The tools that a role has. */
export function toolsOf(role: Role): readonly Tool[] {
  return tools.filter((tool) => tool.roles.includes(role));
}

/** Checks a call of an agent; a refusal is words for the agent that say what to send instead. */
export function checkCall(role: Role, name: string, input: unknown): ToolCall | { readonly refusal: string } {
  const known = toolsOf(role);
  const tool = known.find((candidate) => candidate.name === name);
  if (tool === undefined) {
    return { refusal: `There is no tool ${JSON.stringify(name)}. Your tools: ${known.map((candidate) => candidate.name).join(', ')}.` };
  }
  const parsed = tool.input.safeParse(input ?? {});
  if (!parsed.success) {
    return { refusal: `${tool.name} was not accepted: ${printIssues(parsed.error)}. Send ${tool.example} with your own words.` };
  }
  // The entry's schema is the one `ToolCall` was made from; TypeScript cannot follow a name into a table.
  return { tool: tool.name, input: parsed.data } as ToolCall;
}

function printIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');
}
