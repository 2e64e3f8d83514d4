import { join } from 'node:path';
import { sanctumHome } from '../../git/projectFolder.js';
import type { Ports } from '../../platform/ports.js';
import type { Command } from '../../platform/processes.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest } from '../backend.js';
import { toolsReadyVariable } from '../runnerProtocol.js';
import type { ProgramSource } from '../programOnMachine.js';
import { checkProgram, findProgram, installedBy } from '../programOnMachine.js';
import type { AcpPreset, PresetLaunch, PresetRequest } from './acpPreset.js';
import type { TurnOrder } from './turnOrder.js';
import { turnOrderVariable } from './turnOrder.js';

const sessionFile = 'acp-session';
const toolsFile = 'acp-tools-ready';

type Machine = Pick<Ports, 'files' | 'processes'>;

/** What the backend needs to start its driver. */
export interface AcpMeans {
  readonly ports: Machine;
  /** The Node that runs the driver. */
  readonly execPath: string;
  /** The bundled driver. */
  readonly driver: string;
}

interface Prepared {
  readonly program: string;
  readonly launch: PresetLaunch;
  readonly keys: Readonly<Record<string, string>>;
  readonly request: PresetRequest;
}

/** Any agent that speaks the Agent Client Protocol over stdio, driven for one turn by a program of Sanctum's. It is confined by Sanctum's sandbox. */
export class AcpBackend implements Backend {
  readonly format = 'acp';
  readonly capabilities: Backend['capabilities'];
  readonly source: ProgramSource;

  constructor(
    private readonly preset: AcpPreset,
    private readonly means: AcpMeans,
  ) {
    this.source = programOf(preset);
    this.capabilities = { ...preset.capabilities, sandbox: false, steering: false };
  }

  get name(): string {
    return this.preset.name;
  }

  async command(request: BackendRequest): Promise<Command | BackendUnavailable> {
    const { preset, means } = this;
    const { worktree, home, environment, mcp, session } = request;
    if (session === 'resumed' && (await means.ports.files.status(join(home, sessionFile))) === undefined) return { unavailable: gone(preset, request) };
    const prepared = await this.prepare(request);
    if ('unavailable' in prepared) return prepared;
    const { program, launch, keys } = prepared;
    const ready = join(home, toolsFile);
    const order: TurnOrder = {
      environment: { ...environment, ...launch.environment, ...keys },
      tools: { command: [...mcp.command], environment: { ...mcp.env, [toolsReadyVariable]: ready } },
      sessionFile: join(home, sessionFile),
      session,
      toolsFile: ready,
      own: [worktree, home, ...['TMPDIR'].flatMap((name) => environment[name] ?? [])],
      agent: { name: preset.name, login: preset.login, countsTurns: preset.countsTurns },
      ...(preset.exports === undefined ? {} : { exports: [...preset.exports] }),
    };
    return {
      file: means.execPath,
      // The program stands among the arguments so that a sandbox sees that it must be readable.
      args: [means.driver, program, ...launch.args],
      cwd: worktree,
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1', [turnOrderVariable]: JSON.stringify(order) },
    };
  }

  async byHand(request: HandRequest): Promise<Command | BackendUnavailable> {
    const { preset, means } = this;
    const session = (await means.ports.files.readIfThere(join(request.home, sessionFile)))?.toString('utf8');
    if (session === undefined || preset.byHand === undefined) return { unavailable: `There is no ${preset.name} session in ${request.home} that could be gone on with by hand.` };
    const prepared = await this.prepare(request);
    if ('unavailable' in prepared) return prepared;
    const { program, launch, keys } = prepared;
    return { file: program, args: preset.byHand(session, prepared.request), cwd: request.worktree, env: { ...request.environment, ...launch.environment, ...keys } };
  }

  access(): Promise<readonly string[]> {
    const { settings, login } = filesOf(this.preset, this.means.ports.processes.environment());
    return Promise.resolve([settings, login].filter((path) => path !== undefined));
  }

  async check(): Promise<readonly BackendCheck[]> {
    const { preset, means } = this;
    const { program: _program, ...check } = await checkProgram(means.ports, programOf(preset), preset.verified ? '' : ' (unverified: Sanctum was never tried with it)');
    return [check];
  }

  /** Writes what a run's home must hold; safe to repeat. */
  private async prepare({ model, home }: Pick<BackendRequest, 'model' | 'home'>): Promise<Prepared | BackendUnavailable> {
    const { preset } = this;
    const { files, processes } = this.means.ports;
    const program = await findProgram(this.means.ports, programOf(preset));
    if (typeof program !== 'string') return program;
    const machine = processes.environment();
    const read = async (path: string | undefined): Promise<string | undefined> => (path === undefined ? undefined : (await files.readIfThere(path))?.toString('utf8'));
    const { settings, login } = filesOf(preset, machine);
    const request: PresetRequest = { model, home, settings: await read(settings), login: await read(login) };
    const keys: Record<string, string> = {};
    for (const name of preset.keys(request)) {
      const value = machine[name];
      if (value !== undefined) keys[name] = value;
    }
    const launch = preset.launch(request);
    for (const [path, text] of Object.entries(launch.files)) await files.write(join(home, path), text, 0o600);
    return { program, launch, keys, request };
  }
}

function programOf({ name, variable, install }: AcpPreset): ProgramSource {
  return { name, variable, howToGet: installedBy(install, variable) };
}

/** Where the engineer's settings and login lie on a machine with this environment, whether or not they are there. */
function filesOf({ settings, loginFile }: AcpPreset, machine: Readonly<Record<string, string>>): { readonly settings: string | undefined; readonly login: string | undefined } {
  const folder = loginFile === undefined ? undefined : machine[loginFile.variable];
  return {
    settings: settings === undefined ? undefined : join(sanctumHome(machine), settings),
    login: loginFile === undefined ? undefined : folder === undefined ? join(machine['HOME'] ?? '/', loginFile.belowHome) : join(folder, loginFile.below),
  };
}

function gone({ name }: AcpPreset, { home, subject }: BackendRequest): string {
  const { ticket } = subject;
  const way = ticket === undefined ? '' : ` Begin anew with \`sanctum stop ${ticket}\`, then \`sanctum resume ${ticket}\`.`;
  return `The ${name} session in ${home} is gone.${way}`;
}
