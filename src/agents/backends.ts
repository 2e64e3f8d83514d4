import type { Ports } from '../platform/ports.js';
import type { AgentPrograms } from './agentPrograms.js';
import type { Backend } from './backend.js';
import { AcpBackend } from './acp/acpBackend.js';
import { acpPresets } from './acp/presets.js';
import { ClaudeBackend } from './claude/claudeBackend.js';
import { CodexBackend } from './codex/codexBackend.js';
import { RehearsalBackend } from './rehearsalBackend.js';
import { TypoiBackend } from './typoi/typoiBackend.js';

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
  /** Whether its models can be at an endpoint of `sanctum.json` (`<model>@<endpoint>`), and which of them, named alone, are at the one called `local`. */
  readonly endpoints?: { readonly local: RegExp };
  /** How hard its models can be told to think (`<model>#<effort>`), the least first; without it they cannot be told. */
  readonly efforts?: readonly string[];
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
  {
    name: 'codex',
    models: /^(?:gpt-|codex(?:-|$))/,
    choices: ['gpt-<version>', 'codex', 'codex:<model>', 'gpt-oss-<size>', 'codex:<model>@<endpoint>', '<model>#<effort>'],
    endpoints: { local: /^gpt-oss[-:]/ },
    efforts: ['minimal', 'low', 'medium', 'high', 'xhigh'],
    make: ({ ports, execPath, programs }) => new CodexBackend(ports, { execPath, program: programs.local }),
  },
  {
    name: 'claude',
    models: /^claude(?:-|$)/,
    choices: ['claude-<model>', 'claude', 'claude:<model>'],
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    make: ({ ports }) => new ClaudeBackend(ports),
  },
  {
    name: 'typoi',
    models: /^typoi$/,
    choices: ['typoi', 'typoi:<model>'],
    make: ({ ports, execPath, programs }) => new TypoiBackend(ports, { execPath, program: programs.typoi }),
  },
  ...acpPresets.map((preset): BackendRow => ({
    name: preset.name,
    // By their own names alone: which of them is to run a model, its name does not say.
    models: /^(?!)/,
    choices: [`${preset.name}:${preset.model}${preset.verified ? '' : ' (unverified)'}`],
    make: ({ ports, execPath, programs }) => new AcpBackend(preset, { ports, execPath, driver: programs.acp }),
  })),
];
