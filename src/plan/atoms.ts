import * as z from 'zod';

/** What the texts of these kinds look like; `quickTicket.ts` goes by the same. */
export const patterns = {
  objectId: /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/,
  ticketId: /^\d{4,9}$/,
  areaName: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  isoTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/,
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  plainLine: /^[^\x00-\x1f\x7f]*$/,
};
export const longest = { areaName: 40, line: 200 };

export const objectIdText = z.string().regex(patterns.objectId, 'must be a full object id');
export const ticketIdText = z.string().regex(patterns.ticketId, 'must be a ticket id such as "0012" (in quotes)');
export const questionIdText = z.string().regex(/^Q-\d{4,9}$/, 'must be a question id such as Q-0007');
export const decisionIdText = z.string().regex(/^D-\d{4,9}$/, 'must be a decision id such as D-0007');
export const proposalIdText = z.string().regex(/^P-\d{4,9}$/, 'must be a proposal id such as P-0002');
export const areaName = z.string().regex(patterns.areaName, 'must be a short name such as command-line').max(longest.areaName);
export const runIdText = z.string().regex(/^R-[0-9A-Za-z-]{1,80}$/, 'must be the id of a run');
export const isoTime = z.string().regex(patterns.isoTime, 'must be a UTC time such as 2026-02-28T14:30:00Z');
const plainLine = z.string().min(1).regex(patterns.plainLine, 'must be one line of plain text');
export const line = plainLine.max(longest.line);
export const longLine = plainLine.max(1000);

/** Text of an agent or a person that goes into documents: no control characters but newline and tab, no half of a surrogate pair. */
export function documentText(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\t]/g, '')), 'must hold no control characters but newline and tab');
}

/** Who runs agents' sessions, the highest first. */
export const roleSchema = z.enum(['architect', 'manager', 'coding', 'merging']);
export type Role = z.infer<typeof roleSchema>;

/** Who answers questions, the lowest first. */
export const levelSchema = z.enum(['manager', 'architect', 'engineer']);
export type Level = z.infer<typeof levelSchema>;

/** Of what an answer can come: of a level, of what the asker said it would do, once its deadline was over, or of a decision that was made before. */
export const answererSchema = z.enum([...levelSchema.options, 'default', 'decision']);
export type Answerer = z.infer<typeof answererSchema>;

/** What a coding agent says of a finding, by its number in the review: it has seen to it, or thinks it wrong. */
export const settledFindingSchema = z.strictObject({ finding: z.int().min(1), outcome: z.enum(['closed', 'rebutted']), how: documentText(2000) });
export type SettledFinding = z.infer<typeof settledFindingSchema>;
