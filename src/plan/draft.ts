import * as z from 'zod';
import { areaName, documentText, line, longLine, questionIdText, ticketIdText } from './atoms.js';
import { criterionSchema } from './criterion.js';
import { findingSchema } from './planningSchemas.js';
import { sprintPredictionSchema } from './proposalSchemas.js';
import { filePattern, predictionSchema, priorities } from './schemas.js';

/** A ticket by its id, or one of the same draft by the key that it was given there. */
export const ticketKey = z.string().regex(/^(?:\d{4,9}|new-\d{1,3})$/, 'must be a ticket id such as "0012", or the key of a ticket you added, such as "new-1"');

export const ticketDraftSchema = z.strictObject({
  key: ticketKey,
  title: line,
  body: documentText(20_000),
  kind: z.enum(['feature', 'fix', 'chore']),
  priority: z.enum(priorities),
  dependsOn: z.array(ticketKey),
  criteria: z.array(criterionSchema),
  files: z.array(filePattern).max(50).optional(),
  prediction: predictionSchema.optional(),
  budgetMinutes: z.number().positive().optional(),
});
export type TicketDraft = z.infer<typeof ticketDraftSchema>;

/** What is to change in a ticket that is there; what is not named stays. */
export const ticketChangeSchema = z.strictObject({
  ticket: ticketIdText,
  title: line.optional(),
  /** Added at the end of its text. */
  addition: documentText(20_000).optional(),
  priority: z.enum(priorities).optional(),
  dependsOn: z.array(ticketKey).optional(),
  /** The whole list. */
  criteria: z.array(criterionSchema).optional(),
  /** The whole list. */
  files: z.array(filePattern).max(50).optional(),
  /** Why it is not to be built at all. */
  cancel: line.optional(),
});
export type TicketChange = z.infer<typeof ticketChangeSchema>;

/** A sprint as the architect pitches it. */
export const proposalDraftSchema = z.strictObject({
  title: line,
  goal: longLine,
  scope: documentText(10_000),
  /** What the engineer's word decides before anybody builds. */
  forks: z.array(z.strictObject({ question: longLine, options: z.array(line) })),
  risks: z.array(longLine),
  prediction: sprintPredictionSchema,
});
export type ProposalDraft = z.infer<typeof proposalDraftSchema>;

/** One place of the spec: what it says there now, word for word, and what it is to say. */
export const specEditSchema = z.strictObject({ find: documentText(20_000), replace: z.string().max(20_000) });
export type SpecEdit = z.infer<typeof specEditSchema>;

export const decisionDraftSchema = z.strictObject({ title: line, text: documentText(20_000) });

/**
 * What a run of an architect, a manager or a merging agent has written by its tools, each call checked against the plan when it was made.
 * It becomes one plan commit when the run has ended, or nothing.
 */
export const draftSchema = z.strictObject({
  areas: z.array(z.strictObject({ area: areaName, title: line, text: documentText(50_000) })),
  /** The areas that the spec wants no more. */
  drops: z.array(z.strictObject({ area: areaName, why: line })).optional(),
  decisions: z.array(decisionDraftSchema),
  /** Not in the records of earlier versions. */
  proposals: z.array(proposalDraftSchema).default([]),
  tickets: z.array(ticketDraftSchema),
  changes: z.array(ticketChangeSchema),
  answer: z.strictObject({ question: questionIdText, text: documentText(8000) }).optional(),
  /** What an architect answers the engineer who asked it; it becomes no document. */
  reply: documentText(20_000).optional(),
  passedUp: z.strictObject({ question: questionIdText, view: documentText(4000) }).optional(),
  /** What becomes of a change of the plan that was asked for. */
  change: z.strictObject({ question: questionIdText, outcome: z.enum(['accepted', 'refused']), text: documentText(8000) }).optional(),
  /** How the spec is to be changed, one after the other. */
  specEdits: z.array(specEditSchema).max(50).optional(),
  review: z.strictObject({ verdict: z.enum(['approve', 'request-changes']), findings: z.array(findingSchema) }).optional(),
});
export type Draft = z.infer<typeof draftSchema>;

export const emptyDraft: Draft = { areas: [], decisions: [], proposals: [], tickets: [], changes: [] };
