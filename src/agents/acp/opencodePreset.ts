import * as z from 'zod';
import type { AcpPreset } from './acpPreset.js';

const loginSchema = z.record(z.string(), z.unknown());
const keySchema = z.looseObject({ type: z.literal('api') });

/** `provider` of `provider/model`. */
function providerOf(model: string): string {
  return model.split('/')[0] ?? model;
}

/** The key of one provider from `opencode auth login`. Only a key: a login that is renewed now and then would be renewed in the run's copy, and the engineer's would be void. */
function keyOf(login: string | undefined, provider: string): Record<string, unknown> {
  if (login === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(login);
  } catch {
    return {};
  }
  const entry = loginSchema.safeParse(value).data?.[provider];
  return keySchema.safeParse(entry).success ? { [provider]: entry } : {};
}

/** opencode: https://opencode.ai/docs/config. Its session is told by `session/resume`, its tokens by `opencode export`. */
export const opencodePreset: AcpPreset = {
  name: 'opencode',
  variable: 'SANCTUM_OPENCODE',
  install: 'npm install --global opencode-ai',
  login: "set the provider's key where Sanctum is started (as ANTHROPIC_API_KEY), or name it in opencode.json in Sanctum's home",
  verified: true,
  capabilities: { resume: true, usage: true, cost: true },
  countsTurns: false,
  model: '<provider>/<model>',
  settings: 'opencode.json',
  loginFile: { variable: 'XDG_DATA_HOME', below: 'opencode/auth.json', belowHome: '.local/share/opencode/auth.json' },
  keys: ({ model, settings }) => [`${providerOf(model).toUpperCase().replace(/\W/g, '_')}_API_KEY`, ...[...(settings ?? '').matchAll(/\{env:(\w+)\}/g)].map(([, name = '']) => name)],
  launch: ({ model, settings, login }) => {
    const key = keyOf(login, providerOf(model));
    return {
      args: ['acp'],
      environment: {
        // What is said here stands above the engineer's settings.
        OPENCODE_CONFIG_CONTENT: JSON.stringify({ model, small_model: model, autoupdate: false, share: 'disabled', agent: { title: { disable: true } } }),
        OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_MODELS_FETCH: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
        OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
        OPENCODE_DISABLE_SHARE: '1',
        // The repository's own configuration could name programs and servers; it is an agent's to write.
        OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      },
      files: {
        ...(settings === undefined ? {} : { '.config/opencode/opencode.json': settings }),
        ...(Object.keys(key).length === 0 ? {} : { '.local/share/opencode/auth.json': JSON.stringify(key) }),
      },
    };
  },
  exports: ['export', '{session}'],
  byHand: (session, { model }) => ['--session', session, '--model', model],
};
