import type { Config, ToolVersion } from '../plan/schemas.js';
import { closedEnvironment } from '../platform/closedEnvironment.js';
import { tagVariable } from '../platform/processes.js';
import type { ShellResult } from '../platform/shell.js';
import { runShell } from '../platform/shell.js';
import { confinement } from './context.js';
import type { Lanes } from './lanes.js';

/** So much of what a tool prints is its version. */
const mostCharacters = 400;
/** A version that takes longer is none. */
const mostMilliseconds = 60_000;

/** What a tool said of itself; one that fails has its failure as its version, since that too is another one once it is mended. */
export function versionIn({ exitCode, endedBy, output }: Pick<ShellResult, 'exitCode' | 'endedBy' | 'output'>): string {
  const said = output.trim().slice(0, mostCharacters);
  if (endedBy !== undefined) return 'no answer within a minute';
  if (exitCode !== 0) return `failed${exitCode === undefined ? '' : ` with exit code ${String(exitCode)}`}${said === '' ? '' : `: ${said}`}`;
  return said === '' ? 'nothing' : said;
}

/** Asks the tools of the gate for their versions, in a lane with `commit` checked out and not set up. */
export async function askTools(lanes: Lanes, config: Config, commit: string, stop?: AbortSignal): Promise<readonly ToolVersion[]> {
  const { ports } = lanes.context;
  const lane = await lanes.take({ commands: [], copy: [] }, commit);
  try {
    const tag = `${lane.tag}/tools`;
    const env = { ...closedEnvironment(ports.processes.environment(), lane), CI: 'true', [tagVariable]: tag };
    const confine = confinement(lanes.context, config, { writable: [lane.path], temporary: lane.temporary, readable: [] });
    const found: ToolVersion[] = [];
    for (const command of config.gate.tools ?? []) {
      const result = await runShell(ports, { command, cwd: lane.folder, env, tag, timeoutMilliseconds: mostMilliseconds, confine }, stop);
      // What it says of its lane is not its version: each lane has a path of its own.
      found.push({ command, version: versionIn({ ...result, output: result.output.replaceAll(lane.path, '') }) });
    }
    return found;
  } finally {
    await lanes.giveBack(lane);
  }
}
