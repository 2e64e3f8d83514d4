import { join } from 'node:path';
import { sanctumHome } from '../../git/projectFolder.js';
import type { Ports } from '../../platform/ports.js';

/** Names the settings that the engineer wants for Sanctum's codex sessions; without it they are `codex.toml` in Sanctum's home. */
export const codexSettingsVariable = 'SANCTUM_CODEX_CONFIG';

/** Keys that codex and its model's server may ask for, where `codex login` was not used. */
const keyVariable = 'CODEX_API_KEY';

/** How codex gets at its model on this machine. */
export interface CodexAccess {
  /** The engineer's settings for Sanctum's sessions, in the format of codex's own `config.toml`. */
  readonly settings: { readonly path: string; readonly text: string } | undefined;
  /** The engineer's login, kept by `codex login`. */
  readonly login: string | undefined;
  /** Variables of the machine that hold keys, and only those. */
  readonly keys: Readonly<Record<string, string>>;
}

type Machine = Pick<Ports, 'files' | 'processes'>;

/** What there is on this machine, or what is missing of the settings that were named. */
export async function codexAccess({ files, processes }: Machine): Promise<CodexAccess | { readonly unavailable: string }> {
  const environment = processes.environment();
  const named = environment[codexSettingsVariable];
  const path = named ?? join(sanctumHome(environment), 'codex.toml');
  const text = (await files.readIfThere(path))?.toString('utf8');
  if (text === undefined && named !== undefined) return { unavailable: `${codexSettingsVariable} names ${named}, and no file is there.` };
  const login = join(environment['CODEX_HOME'] ?? join(environment['HOME'] ?? '/', '.codex'), 'auth.json');
  const keys: Record<string, string> = {};
  // What the settings name as a provider's key: https://developers.openai.com/codex/config-reference, `model_providers.<id>.env_key`.
  const asked = [...(text ?? '').matchAll(/^\s*env_key\s*=\s*["']([A-Za-z_]\w*)["']/gm)].map(([, name = '']) => name);
  for (const name of [keyVariable, ...asked]) {
    const value = environment[name];
    if (value !== undefined) keys[name] = value;
  }
  return {
    settings: text === undefined ? undefined : { path, text },
    login: (await files.status(login)) === undefined ? undefined : login,
    keys,
  };
}

/** Whether codex has something to show its model's server, or is told of a server that may want nothing. */
export function mayReachModel({ settings, login, keys }: CodexAccess): boolean {
  return login !== undefined || Object.keys(keys).length > 0 || /^\s*(?:model_provider|openai_base_url)\s*=/m.test(settings?.text ?? '');
}

/**
 * Makes a run's own CODEX_HOME; safe to repeat. The engineer's `config.toml`, rules and memories stay out of it: a run must not depend on
 * them. The login is a link: codex renews it now and then, and a copy that was renewed would make the engineer's own useless.
 */
export async function makeCodexHome(files: Ports['files'], home: string, { settings, login }: CodexAccess): Promise<string> {
  const folder = join(home, '.codex');
  await files.makeFolder(folder, 0o700);
  await files.write(join(folder, 'config.toml'), settings?.text ?? '', 0o600);
  const link = join(folder, 'auth.json');
  await files.remove(link);
  if (login !== undefined) await files.makeLink(link, await files.realPath(login));
  return folder;
}

/** The thread that a home's session is, by the name of the file that codex keeps it in; undefined when it never began. */
export async function threadIn(files: Ports['files'], home: string): Promise<string | undefined> {
  const rollout = await newestRollout(files, join(home, '.codex', 'sessions'));
  return /-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/.exec(rollout ?? '')?.[1];
}

/** The file of the thread that was begun last, in a folder of sessions; undefined where there is none. */
export async function newestRollout(files: Pick<Ports['files'], 'list'>, sessions: string): Promise<string | undefined> {
  const found: { readonly name: string; readonly path: string }[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const { name, kind } of await files.list(folder)) {
      if (kind === 'folder') await visit(join(folder, name));
      else if (/^rollout-.*\.jsonl$/.test(name)) found.push({ name, path: join(folder, name) });
    }
  };
  await visit(sessions);
  // The names begin with the time at which the thread did.
  return found.sort((one, other) => (one.name < other.name ? -1 : 1)).at(-1)?.path;
}
