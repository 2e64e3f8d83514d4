import * as z from 'zod';
import { areaName, documentText, isoTime, line, longLine, objectIdText, proposalIdText, runIdText } from './atoms.js';
import { predictionSchema } from './schemas.js';

/** So many proposals may wait for the engineer's word at one time. */
export const mostOpenProposals = 3;

/** What a sprint is thought to take, over all its tickets; each from the least to the most that is likely. */
export const sprintPredictionSchema = predictionSchema.pick({ minutes: true, dollars: true });

/** `proposals/P-0002-short-name.md`: a sprint that the architect pitches; the body has its scope, forks and risks. */
export const proposalSchema = z
  .strictObject({
    id: proposalIdText,
    title: line,
    /** In a sentence, what there is when it is done. */
    goal: longLine,
    state: z.enum(['open', 'accepted', 'rejected']),
    prediction: sprintPredictionSchema,
    /** The spec that it was pitched beside, or, without one, the commit of master. */
    of: objectIdText,
    /** The run that pitched it, whose session goes on when it is accepted. */
    run: runIdText,
    pitched: isoTime,
    accepted: z.strictObject({ by: line, at: isoTime, guidance: documentText(8000).optional() }).optional(),
    rejected: z.strictObject({ by: line, at: isoTime, why: line.optional() }).optional(),
    /** The areas that the architect wrote for it once it was accepted. */
    filed: z.strictObject({ run: runIdText, at: isoTime, areas: z.array(areaName) }).optional(),
  })
  .refine(({ state, accepted }) => state !== 'accepted' || accepted !== undefined, { error: '"accepted" must say by whom and when', path: ['accepted'] })
  .refine(({ state, rejected }) => (state === 'rejected') === (rejected !== undefined), { error: '"rejected" must say by whom and when, and only of a rejected one', path: ['rejected'] })
  .refine(({ state, accepted, filed }) => filed === undefined || (state === 'accepted' && accepted !== undefined), { error: '"filed" is only for an accepted one', path: ['filed'] });
export type ProposalFields = z.infer<typeof proposalSchema>;
