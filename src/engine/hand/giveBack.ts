import { release } from '../../plan/controlTransitions.js';
import type { HandWork } from '../../plan/handTransitions.js';
import { handBack } from '../../plan/handTransitions.js';
import { retry } from '../../plan/transitions.js';
import { writeCommand } from '../orders/writeCommand.js';
import type { Project } from '../project.js';
import type { HandRequest } from './handSubmission.js';
import { keepHandWork } from './handSubmission.js';

/**
 * Lets an agent go on with a ticket from what the engineer made for it: work that differs from what is known becomes an attempt of the
 * engineer's, from which the next one begins. Returns what was kept. Throws HandError, OrderError, NoPlanError.
 */
export async function giveBack(project: Project, request: HandRequest): Promise<{ readonly attempt: number; readonly work: HandWork }> {
  const kept = await keepHandWork(project, request);
  const ticket = (await project.store.read()).tickets.get(request.ticket);
  const known = ticket?.fields.snapshot === undefined ? undefined : await project.repository.treeOf(ticket.fields.snapshot);
  const isKnown = known === kept.work.tree;
  if (!isKnown) await writeCommand(project, handBack(request.ticket, kept.attempt, kept.work));
  if (ticket?.state === 'stuck') await writeCommand(project, retry(request.ticket));
  else if (isKnown && ticket?.fields.hold !== undefined) await writeCommand(project, release(request.ticket));
  return kept;
}
