import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario a submission is approved: a rehearsal judges nothing. */
export async function approve(stage: Pick<Stage, 'print' | 'tools'>): Promise<void> {
  await demand(stage, 'submit_review', { verdict: 'approve', findings: [] });
}
