import { dirname } from 'node:path';
import type { Role } from '../plan/atoms.js';
import type { Command } from '../platform/processes.js';
import type { Ports } from '../platform/ports.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest, RunAccount } from './backend.js';
import { mcpLaunch } from './backend.js';
import { CodexBackend } from './codexBackend.js';
import type { PromptRequest } from './promptFiles.js';
import { makePrompt } from './promptFiles.js';
import { RehearsalBackend } from './rehearsalBackend.js';
import { routeModel, RoutingError } from './routing.js';
import type { AgentPrograms } from './runs.js';

/** The backend that a model leads to cannot run here; the message says what to do. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
}

export interface KitOptions {
  readonly execPath: string;
  readonly programs: AgentPrograms;
  /** The shipped prompts. */
  readonly promptFolder: string;
}

export type KitRequest = Omit<BackendRequest, 'mcp'> & { readonly socket: string; readonly token: string; readonly role: Role };

/** What it takes to order a run: backends by model name, the tools' server, the prompts. */
export class AgentKit {
  private readonly backends: ReadonlyMap<string, Backend>;

  constructor(
    private readonly ports: Ports,
    private readonly options: KitOptions,
  ) {
    const backends: readonly Backend[] = [new RehearsalBackend(ports.files, options.execPath, options.programs.rehearsal), new CodexBackend(ports)];
    this.backends = new Map(backends.map((backend) => [backend.name, backend]));
  }

  /** The command that runs a model's agent. Throws RoutingError, BackendUnavailableError. */
  async command(request: KitRequest): Promise<Command> {
    const route = routeModel(request.model);
    const mcp = mcpLaunch(this.options.execPath, this.options.programs.mcp, request);
    const command = await this.backends.get(route.backend)?.command({ ...request, model: route.model, mcp });
    if (command === undefined || 'unavailable' in command) {
      throw new BackendUnavailableError(command?.unavailable ?? `The backend "${route.backend}" is not built yet.`);
    }
    return command;
  }

  /** The command that goes on with a session by hand, or why there is none. Throws RoutingError. */
  async byHand(request: HandRequest): Promise<Command | BackendUnavailable> {
    const route = routeModel(request.model);
    const command = await this.backends.get(route.backend)?.byHand?.({ ...request, model: route.model });
    return command ?? { unavailable: `The backend "${route.backend}" has no session that could be gone on with by hand.` };
  }

  /** Where the bundles lie that an agent must be able to read. */
  get programFolder(): string {
    return dirname(this.options.programs.mcp);
  }

  /** Whether an ended session of a model's agent can be gone on with. Throws RoutingError. */
  resumes(model: string): boolean {
    return this.backendOf(model)?.capabilities.resume ?? false;
  }

  /** Whether a model's agent is confined by its backend; not that of a model that leads nowhere. */
  confines(model: string): boolean {
    return this.known(model)?.capabilities.sandbox ?? false;
  }

  /** What the output of an ended run tells of it; `earlier` reads the output of the run whose session it went on with. */
  async account(model: string, stream: () => Promise<string>, earlier: () => Promise<string | undefined>): Promise<RunAccount> {
    const backend = this.known(model);
    return backend?.account === undefined ? {} : backend.account(await stream(), await earlier());
  }

  /** What the backend of a model needs of this machine. Throws RoutingError. */
  async check(model: string, confined: boolean): Promise<readonly BackendCheck[]> {
    return (await this.backendOf(model)?.check?.(confined)) ?? [];
  }

  /** What an agent is told. Throws PromptError when the plan's prompt for the role, or a value, does not fit. */
  prompt(request: PromptRequest): Promise<string> {
    return makePrompt(this.ports.files, this.options.promptFolder, request);
  }

  private backendOf(model: string): Backend | undefined {
    return this.backends.get(routeModel(model).backend);
  }

  /** Of an ended run, whose record may be damaged. */
  private known(model: string): Backend | undefined {
    try {
      return this.backendOf(model);
    } catch (error) {
      if (error instanceof RoutingError) return undefined;
      throw error;
    }
  }
}
