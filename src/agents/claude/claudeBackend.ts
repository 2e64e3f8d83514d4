import type { Ports } from '../../platform/ports.js';
import type { Command } from '../../platform/processes.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest } from '../backend.js';
import { claudeArguments, claudeHandArguments, claudeVariables } from './claudeArguments.js';
import type { ClaudeAccess } from './claudeHome.js';
import { claudeAccess, claudeFiles, keysOf, makeClaudeHome, minuteOf, sessionIn, skipWelcome, whyNoLogin } from './claudeHome.js';
import { checkProgram, findProgram } from '../programOnMachine.js';
import { claudeProgram } from './claudeProgram.js';

interface Ready {
  readonly program: string;
  readonly access: ClaudeAccess;
}

/** Anthropic's Claude Code, run once for each turn of a session by `claude --print`. It does not confine the model's commands; Sanctum's sandbox does. */
export class ClaudeBackend implements Backend {
  readonly name = 'claude';
  readonly format = 'claude';
  readonly source = claudeProgram;
  readonly capabilities = { resume: true, usage: true, cost: true, sandbox: false, steering: false };

  constructor(private readonly ports: Pick<Ports, 'clock' | 'files' | 'processes'>) {}

  async command(request: BackendRequest): Promise<Command | BackendUnavailable> {
    const { files } = this.ports;
    const ready = await this.ready();
    if ('unavailable' in ready) return ready;
    const session = request.session === 'resumed' ? await sessionIn(files, request.home) : undefined;
    if (request.session === 'resumed' && session === undefined) return { unavailable: gone(request) };
    const configuration = await makeClaudeHome(files, request.home, ready.access, request.mcp);
    return commandOf(ready, request, configuration, claudeArguments(request, configuration, session));
  }

  async byHand(request: HandRequest): Promise<Command | BackendUnavailable> {
    const { files } = this.ports;
    const ready = await this.ready();
    if ('unavailable' in ready) return ready;
    const session = await sessionIn(files, request.home);
    if (session === undefined) return { unavailable: `There is no session of Claude Code in ${request.home}.` };
    const configuration = await makeClaudeHome(files, request.home, ready.access, undefined);
    await skipWelcome(files, request.home);
    return commandOf(ready, request, configuration, claudeHandArguments(request, session));
  }

  access(): Promise<readonly string[]> {
    return Promise.resolve(Object.values(claudeFiles(this.ports.processes.environment())));
  }

  async check(): Promise<readonly BackendCheck[]> {
    const { program, ...check } = await checkProgram(this.ports, claudeProgram);
    return program === undefined ? [check] : [check, await this.checkLogin()];
  }

  private async ready(): Promise<Ready | BackendUnavailable> {
    const program = await findProgram(this.ports, claudeProgram);
    if (typeof program !== 'string') return program;
    const access = await claudeAccess(this.ports);
    if ('unavailable' in access) return access;
    const missing = whyNoLogin(access, this.ports.clock.now());
    return missing === undefined ? { program, access } : { unavailable: missing };
  }

  private async checkLogin(): Promise<BackendCheck> {
    const access = await claudeAccess(this.ports);
    const name = 'claude login';
    if ('unavailable' in access) return { name, found: undefined, words: access.unavailable };
    const { settings, login, keys } = access;
    const means = [
      ...Object.keys(keys),
      ...(login === undefined ? [] : [`${login.path}${login.until === undefined ? '' : `, until ${minuteOf(login.until)}`}`]),
      ...(settings === undefined ? [] : [`settings in ${settings.path}`]),
    ];
    const missing = whyNoLogin(access, this.ports.clock.now());
    return { name, found: missing === undefined ? means.join('; ') : undefined, words: missing ?? '' };
  }
}

function commandOf({ program, access }: Ready, { worktree, environment }: Pick<BackendRequest, 'worktree' | 'environment'>, configuration: string, args: readonly string[]): Command {
  return { file: program, args, cwd: worktree, env: { ...environment, ...access.ways, ...keysOf(access), ...claudeVariables(configuration) } };
}

function gone({ home, subject }: BackendRequest): string {
  const { ticket } = subject;
  const way = ticket === undefined ? '' : ` Begin anew with \`sanctum stop ${ticket}\`, then \`sanctum resume ${ticket}\`.`;
  return `The session of Claude Code in ${home} is gone.${way}`;
}
