import type { Order } from '../../plan/controlTransitions.js';
import type { Written } from '../../plan/store.js';
import type { Transition } from '../../plan/transition.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Project } from '../project.js';
import { OrderError } from './orderError.js';
import { typedReason } from './typedText.js';

/** The engineer as documents and commits name them: `user@host`, one line without blanks. */
export function engineerName({ machine }: Pick<Project, 'machine'>): string {
  return `${machine.user}@${machine.host}`.replace(/[\s\p{Cc}]/gu, '_').slice(0, 200);
}

/** Writes an engineer's command onto the plan. A running engine sees it by itself. Throws OrderError when the plan does not allow it, NoPlanError. */
export async function writeCommand(project: Project, transition: Transition): Promise<Written> {
  const { ports, store } = project;
  const written = await store.write(transition, { author: { kind: 'command', writer: engineerName(project), nonce: ports.random.hex(16) } });
  if ('refused' in written) throw new OrderError(written.refused);
  return written;
}

/** Writes an order with who gave it, when, and why. Throws OrderError, NoPlanError. */
export async function giveOrder(project: Project, transition: (order: Order) => Transition, why?: string): Promise<Written> {
  const reason = typedReason(why);
  const order = { by: engineerName(project), at: isoSeconds(project.ports.clock.now()), ...(reason === undefined ? {} : { why: reason }) };
  return writeCommand(project, transition(order));
}
