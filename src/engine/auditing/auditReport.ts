import * as z from 'zod';

const count = z.int().min(0);

/** A rule that the history breaks. */
const violationSchema = z.strictObject({
  invariant: z.int().min(1).describe('Its number in the table of docs/reliability.md.'),
  commit: z.string().optional().describe("The commit that shows it: the plan's, or the engineer's."),
  path: z.string().optional().describe('The document or ref that it is about.'),
  words: z.string().describe('What is wrong, in a sentence.'),
  remedy: z.string().describe('What to do about it.'),
});

/** What a replay found of one tip that Sanctum gave master. */
const replayedSchema = z.strictObject({
  commit: z.string(),
  tree: z.string(),
  tickets: z.array(z.string()).describe('What landed with it, the lowest first.'),
  result: z.enum(['green', 'red', 'flaky', 'lessened', 'not-run']).describe('`flaky`: red, then green, or red in tests alone that are known to be flaky; `lessened`: red as it was then, since it mended a part of a red master; `not-run`: its commands are not approved here, or its verdict is of another gate.'),
  words: z.string(),
  failing: z.array(z.string()).optional().describe('The tests that failed, where all are known by name.'),
});
export type Replayed = z.infer<typeof replayedSchema>;

/** What `sanctum audit --json` prints. */
export const auditReportSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  broken: count.describe('How many invariants are broken, each counted once.'),
  checked: z.array(z.int()).describe('The numbers of the invariants that were looked at.'),
  since: z.int().min(1).optional().describe('The version of the plan before which nothing is told.'),
  violations: z.array(violationSchema),
  landings: count,
  commits: count.describe('Commits of the plan.'),
  replayed: z.array(replayedSchema).optional().describe('With --replay alone.'),
});
export type AuditReport = z.infer<typeof auditReportSchema>;
