import type { Role } from '../plan/atoms.js';
import type { Command } from '../platform/processes.js';
import type { RunOrder } from './runOrder.js';
import { roleVariable, socketVariable, tokenVariable } from './runnerProtocol.js';

/** How to start the MCP server of one run; each backend tells its agent in the agent's own way. */
export interface McpLaunch {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface BackendRequest {
  /** The model, without the backend's name. */
  readonly model: string;
  readonly worktree: string;
  /** The agent's HOME; that of the session that is gone on with, where one is. */
  readonly home: string;
  readonly runFolder: string;
  readonly mcp: McpLaunch;
  /** From `agentEnvironment`; a backend adds the key that its CLI needs, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  readonly subject: RunOrder['subject'];
  readonly attempt: number;
  /** Whether the agent goes on with the session that it left in `home`; only of a backend that can. */
  readonly session: 'new' | 'resumed';
}

/** A backend that cannot run here, and what the engineer can do about it. */
export interface BackendUnavailable {
  readonly unavailable: string;
}

export interface BackendCapabilities {
  /** An ended session can be gone on with. */
  readonly resume: boolean;
  /** Tells the tokens that were used. */
  readonly usage: boolean;
  /** Tells the money that was spent. */
  readonly cost: boolean;
  /** Keeps the agent inside its folder. */
  readonly sandbox: boolean;
  /** Takes a message in the middle of a turn. */
  readonly steering: boolean;
}

/** A way to run an agent. The prompt comes over stdin, the tools over MCP. */
export interface Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  command(request: BackendRequest): Promise<Command | BackendUnavailable>;
}

/** How `program`, the bundled MCP server, is started with a Node that may be VS Code's own. */
export function mcpLaunch(execPath: string, program: string, run: { readonly socket: string; readonly token: string; readonly role: Role }): McpLaunch {
  return {
    command: [execPath, program],
    env: { ELECTRON_RUN_AS_NODE: '1', [socketVariable]: run.socket, [tokenVariable]: run.token, [roleVariable]: run.role },
  };
}
