import { giveOrder as writeOrder } from '../engine/orders/writeCommand.js';
import { openProject } from '../engine/project.js';
import type { Order } from '../plan/controlTransitions.js';
import type { Transition } from '../plan/transition.js';
import type { CommandContext } from './commandContext.js';
import { answer } from './commandContext.js';
import type { ExitCode } from './exitCodes.js';
import { exitCodes } from './exitCodes.js';

/** What is written, and what is told of it. */
export interface Given {
  readonly transition: (order: Order) => Transition;
  readonly why?: string | undefined;
  /** For programs, beside the commit. */
  readonly value: Readonly<Record<string, string>>;
  /** For people: what happens next. */
  readonly words: string;
}

/** Writes one command of the engineer's onto the plan and says what happens next. Throws OrderError, NoPlanError. */
export async function giveOrder(context: CommandContext, { transition, why, value, words }: Given): Promise<ExitCode> {
  const project = await openProject(context.ports, context.folder);
  try {
    const written = await writeOrder(project, transition, why);
    answer(context, { ...value, commit: written.commit }, words);
    return exitCodes.done;
  } finally {
    await project.close();
  }
}
