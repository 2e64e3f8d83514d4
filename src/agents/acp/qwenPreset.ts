import { join } from 'node:path';
import type { AcpPreset } from './acpPreset.js';

const settingsPath = '.qwen/settings.json';
const oursPath = '.qwen/sanctum.json';

/** Stand above the engineer's settings: https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings. */
const ours = {
  // After each turn it would ask the model what the person might say next.
  ui: { enableFollowupSuggestions: false },
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  // After each turn it would have the model look for things worth remembering.
  memory: { enableManagedAutoMemory: false, enableManagedAutoDream: false },
  // Else it would wait a minute and more, ten times, for a server that takes no more requests. It tries again for about a minute all the same; then its provider rests.
  model: { generationConfig: { maxRetries: 0 } },
  // Sanctum's tools are offered at once, not to be searched for. Questions go up by Sanctum's own tool; nobody sits before qwen's.
  tools: { toolSearch: { enabled: false }, exclude: ['ask_user_question', 'enter_plan_mode', 'enter_worktree'] },
};

/** qwen-code. It counts the tokens of each request, and knows no prices. */
export const qwenPreset: AcpPreset = {
  name: 'qwen',
  variable: 'SANCTUM_QWEN',
  install: 'npm install --global @qwen-code/qwen-code',
  login: "set OPENAI_API_KEY, and OPENAI_BASE_URL for a server other than OpenAI's, where Sanctum is started",
  verified: true,
  capabilities: { resume: true, usage: true, cost: false },
  countsTurns: true,
  model: '<model>',
  settings: 'qwen.json',
  keys: ({ settings }) => ['OPENAI_API_KEY', 'OPENAI_BASE_URL', ...[...(settings ?? '').matchAll(/"envKey"\s*:\s*"(\w+)"/g)].map(([, name = '']) => name)],
  launch: ({ model, settings, home }) => ({
    args: ['--acp', '--approval-mode', 'yolo', ...(settings?.includes('"selectedType"') === true ? [] : ['--auth-type', 'openai']), '-m', model],
    environment: { QWEN_CODE_SYSTEM_SETTINGS_PATH: join(home, oursPath), QWEN_CODE_NO_RELAUNCH: '1' },
    files: { [oursPath]: JSON.stringify(ours), ...(settings === undefined ? {} : { [settingsPath]: settings }) },
  }),
  byHand: (session, { model }) => ['--resume', session, '-m', model],
};
