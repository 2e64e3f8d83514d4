import { dirname } from 'node:path';
import { sanctumHome } from '../git/projectFolder.js';
import type { Role } from '../plan/atoms.js';
import type { Config } from '../plan/schemas.js';
import type { Command } from '../platform/processes.js';
import type { Ports } from '../platform/ports.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest } from './backend.js';
import type { AgentPrograms } from './agentPrograms.js';
import { mcpLaunch } from './backend.js';
import { probeTools } from './mcp/probeTools.js';
import { backendRows } from './backends.js';
import { checkEndpoint } from './local/checkEndpoint.js';
import { silenceAt } from './local/silenceFor.js';
import { ProgramVersions } from './programOnMachine.js';
import type { PromptRequest } from './promptFiles.js';
import { makePrompt } from './promptFiles.js';
import { endpointOf, routeModel, RoutingError } from './routing.js';
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

/** What the plan knows of endpoints. */
interface Endpoints {
  readonly endpoints?: Config['endpoints'];
}

export type KitRequest = Omit<BackendRequest, 'mcp' | 'endpoint'> & Endpoints & { readonly socket: string; readonly token: string; readonly role: Role };

/** What it takes to order a run: backends by model name, the tools' server, the prompts. */
export class AgentKit {
  private readonly backends: ReadonlyMap<string, Backend>;
  private readonly versions: ProgramVersions;

  constructor(
    private readonly ports: Ports,
    private readonly options: KitOptions,
  ) {
    const means = { ports, execPath: options.execPath, programs: options.programs };
    this.versions = new ProgramVersions(ports);
    this.backends = new Map(backendRows.map(({ name, make }) => [name, make(means)]));
  }

  /** The command that runs a model's agent. Throws RoutingError, BackendUnavailableError. */
  async command(request: KitRequest): Promise<Command> {
    const route = routeModel(request.model);
    const endpoint = endpointOf(route, request.endpoints);
    const mcp = mcpLaunch(this.options.execPath, this.options.programs.mcp, request);
    const command = await this.backendOf(request.model).command({ ...request, model: route.model, effort: route.effort, endpoint, mcp });
    if ('unavailable' in command) throw new BackendUnavailableError(command.unavailable);
    return command;
  }

  /** The command that goes on with a session by hand, or why there is none. Throws RoutingError. */
  async byHand(request: Omit<HandRequest, 'endpoint'> & Endpoints): Promise<Command | BackendUnavailable> {
    const route = routeModel(request.model);
    const endpoint = endpointOf(route, request.endpoints);
    const command = await this.backendOf(request.model).byHand?.({ ...request, model: route.model, effort: route.effort, endpoint });
    return command ?? { unavailable: `The backend "${route.backend}" has no session that could be gone on with by hand.` };
  }

  /** Where the bundles lie that an agent must be able to read. */
  get programFolder(): string {
    return dirname(this.options.programs.mcp);
  }

  /** Whether an ended session of a model's agent can be gone on with. Throws RoutingError. */
  resumes(model: string): boolean {
    return this.backendOf(model).capabilities.resume;
  }

  /** Whether a model's agent is confined by its backend; not that of a model that leads nowhere. */
  confines(model: string): boolean {
    return this.known(model)?.capabilities.sandbox ?? false;
  }

  /** What a model's agent prints. Throws RoutingError. */
  format(model: string): StreamFormat {
    return this.backendOf(model).format;
  }

  /** The backend of a model with the version of its program: `codex 0.46.0`; its name alone where no version is told. Throws RoutingError. */
  async named(model: string): Promise<string> {
    const { name, source } = this.backendOf(model);
    const version = source === undefined ? undefined : await this.versions.of(source);
    return version === undefined ? name : `${name} ${version}`;
  }

  /** For how many seconds a healthy agent may wait for its model at an endpoint; undefined for a model that is at none. Throws RoutingError. */
  async silence(model: string, endpoints: Config['endpoints']): Promise<number | undefined> {
    const route = routeModel(model);
    const endpoint = endpointOf(route, endpoints);
    return endpoint === undefined ? undefined : silenceAt(this.ports.files, sanctumHome(this.ports.processes.environment()), endpoint, route.model);
  }

  /** What the backend of a model needs of this machine, and the endpoint that the model is at. Throws RoutingError. */
  async check(model: string, confined: boolean, endpoints?: Config['endpoints']): Promise<readonly BackendCheck[]> {
    const route = routeModel(model);
    const endpoint = endpointOf(route, endpoints);
    const checks = (await this.backendOf(model).check?.(confined, endpoint)) ?? [];
    return endpoint === undefined ? checks : [...checks, ...(await checkEndpoint(this.ports, endpoint, route.model))];
  }

  /** When what a provider's agents run with (login, settings) was changed last, in milliseconds since the epoch; undefined where nobody can tell. */
  async changedAt(provider: string): Promise<number | undefined> {
    const paths = (await this.backends.get(provider.replace(/@.*/s, ''))?.access?.()) ?? [];
    const found = await Promise.all(paths.map((path) => this.ports.files.status(path)));
    const times = found.flatMap((status) => (status === undefined ? [] : [Number(status.modified / 1_000_000n)]));
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** What every backend that can tell needs of this machine. Throws whatever a backend throws. */
  async checkAll(confined: boolean): Promise<readonly BackendCheck[]> {
    return (await Promise.all([...this.backends.values()].map(async (backend) => (await backend.check?.(confined)) ?? []))).flat();
  }

  /** Starts the tools' server as an agent does; how many tools it has, or why none. */
  probeTools(): Promise<{ readonly tools: number } | { readonly trouble: string }> {
    return probeTools(this.ports, this.options.execPath, this.options.programs.mcp);
  }

  /** What an agent is told. Throws PromptError when the plan's prompt for the role, or a value, does not fit. */
  prompt(request: PromptRequest): Promise<string> {
    return makePrompt(this.ports.files, this.options.promptFolder, request);
  }

  private backendOf(model: string): Backend {
    const { backend } = routeModel(model);
    const found = this.backends.get(backend);
    if (found === undefined) throw new RoutingError(`The backend "${backend}" is in no table.`);
    return found;
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
