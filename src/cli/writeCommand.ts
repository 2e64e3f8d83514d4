import type { Project } from '../engine/project.js';
import type { Written } from '../plan/store.js';
import type { Transition } from '../plan/transition.js';
import { UsageError } from './usageError.js';

/** The engineer as documents and commits name them: `user@host`, one line without blanks. */
export function engineerName({ machine }: Pick<Project, 'machine'>): string {
  return `${machine.user}@${machine.host}`.replace(/[\s\p{Cc}]/gu, '_').slice(0, 200);
}

/** Writes an engineer's command onto the plan. A running engine sees it by itself. Throws UsageError when the plan does not allow it. */
export async function writeCommand(project: Project, transition: Transition): Promise<Written> {
  const { ports, store } = project;
  const written = await store.write(transition, { author: { kind: 'command', writer: engineerName(project), nonce: ports.random.hex(16) } });
  if ('refused' in written) throw new UsageError(written.refused);
  return written;
}
