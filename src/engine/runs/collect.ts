import { dirname, resolve } from 'node:path';
import type { OfRun } from '../deciding/action.js';
import type { Observation } from '../deciding/observe.js';
import type { Performing } from '../performing.js';
import { collectTicket } from './collectTicket.js';
import { collectWork } from './collectWork.js';
import type { EndedRun } from './endedRun.js';
import { readEndedRun } from './endedRun.js';

/** Ends a run on the plan: snapshots what was written, then hands on what it made, parks it, or says why it failed. */
export async function collectRun(performing: Performing, observation: Observation, of: OfRun): Promise<void> {
  const ended = await readEndedRun(performing, observation, of);
  if (ended === undefined) return;
  if ('ticket' in of) return collectTicket(performing, observation, of.ticket, ended);
  // Nobody goes on in it, unless its session does.
  if ((await collectWork(performing, observation, of.work, ended)) === 'over') await clearAway(performing, ended);
}

/** Removes the worktree of a run and what belongs to it. A damaged order may name any folder; only those of attempts are ours to remove. */
async function clearAway({ project }: Performing, { assignment, worktree }: EndedRun): Promise<void> {
  const folder = dirname(worktree);
  const attempts = dirname(dirname(project.folder.attempt(assignment.storedAs, assignment.attempt)));
  if (folder === resolve(folder) && dirname(dirname(folder)) === attempts) await project.ports.files.removeTree(folder);
}
