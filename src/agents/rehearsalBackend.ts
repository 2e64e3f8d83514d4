import type { Files } from '../platform/files.js';
import type { Command } from '../platform/processes.js';
import type { Backend, BackendRequest, BackendUnavailable } from './backend.js';

/** Tells the rehearsal agent how to start its MCP server: a JSON array of program and arguments. */
export const mcpCommandVariable = 'SANCTUM_MCP_COMMAND';

/** The built-in agent that plays a scenario and thinks nothing; `rehearsal:<absolute file>` plays that file. */
export class RehearsalBackend implements Backend {
  readonly name = 'rehearsal';
  readonly format = 'rehearsal';
  readonly capabilities = { resume: true, usage: false, cost: false, sandbox: false, steering: false };

  constructor(
    private readonly files: Files,
    private readonly execPath: string,
    private readonly program: string,
  ) {}

  async command(request: BackendRequest): Promise<Command | BackendUnavailable> {
    const scenario = request.model === this.name ? undefined : request.model;
    if (scenario !== undefined && (await this.files.status(scenario)) === undefined) {
      return { unavailable: `The scenario file ${scenario} does not exist. Write it, or use the model "rehearsal" for the ticket's own scenario.` };
    }
    return {
      file: this.execPath,
      args: [this.program, ...(scenario === undefined ? [] : ['--scenario', scenario]), ...(request.session === 'resumed' ? ['--resume'] : [])],
      cwd: request.worktree,
      env: { ...request.environment, ...request.mcp.env, ELECTRON_RUN_AS_NODE: '1', [mcpCommandVariable]: JSON.stringify(request.mcp.command) },
    };
  }
}
