import { dirname } from 'node:path';
import type { Role } from '../plan/atoms.js';
import type { Command } from '../platform/processes.js';
import type { Ports } from '../platform/ports.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest } from './backend.js';
import type { AgentPrograms } from './agentPrograms.js';
import { mcpLaunch } from './backend.js';
import { probeTools } from './mcp/probeTools.js';
import { backendRows } from './backends.js';
import type { PromptRequest } from './promptFiles.js';
import { makePrompt } from './promptFiles.js';
import { routeModel, RoutingError } from './routing.js';
import type { StreamFormat } from './stream/formats.js';

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
    const means = { ports, execPath: options.execPath, programs: options.programs };
    this.backends = new Map(backendRows.map(({ name, make }) => [name, make(means)]));
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

  /** What a model's agent prints. Throws RoutingError. */
  format(model: string): StreamFormat {
    const { backend } = routeModel(model);
    const format = this.backends.get(backend)?.format;
    if (format === undefined) throw new RoutingError(`The backend "${backend}" is not there.`);
    return format;
  }

  /** What the backend of a model needs of this machine. Throws RoutingError. */
  async check(model: string, confined: boolean): Promise<readonly BackendCheck[]> {
    return (await this.backendOf(model)?.check?.(confined)) ?? [];
  }

  /** What every backend that can tell needs of this machine, and which of the models lead to it. Throws whatever a backend throws. */
  async checkAll(models: readonly string[], confined: boolean): Promise<readonly { readonly checks: readonly BackendCheck[]; readonly needed: boolean }[]> {
    const named = new Set(models.map((model) => this.known(model)?.name));
    return Promise.all([...this.backends.values()].map(async (backend) => ({ checks: (await backend.check?.(confined)) ?? [], needed: named.has(backend.name) })));
  }

  /** Starts the tools' server as an agent does; how many tools it has, or why none. */
  probeTools(): Promise<{ readonly tools: number } | { readonly trouble: string }> {
    return probeTools(this.ports, this.options.execPath, this.options.programs.mcp);
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
