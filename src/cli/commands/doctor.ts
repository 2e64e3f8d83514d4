import { AgentKit } from '../../agents/kit.js';
import type { Finding } from '../../engine/doctor.js';
import { examine } from '../../engine/doctor.js';
import { openProject } from '../../engine/project.js';
import { repairFaults } from '../../engine/repairing/repair.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

function lineOf({ name, ok, needed, words }: Finding): string {
  return `${ok ? '✓' : '✗'} ${name}${ok || needed ? '' : ' (not needed)'}: ${words}`;
}

async function repaired({ ports, folder }: CommandContext): Promise<readonly string[]> {
  const project = await openProject(ports, folder);
  try {
    return await repairFaults(project);
  } finally {
    await project.close();
  }
}

/** Says of each thing that Sanctum needs whether it is there; fails when one is missing that the roles of this repository need. With `repair` it first mends what a restart cannot. */
export async function doctor(context: CommandContext, { repair = false }: { readonly repair?: boolean } = {}): Promise<ExitCode> {
  const { ports, kit, folder } = context;
  const done = repair ? await repaired(context) : undefined;
  const findings = await examine({ ports, kit: new AgentKit(ports, kit), execPath: kit.execPath, folder });
  const mended = done?.length === 0 ? ['There was nothing to repair.'] : (done ?? []);
  answer(context, done === undefined ? findings : { repaired: done, findings }, [...mended, ...findings.map(lineOf)].join('\n'));
  return findings.some(({ ok, needed }) => needed && !ok) ? exitCodes.failed : exitCodes.done;
}
