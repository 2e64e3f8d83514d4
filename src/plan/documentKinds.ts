import type * as z from 'zod';
import { importSchema } from './imports/importSchemas.js';
import { parseTicketPath } from './paths.js';
import { approvalSchema, areaSchema, baseTestsSchema, controlSchema, criteriaSchema, cutSchema, decisionSchema, noteSchema, protectedSchema, questionSchema, reviewSchema, workSchema } from './planningSchemas.js';
import { pricesSchema } from './prices.js';
import { proposalSchema } from './proposalSchemas.js';
import { configSchema, intentSchema, leaseSchema, pendingSchema, runSchema, ticketSchema, toolsSchema, verdictSchema } from './schemas.js';

/** A kind of document on the plan branch. */
export interface DocumentKind {
  readonly name: 'spec' | 'configuration' | 'prices' | 'prompt' | 'area' | 'ticket' | 'question' | 'decision' | 'proposal' | 'note' | 'review' | 'protected' | 'criteria' | 'run' | 'verdict' | 'approval' | 'cut' | 'work' | 'queue' | 'control' | 'lease' | 'import';
  /** Of its front matter, or of the whole for the configuration; undefined: it is Markdown alone. */
  readonly schema: z.ZodObject | undefined;
}

const kinds: readonly (readonly [RegExp, DocumentKind])[] = [
  [/^spec\.md$/, { name: 'spec', schema: undefined }],
  [/^sanctum\.json$/, { name: 'configuration', schema: configSchema }],
  [/^prices\.json$/, { name: 'prices', schema: pricesSchema }],
  [/^prompts\/[\w-]+\.md$/, { name: 'prompt', schema: undefined }],
  [/^areas\/[\w-]+\.md$/, { name: 'area', schema: areaSchema }],
  [/^questions\/[\w-]+\.md$/, { name: 'question', schema: questionSchema }],
  [/^decisions\/[\w-]+\.md$/, { name: 'decision', schema: decisionSchema }],
  [/^proposals\/[\w-]+\.md$/, { name: 'proposal', schema: proposalSchema }],
  [/^notes\/\d+\/\d+\.md$/, { name: 'note', schema: noteSchema }],
  [/^reviews\/[\w-]+\.md$/, { name: 'review', schema: reviewSchema }],
  [/^protected\/[\w-]+\.md$/, { name: 'protected', schema: protectedSchema }],
  [/^base-tests\/[\w-]+\.md$/, { name: 'verdict', schema: baseTestsSchema }],
  [/^criteria\/\d+-\d+\/\d+-\d+\.md$/, { name: 'criteria', schema: criteriaSchema }],
  [/^runs\/\d+\/\d+\/[\w-]+\.md$/, { name: 'run', schema: runSchema }],
  [/^verdicts\/[0-9a-f]+\/[\w-]+\.md$/, { name: 'verdict', schema: verdictSchema }],
  [/^approvals\/\w+\.md$/, { name: 'approval', schema: approvalSchema }],
  [/^cuts\/(?:areas\/)?[\w-]+\.md$/, { name: 'cut', schema: cutSchema }],
  [/^work\/[\w-]+\.md$/, { name: 'work', schema: workSchema }],
  [/^queue\/merge\/pending\/\d+\.md$/, { name: 'queue', schema: pendingSchema }],
  [/^queue\/merge\/active\.md$/, { name: 'queue', schema: intentSchema }],
  [/^queue\/tools\.md$/, { name: 'queue', schema: toolsSchema }],
  [/^imports\/[0-9a-f]+\.md$/, { name: 'import', schema: importSchema }],
  [/^control\.md$/, { name: 'control', schema: controlSchema }],
  [/^lease\.md$/, { name: 'lease', schema: leaseSchema }],
];

const ticketKind: DocumentKind = { name: 'ticket', schema: ticketSchema };

/** What lies at a path of the plan branch; undefined for what is no document of the plan. */
export function kindOf(path: string): DocumentKind | undefined {
  if (parseTicketPath(path) !== undefined) return ticketKind;
  return kinds.find(([pattern]) => pattern.test(path))?.[1];
}
