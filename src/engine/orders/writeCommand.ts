import type { CommitKind } from '../../plan/commitKinds.js';
import type { Order } from '../../plan/controlTransitions.js';
import { secretIn, secretRefusal } from '../../plan/secrets.js';
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

/** How a commit says that it is a command of the engineer's; each has a nonce of its own. */
export function commandAuthor(project: Project): CommitKind {
  return { kind: 'command', writer: engineerName(project), nonce: project.ports.random.hex(16) };
}

/** Refuses what would bring a secret onto the plan; one that stands there already is in nobody's way. */
function withoutNewSecret(transition: Transition): Transition {
  return (snapshot) => {
    const step = transition(snapshot);
    if ('refused' in step) return step;
    for (const [path, text] of step.changes) {
      const secret = text === undefined ? undefined : secretIn(text);
      if (secret === undefined) continue;
      const known = [snapshot.tickets, snapshot.questions, snapshot.work, snapshot.decided].flatMap((documents) => [...documents.values()]);
      if (!known.some((one) => one.text.includes(secret.value))) return { refused: `${path} is not written: ${secretRefusal(secret)}.` };
    }
    return step;
  };
}

/** Writes an engineer's command onto the plan. A running engine sees it by itself. Throws OrderError when the plan does not allow it, NoPlanError. */
export async function writeCommand(project: Project, transition: Transition): Promise<Written> {
  const written = await project.store.write(withoutNewSecret(transition), { author: commandAuthor(project) });
  if ('refused' in written) throw new OrderError(written.refused);
  return written;
}

/** Writes an order with who gave it, when, and why. Throws OrderError, NoPlanError. */
export async function giveOrder(project: Project, transition: (order: Order) => Transition, why?: string): Promise<Written> {
  const reason = typedReason(why);
  const order = { by: engineerName(project), at: isoSeconds(project.ports.clock.now()), ...(reason === undefined ? {} : { why: reason }) };
  return writeCommand(project, transition(order));
}
