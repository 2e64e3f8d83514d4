import { join } from 'node:path';
import type { BackendRequest, McpLaunch } from '../backend.js';

/** Longer than any call is held. In milliseconds; it also lifts Claude Code's limit on calls that are silent. */
const toolTimeout = 24 * 60 * 60 * 1000;

/** What the model may use of Claude Code's own. Neither the web nor agents below itself, whose work nobody here could follow. */
const tools = ['Bash', 'Edit', 'Read', 'Write', 'Glob', 'Grep', 'NotebookEdit', 'TodoWrite'].join(',');

/** What of that it need not ask for. A rule for `Edit` holds for all tools that write files: in the worktree, and nowhere else. */
const allowed = ['Bash', 'Edit(./**)', 'Read', 'Glob', 'Grep', 'TodoWrite', 'mcp__sanctum'].join(',');

/** The file in a run's CLAUDE_CONFIG_DIR that tells of Sanctum's tools. It holds the run's token, which is not to stand in a command line. */
export function toolsFile(configuration: string): string {
  return join(configuration, 'sanctum-tools.json');
}

/** How Claude Code is told of Sanctum's tools: https://code.claude.com/docs/en/mcp. */
export function toolsConfiguration({ command, env }: McpLaunch): string {
  const [program = '', ...args] = command;
  // Always loaded: it would have the model search for tools otherwise, before it can call them.
  return JSON.stringify({ mcpServers: { sanctum: { type: 'stdio', command: program, args, env, timeout: toolTimeout, alwaysLoad: true } } });
}

/**
 * Of every session of ours: settings come from the run's own home and from nowhere else. Those of the repository could name hooks that run, and
 * servers that prompts and keys are sent to. `claudeVariables` has the repository's CLAUDE.md read all the same.
 */
function everySession({ model, effort, worktree }: Pick<BackendRequest, 'model' | 'effort' | 'worktree'>): readonly string[] {
  return [
    // `claude` alone leaves the choice of the model to Claude Code.
    ...(model === 'claude' ? [] : ['--model', model]),
    ...(effort === undefined ? [] : ['--effort', effort]),
    ...['--setting-sources', 'user', '--strict-mcp-config', '--disable-slash-commands', '--add-dir', worktree],
  ];
}

/** Claude Code's command line. Nothing secret stands in it: whoever lists the processes of the machine can read it. The prompt comes over stdin. */
export function claudeArguments(request: Pick<BackendRequest, 'model' | 'effort' | 'worktree'>, configuration: string, session: string | undefined): readonly string[] {
  return [
    ...['--print', '--output-format', 'stream-json', '--verbose'],
    ...everySession(request),
    // What is not allowed here is refused, not asked; unlike `bypassPermissions` it also works for root.
    ...['--permission-mode', 'dontAsk', '--tools', tools, '--allowedTools', allowed],
    ...['--mcp-config', toolsFile(configuration)],
    ...(session === undefined ? [] : ['--resume', session]),
  ];
}

/** The command line by which the engineer goes on with a session in Claude Code's own terminal interface, which asks for permissions itself. */
export function claudeHandArguments(request: Pick<BackendRequest, 'model' | 'effort' | 'worktree'>, session: string): readonly string[] {
  return [...everySession(request), '--resume', session];
}

/** Variables of every session of ours: https://code.claude.com/docs/en/env-vars. */
export function claudeVariables(configuration: string): Readonly<Record<string, string>> {
  return {
    CLAUDE_CONFIG_DIR: configuration,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // The worktree's CLAUDE.md, without the settings that lie beside it.
    CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1',
    // It would be kept in a home that goes with the run.
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    // A command that goes on behind its back would be ended with the turn.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_MCP_TOOL_IDLE_TIMEOUT: '0',
    CLAUDE_ENV_FILE: shellFile(configuration),
  };
}

/** What Claude Code reads before each command of the model's. */
export function shellFile(configuration: string): string {
  return join(configuration, 'sanctum-shell.sh');
}
