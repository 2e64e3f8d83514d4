import { AgentKit } from '../../agents/kit.js';
import { examine } from '../../engine/doctor.js';
import type { CommandContext } from '../commandContext.js';
import { answer } from '../commandContext.js';
import type { ExitCode } from '../exitCodes.js';
import { exitCodes } from '../exitCodes.js';

/** Says of each thing that Sanctum needs whether it is there; fails when one is missing that the roles of this repository need. */
export async function doctor(context: CommandContext): Promise<ExitCode> {
  const { ports, kit, folder } = context;
  const findings = await examine({ ports, kit: new AgentKit(ports, kit), execPath: kit.execPath, folder });
  const lines = findings.map(({ name, ok, needed, words }) => `${ok ? '✓' : '✗'} ${name}${ok || needed ? '' : ' (not needed)'}: ${words}`);
  answer(context, findings, lines.join('\n'));
  return findings.some(({ ok, needed }) => needed && !ok) ? exitCodes.failed : exitCodes.done;
}
