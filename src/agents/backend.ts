import type { Role } from '../plan/atoms.js';
import type { Command } from '../platform/processes.js';
import type { NamedEndpoint } from './routing.js';
import type { ProgramSource } from './programOnMachine.js';
import type { RunOrder } from './runOrder.js';
import type { StreamFormat } from './stream/formats.js';
import { roleVariable, socketVariable, tokenVariable } from './runnerProtocol.js';

/** How to start the MCP server of one run; each backend tells its agent in the agent's own way. */
export interface McpLaunch {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface BackendRequest {
  /** The model, without the backend's name and without the endpoint's. */
  readonly model: string;
  /** How hard the model is to think, in the backend's own word; without it as hard as it does by itself. */
  readonly effort?: string | undefined;
  /** The server that the model is at, where `sanctum.json` says that; only for a backend whose models can be at one. */
  readonly endpoint?: NamedEndpoint | undefined;
  readonly worktree: string;
  /** The agent's HOME; that of the session that is gone on with, where one is. */
  readonly home: string;
  readonly runFolder: string;
  readonly mcp: McpLaunch;
  /** From `agentEnvironment`; a backend adds the key that its CLI needs, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  readonly subject: RunOrder['subject'];
  readonly attempt: number;
  /** Whether a backend that confines its agents itself is to do so. */
  readonly confined: boolean;
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
  /** Keeps the agent inside its folder by itself, so that nobody else need do it. */
  readonly sandbox: boolean;
  /** Takes a message in the middle of a turn. */
  readonly steering: boolean;
}

/** One thing that a backend needs of the machine. */
export interface BackendCheck {
  readonly name: string;
  /** What there is; undefined when it is missing. */
  readonly found: string | undefined;
  /** What is missing and how to get it. */
  readonly words: string;
}

/** What it takes to go on with a session by hand. */
export type HandRequest = Pick<BackendRequest, 'model' | 'effort' | 'endpoint' | 'worktree' | 'home' | 'environment' | 'confined'>;

/** A way to run an agent. The prompt comes over stdin, the tools over MCP. */
export interface Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  /** What its agents print. */
  readonly format: StreamFormat;
  /** The program that its agents are, where that tells its version. */
  readonly source?: ProgramSource;
  command(request: BackendRequest): Promise<Command | BackendUnavailable>;
  /** Goes on with the session in `home` in a terminal, with the engineer in front of it and without Sanctum's tools. Not of a backend that knows no such thing. */
  byHand?(request: HandRequest): Promise<Command | BackendUnavailable>;
  /** The files by which its agents get at their model (login, settings), whether or not they are there: when one was changed, a refused login is tried again. */
  access?(): Promise<readonly string[]>;
  /** Looks whether it could run here, and confine its agents where it is to; for a model at an endpoint, without a login. */
  check?(confined: boolean, endpoint?: NamedEndpoint): Promise<readonly BackendCheck[]>;
}

/** How `program`, the bundled MCP server, is started with a Node that may be VS Code's own. */
export function mcpLaunch(execPath: string, program: string, run: { readonly socket: string; readonly token: string; readonly role: Role }): McpLaunch {
  return {
    command: [execPath, program],
    env: { ELECTRON_RUN_AS_NODE: '1', [socketVariable]: run.socket, [tokenVariable]: run.token, [roleVariable]: run.role },
  };
}
