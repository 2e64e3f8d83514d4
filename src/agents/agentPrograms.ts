import { join } from 'node:path';

/** The bundles that runs are made of; `scripts/agentEntries.json` says what they are built from. */
export const agentProgramNames = ['runner', 'mcp', 'rehearsal', 'local', 'typoi', 'acp'] as const;
export type AgentProgramName = (typeof agentProgramNames)[number];

/** By absolute path. */
export type AgentPrograms = Readonly<Record<AgentProgramName, string>>;

/** The bundles as they lie in one folder. */
export function agentProgramsIn(folder: string): AgentPrograms {
  return Object.fromEntries(agentProgramNames.map((name) => [name, join(folder, `${name}.cjs`)])) as AgentPrograms;
}
