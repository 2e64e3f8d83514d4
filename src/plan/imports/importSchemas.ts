import * as z from 'zod';
import { isoTime, line, longLine, objectIdText } from '../atoms.js';

export const importedStates = ['open', 'in-progress', 'stuck', 'done'] as const;

/** Scriptorium's words for how hard a ticket is, the easiest first. */
export const difficultyWords = ['trivial', 'easy', 'medium', 'hard', 'complex'] as const;

const amount = z.number().min(0).max(1e9);

/** One time that a ticket was worked on, before it was imported: what was foreseen, and what it took. */
export const roundSchema = z.strictObject({
  predicted: z.strictObject({ difficulty: z.enum(difficultyWords).optional(), minutes: amount.optional() }).optional(),
  difficulty: z.enum(difficultyWords).optional(),
  attempts: z.int().min(0).max(1e9).optional(),
  model: line.optional(),
  outcome: line.optional(),
  failure: line.optional(),
  /** From the start to the end, with its tests. */
  minutes: amount.optional(),
  'coding-minutes': amount.optional(),
  /** In US dollars, as its agents reckoned it. */
  cost: amount.optional(),
});
export type Round = z.infer<typeof roundSchema>;

/** A ticket that another system's plan had before this one. Only an import writes it. */
export const importedSchema = z.strictObject({
  /** The commit of that plan. */
  from: objectIdText,
  /** Where it lay there. */
  path: longLine,
  /** What it was there. A ticket that was done there is done here: it has no landing of Sanctum's. */
  state: z.enum(importedStates),
  ended: isoTime.optional(),
  /** The oldest first. */
  rounds: z.array(roundSchema).default([]),
});
export type Imported = z.infer<typeof importedSchema>;

/** `imports/<commit>.md`: what was imported, and what was not; the body says it file by file. */
export const importSchema = z.strictObject({
  from: objectIdText,
  /** The branch, as the engineer named it. */
  branch: line,
  by: line,
  at: isoTime,
  tickets: z.int().min(0),
  areas: z.int().min(0),
  decisions: z.int().min(0),
  'left-out': z.int().min(0),
});
export type ImportFields = z.infer<typeof importSchema>;
