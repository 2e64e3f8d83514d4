import type { Config } from '../../plan/schemas.js';
import type { MachineSize } from '../../platform/processes.js';

/** What an agent's command-line program was seen to take, and a test run beside it. */
const bytesForAnAgent = 512 * 1024 * 1024;

/** How many gates may run at once: as the configuration says, or else one below four cores, and two from there on. */
export function lanesFor(config: Pick<Config, 'gate'> | undefined, machine: MachineSize): number {
  return config?.gate.lanes ?? (machine.cores < 4 ? 1 : 2);
}

/**
 * How many agents may be at work at once: as many as the configuration says, or else one a core, and two at least, since an agent mostly waits
 * for its model; never more than the memory bears.
 */
export function placesFor(config: Pick<Config, 'limits'> | undefined, machine: MachineSize): number {
  const wanted = config?.limits.agents ?? Math.max(2, machine.cores);
  return Math.max(1, Math.min(wanted, Math.floor(machine.memoryBytes / bytesForAnAgent)));
}
