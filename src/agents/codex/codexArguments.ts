import { dirname, join } from 'node:path';
import { tagVariable } from '../../platform/processes.js';
import type { BackendRequest } from '../backend.js';

/** Longer than any call is held (four minutes); codex gives a call up for lost after five minutes unless told. */
const toolTimeoutSeconds = 900;
const startTimeoutSeconds = 30;

/** The folders of a ticket's own repository that `git commit` writes, as `makePrivateWorktree` lays them out; hooks and configuration are not among them. */
export function gitFolders(worktree: string): readonly string[] {
  const repository = join(dirname(worktree), 'repo.git');
  return ['worktrees/worktree', 'objects', 'refs', 'logs'].map((name) => join(repository, name));
}

export interface CodexArguments {
  readonly request: Pick<BackendRequest, 'model' | 'effort' | 'worktree' | 'mcp' | 'confined'>;
  /** Folders outside the worktree that the model's shell may write. */
  readonly writable: readonly string[];
  /** Variables that the model's shell is not to see. */
  readonly secrets: readonly string[];
  /** The thread to go on with. */
  readonly thread: string | undefined;
  /** What leads codex to another server than its own. */
  readonly provider?: Settings | undefined;
}

/** Settings of every session of ours, also of one that the engineer goes on with. */
const everySession: Readonly<Record<string, boolean | string>> = {
  // The run's home has the engineer's login as a file.
  cli_auth_credentials_store: 'file',
  'analytics.enabled': false,
  // A login shell would put the system's PATH in the place of the one that the run was given.
  allow_login_shell: false,
  // As in Sanctum's own sandbox: tests often listen on the loopback. The temporary folder is the run's own.
  'sandbox_workspace_write.network_access': true,
  'sandbox_workspace_write.exclude_slash_tmp': true,
  'shell_environment_policy.inherit': 'all',
};

type Settings = Readonly<Record<string, boolean | number | string | readonly string[]>>;

/** Values are TOML, in which a string or a list of strings looks as it does in JSON. */
function printSettings(settings: Settings): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${JSON.stringify(value)}`]);
}

function hiddenFromShell(secrets: readonly string[]): Settings {
  return { 'shell_environment_policy.exclude': ['*KEY*', '*TOKEN*', '*SECRET*', ...secrets] };
}

function thinking(effort: string | undefined): Settings {
  return effort === undefined ? {} : { model_reasoning_effort: effort };
}

/** The command line by which the engineer goes on with a session in codex's own terminal interface, which asks for approvals itself. */
export function codexHandArguments({ request: { model, effort, worktree, confined }, writable, secrets, thread, provider }: Omit<CodexArguments, 'request' | 'thread'> & { readonly request: Pick<BackendRequest, 'model' | 'effort' | 'worktree' | 'confined'>; readonly thread: string }): readonly string[] {
  return [
    ...['resume', thread, '-C', worktree],
    ...['-s', confined ? 'workspace-write' : 'danger-full-access'],
    ...writable.flatMap((folder) => ['--add-dir', folder]),
    ...(model === 'codex' ? [] : ['-m', model]),
    ...printSettings({ ...everySession, ...hiddenFromShell(secrets), ...thinking(effort), ...provider }),
  ];
}

/** codex's command line. Nothing secret stands in it: whoever lists the processes of the machine can read it. */
export function codexArguments({ request, writable, secrets, thread, provider }: CodexArguments): readonly string[] {
  const { model, effort, worktree, mcp, confined } = request;
  const [program = '', ...args] = mcp.command;
  const settings: Settings = {
    ...everySession,
    approval_policy: 'never',
    web_search: 'disabled',
    // Not by `--disable`, which refuses a feature that another version of codex does not know.
    'features.plugins': false,
    'features.multi_agent': false,
    'features.goals': false,
    // A run would wait for ever where there is no network.
    'features.unbounded_connection_retries': false,
    ...hiddenFromShell(secrets),
    'mcp_servers.sanctum.command': program,
    'mcp_servers.sanctum.args': args,
    // By name from codex's own environment: codex hands servers little more than PATH.
    'mcp_servers.sanctum.env_vars': [...Object.keys(mcp.env), tagVariable],
    // Without it a run whose tools did not start would end as if all were well.
    'mcp_servers.sanctum.required': true,
    'mcp_servers.sanctum.default_tools_approval_mode': 'approve',
    'mcp_servers.sanctum.tool_timeout_sec': toolTimeoutSeconds,
    'mcp_servers.sanctum.startup_timeout_sec': startTimeoutSeconds,
    ...thinking(effort),
    ...provider,
  };
  return [
    ...['exec', '--json', '--color', 'never', '--skip-git-repo-check', '-C', worktree],
    ...['-s', confined ? 'workspace-write' : 'danger-full-access'],
    ...writable.flatMap((folder) => ['--add-dir', folder]),
    // `codex` alone leaves the choice of the model to codex.
    ...(model === 'codex' ? [] : ['-m', model]),
    ...printSettings(settings),
    ...(thread === undefined ? [] : ['resume', thread]),
    // The prompt comes over stdin.
    '-',
  ];
}
