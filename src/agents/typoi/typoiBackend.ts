import { join } from 'node:path';
import type { Ports } from '../../platform/ports.js';
import type { Command } from '../../platform/processes.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable } from '../backend.js';
import type { ProgramSource } from '../programOnMachine.js';
import { findProgram } from '../programOnMachine.js';
import { toolsAddress } from './toolsOverHttp.js';

const variable = 'SANCTUM_TYPOI';

const typoiProgram: ProgramSource = { name: 'typoi', variable, howToGet: `Build it from https://github.com/monofuel/Typos, and put it on PATH or name it in ${variable}.` };

/** Keys of the servers that typoi knows, where they are set. */
const keyVariables = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'];

/**
 * typoi, by its documented command line: `--json-stream --yolo`, the prompt on stdin. It takes tools over HTTP alone, so a program of ours serves
 * them on the loopback, for one run, with typoi as its child.
 */
export class TypoiBackend implements Backend {
  readonly name = 'typoi';
  readonly format = 'typoi';
  readonly capabilities = { resume: false, usage: false, cost: false, sandbox: false, steering: false };

  constructor(
    private readonly ports: Pick<Ports, 'files' | 'processes'>,
    private readonly driver: { readonly execPath: string; readonly program: string },
  ) {}

  async command({ model, worktree, home, mcp, environment }: BackendRequest): Promise<Command | BackendUnavailable> {
    const { processes } = this.ports;
    const program = await findProgram(this.ports, typoiProgram);
    if (typeof program !== 'string') return program;
    const machine = processes.environment();
    await this.lendSettings(machine, home);
    const keys = keyVariables.flatMap((name) => (machine[name] === undefined ? [] : [[name, machine[name]]]));
    return {
      file: this.driver.execPath,
      args: [
        this.driver.program,
        program,
        ...['--json-stream', '--yolo', '--output-last-message', join(home, 'last-message'), '--mcp-server-url', `${toolsAddress}/mcp`],
        ...(model === this.name ? [] : ['--model', model]),
        ...(model.startsWith('claude-') ? ['--provider', 'anthropic'] : []),
      ],
      cwd: worktree,
      env: { ...environment, ...(Object.fromEntries(keys) as Record<string, string>), ...mcp.env, ELECTRON_RUN_AS_NODE: '1' },
    };
  }

  access(): Promise<readonly string[]> {
    return Promise.resolve([settingsPath(this.ports.processes.environment()['HOME'] ?? '/')]);
  }

  async check(): Promise<readonly BackendCheck[]> {
    const found = await findProgram(this.ports, typoiProgram);
    return [typeof found === 'string' ? { name: 'typoi', found, words: '' } : { name: 'typoi', found: undefined, words: found.unavailable }];
  }

  /** The engineer's settings for typoi, as a copy: a run may write into its own. */
  private async lendSettings(machine: Readonly<Record<string, string>>, home: string): Promise<void> {
    const { files } = this.ports;
    const settings = await files.readIfThere(settingsPath(machine['HOME'] ?? '/'));
    if (settings !== undefined) await files.write(settingsPath(home), settings, 0o600);
  }
}

/** typoi's settings, with its keys, below a HOME. */
function settingsPath(home: string): string {
  return join(home, '.typos', 'config.json');
}
