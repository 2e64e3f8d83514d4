import type { AcpPreset } from './acpPreset.js';
import { opencodePreset } from './opencodePreset.js';
import { qwenPreset } from './qwenPreset.js';

/** By their documentation: without an account they cannot be tried. */
const unverified = { verified: false, capabilities: { resume: false, usage: false, cost: false }, countsTurns: true, model: '<model>' } as const;

const geminiPreset: AcpPreset = {
  ...unverified,
  name: 'gemini',
  variable: 'SANCTUM_GEMINI',
  install: 'npm install --global @google/gemini-cli',
  login: 'set GEMINI_API_KEY where Sanctum is started',
  keys: () => ['GEMINI_API_KEY'],
  launch: ({ model }) => ({
    args: ['--acp', '--approval-mode', 'yolo', '-m', model],
    environment: {},
    files: { '.gemini/settings.json': JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } }, general: { enableAutoUpdate: false }, privacy: { usageStatisticsEnabled: false } }) },
  }),
};

const copilotPreset: AcpPreset = {
  ...unverified,
  name: 'copilot',
  variable: 'SANCTUM_COPILOT',
  install: 'npm install --global @github/copilot',
  login: 'set COPILOT_GITHUB_TOKEN where Sanctum is started',
  keys: () => ['COPILOT_GITHUB_TOKEN'],
  launch: ({ model }) => ({ args: ['--acp', '--allow-all-tools', '--no-auto-update', '--model', model], environment: {}, files: {} }),
};

/** Every agent that is reached by the Agent Client Protocol. */
export const acpPresets: readonly AcpPreset[] = [opencodePreset, qwenPreset, geminiPreset, copilotPreset];
