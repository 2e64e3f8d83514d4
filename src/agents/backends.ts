import type { Ports } from '../platform/ports.js';
import type { AgentPrograms } from './agentPrograms.js';
import type { Backend } from './backend.js';
import { AcpBackend } from './acp/acpBackend.js';
import { acpPresets } from './acp/presets.js';
import { CodexBackend } from './codex/codexBackend.js';
import { RehearsalBackend } from './rehearsalBackend.js';

/** What there is to make a backend of. */
export interface BackendMeans {
  readonly ports: Ports;
  /** The Node that runs the bundles. */
  readonly execPath: string;
  readonly programs: AgentPrograms;
}

export interface BackendRow {
  readonly name: string;
  /** Model names that lead to this backend without naming it. */
  readonly models: RegExp;
  /** What an engineer can write, for those who wrote something else. */
  readonly choices: readonly string[];
  readonly make: (means: BackendMeans) => Backend;
}

/** Every backend there is. A model's name leads to the first that fits. */
export const backendRows: readonly BackendRow[] = [
  {
    name: 'rehearsal',
    models: /^rehearsal$/,
    choices: ['rehearsal', 'rehearsal:<absolute path of a scenario file>'],
    make: ({ ports, execPath, programs }) => new RehearsalBackend(ports.files, execPath, programs.rehearsal),
  },
  { name: 'codex', models: /^(?:gpt-|codex(?:-|$))/, choices: ['gpt-<version>', 'codex', 'codex:<model>'], make: ({ ports }) => new CodexBackend(ports) },
  ...acpPresets.map((preset): BackendRow => ({
    name: preset.name,
    // By their own names alone: which of them is to run a model, its name does not say.
    models: /^(?!)/,
    choices: [`${preset.name}:${preset.model}${preset.verified ? '' : ' (unverified)'}`],
    make: ({ ports, execPath, programs }) => new AcpBackend(preset, { ports, execPath, driver: programs.acp }),
  })),
];
