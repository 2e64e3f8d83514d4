import { join } from 'node:path';
import * as z from 'zod';
import { sanctumHome } from '../../git/projectFolder.js';
import type { Ports } from '../../platform/ports.js';
import type { McpLaunch } from '../backend.js';
import { shellFile, toolsConfiguration, toolsFile } from './claudeArguments.js';

/** Names the settings that the engineer wants for Sanctum's sessions; without it they are `claude.json` in Sanctum's home. */
export const claudeSettingsVariable = 'SANCTUM_CLAUDE_SETTINGS';

const tokenVariable = 'CLAUDE_CODE_OAUTH_TOKEN';

/** Keys of the machine that Claude Code knows: https://code.claude.com/docs/en/env-vars. Each is enough. */
const keyVariables = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', tokenVariable];

/** How it gets at the server, and how patient it is. */
const wayVariables = ['ANTHROPIC_BASE_URL', 'ANTHROPIC_CUSTOM_HEADERS', 'API_TIMEOUT_MS', 'CLAUDE_CODE_MAX_RETRIES', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** How Claude Code gets at its model on this machine. */
export interface ClaudeAccess {
  /** The engineer's settings for Sanctum's sessions, in the format of Claude Code's own `settings.json`. */
  readonly settings: { readonly path: string; readonly text: string } | undefined;
  /** The engineer's login, kept by `claude`: the key that is good for some hours, until then in milliseconds. Never that by which it is renewed. */
  readonly login: { readonly path: string; readonly token: string; readonly until: number | undefined } | undefined;
  /** Variables of the machine that hold keys. */
  readonly keys: Readonly<Record<string, string>>;
  /** Other variables of the machine that Claude Code is told. */
  readonly ways: Readonly<Record<string, string>>;
}

const loginSchema = z.object({ claudeAiOauth: z.object({ accessToken: z.string().min(1), expiresAt: z.number().nullish() }) });

type Machine = Pick<Ports, 'files' | 'processes'>;

/** Where the engineer's settings and login lie on a machine with this environment, whether or not they are there. */
export function claudeFiles(environment: Readonly<Record<string, string>>): { readonly settings: string; readonly login: string } {
  return {
    settings: environment[claudeSettingsVariable] ?? join(sanctumHome(environment), 'claude.json'),
    login: join(environment['CLAUDE_CONFIG_DIR'] ?? join(environment['HOME'] ?? '/', '.claude'), '.credentials.json'),
  };
}

/** What there is on this machine, or what is missing of the settings that were named. */
export async function claudeAccess({ files, processes }: Machine): Promise<ClaudeAccess | { readonly unavailable: string }> {
  const environment = processes.environment();
  const named = environment[claudeSettingsVariable];
  const { settings: path, login: loginPath } = claudeFiles(environment);
  const text = (await files.readIfThere(path))?.toString('utf8');
  if (text === undefined && named !== undefined) return { unavailable: `${claudeSettingsVariable} names ${named}, and no file is there.` };
  // A settings file that is no JSON is passed over by Claude Code without a word.
  if (text !== undefined && parsed(text) === undefined) return { unavailable: `The settings in ${path} are not JSON.` };
  const login = await loginIn(files, loginPath);
  return { settings: text === undefined ? undefined : { path, text }, login, keys: chosen(environment, keyVariables), ways: chosen(environment, wayVariables) };
}

function chosen(environment: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name, value]) => names.includes(name) && value !== ''));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function loginIn(files: Ports['files'], path: string): Promise<ClaudeAccess['login']> {
  const read = loginSchema.safeParse(parsed((await files.readIfThere(path))?.toString('utf8') ?? ''));
  if (!read.success) return undefined;
  const { accessToken, expiresAt } = read.data.claudeAiOauth;
  return { path, token: accessToken, until: expiresAt ?? undefined };
}

/** Whether the settings themselves say how the server is paid: a helper that tells a key, or variables such as those of another provider. */
function payBySettings(settings: ClaudeAccess['settings']): boolean {
  return /"(?:apiKeyHelper|ANTHROPIC_API_KEY|ANTHROPIC_AUTH_TOKEN|CLAUDE_CODE_OAUTH_TOKEN|CLAUDE_CODE_USE_\w+)"\s*:/.test(settings?.text ?? '');
}

/** Why Claude Code has nothing to show its model's server at this time; undefined where it has. */
export function whyNoLogin({ settings, login, keys }: ClaudeAccess, now: number): string | undefined {
  if (Object.keys(keys).length > 0 || payBySettings(settings)) return undefined;
  const lasting = `for a login that lasts, set ${tokenVariable} where Sanctum is started, to what \`claude setup-token\` prints.`;
  if (login === undefined) return `Claude Code is not logged in. Log in with \`claude\`, or set ANTHROPIC_API_KEY where Sanctum is started; ${lasting}`;
  if (login.until !== undefined && login.until <= now) return `The login in ${login.path} ran out at ${minuteOf(login.until)}. Start \`claude\` once, which renews it; ${lasting}`;
  return undefined;
}

/** A time to the minute, for a person. */
export function minuteOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16)}Z`;
}

/** What Claude Code shows its model's server. Keys of the environment go before the login, as with Claude Code itself. */
export function keysOf({ settings, login, keys }: ClaudeAccess): Readonly<Record<string, string>> {
  if (login === undefined || Object.keys(keys).length > 0 || payBySettings(settings)) return keys;
  return { [tokenVariable]: login.token };
}

/** The folder of a run's home that is its CLAUDE_CONFIG_DIR. */
export function configurationIn(home: string): string {
  return join(home, '.claude');
}

/**
 * Makes a run's own CLAUDE_CONFIG_DIR; safe to repeat. The engineer's settings, hooks, plugins and memories stay out of it: a run must not depend
 * on them. So does the file of the login: it holds what renews it, which is good for one use. A run that renewed it, and could not write where
 * the engineer's is, as in the sandbox, would have logged the engineer out.
 */
export async function makeClaudeHome(files: Ports['files'], home: string, { settings }: ClaudeAccess, mcp: McpLaunch | undefined): Promise<string> {
  const folder = configurationIn(home);
  await files.makeFolder(folder, 0o700);
  await files.write(join(folder, 'settings.json'), settings?.text ?? '{}', 0o600);
  // So that no command prints them by chance, as tests do that print their environment. It is no wall: they stand in Claude Code's own.
  await files.write(shellFile(folder), `unset ${[...keyVariables, 'ANTHROPIC_CUSTOM_HEADERS'].join(' ')}\n`, 0o600);
  if (mcp !== undefined) await files.write(toolsFile(folder), toolsConfiguration(mcp), 0o600);
  return folder;
}

/** Has Claude Code not ask an engineer who goes on by hand for a theme and a login, as it asks who never used it; only what it may do. */
export async function skipWelcome(files: Ports['files'], home: string): Promise<void> {
  const path = join(configurationIn(home), '.claude.json');
  const state = z.record(z.string(), z.unknown()).safeParse(parsed((await files.readIfThere(path))?.toString('utf8') ?? '{}'));
  if (state.success) await files.write(path, JSON.stringify({ ...state.data, hasCompletedOnboarding: true }), 0o600);
}

/** The session of a home, by the name of the file that Claude Code keeps it in; undefined when it never began. */
export async function sessionIn(files: Ports['files'], home: string): Promise<string | undefined> {
  const projects = join(configurationIn(home), 'projects');
  let latest: { readonly session: string; readonly modified: bigint } | undefined;
  for (const { name: project } of await files.list(projects)) {
    for (const { name } of await files.list(join(projects, project))) {
      const session = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/.exec(name)?.[1];
      const modified = (await files.status(join(projects, project, name)))?.modified ?? 0n;
      if (session !== undefined && (latest === undefined || modified > latest.modified)) latest = { session, modified };
    }
  }
  return latest?.session;
}
