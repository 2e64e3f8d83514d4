import type { Project } from '../engine/project.js';
import type { Written } from '../plan/store.js';
import type { Transition } from '../plan/transition.js';
import { UsageError } from './usageError.js';

/** Writes an engineer's command onto the plan. A running engine sees it by itself. Throws UsageError when the plan does not allow it. */
export async function writeCommand(project: Project, transition: Transition): Promise<Written> {
  const { machine, ports, store } = project;
  const writer = `${machine.user}@${machine.host}`.replace(/\s/g, '_');
  const written = await store.write(transition, { author: { kind: 'command', writer, nonce: ports.random.hex(16) } });
  if ('refused' in written) throw new UsageError(written.refused);
  return written;
}
