import { revert } from '../../plan/handTransitions.js';
import { add } from '../../plan/transitions.js';
import type { Written } from '../../plan/store.js';
import { isoSeconds } from '../../platform/clock.js';
import { engineerName, writeCommand } from '../orders/writeCommand.js';
import { typedText } from '../orders/typedText.js';
import type { Project } from '../project.js';
import { keepRevert, revertByAgent } from './revertLanding.js';

/** A revert that was put into the queue. */
export interface RevertOrdered {
  readonly written: Written;
  /** The new ticket. */
  readonly ticket: string;
  readonly run: string;
  /** The commit that holds its tree. */
  readonly snapshot: string;
}

function typedWhy(why: string | undefined): string | undefined {
  return why === undefined ? undefined : typedText('The reason', why);
}

/**
 * Takes the landing of ticket `of` back, by a ticket of its own that goes through the gate like any other. Throws LandingBuiltUpon where
 * later changes are in its way; HandError, OrderError, NoPlanError.
 */
export async function orderRevert(project: Project, of: string, why: string | undefined): Promise<RevertOrdered> {
  const { ticket, work } = await keepRevert(project, of, typedWhy(why), engineerName(project));
  return { written: await writeCommand(project, revert(ticket, work)), ticket: ticket.id, run: work.run, snapshot: work.commit };
}

/** Opens a ticket by which an agent takes the landing of ticket `of` back. Throws HandError, OrderError, NoPlanError. */
export async function orderRevertByAgent(project: Project, of: string, why: string | undefined): Promise<Written> {
  const text = await revertByAgent(project, of, typedWhy(why));
  return writeCommand(project, add({ ...text, kind: 'fix', at: isoSeconds(project.ports.clock.now()) }));
}
