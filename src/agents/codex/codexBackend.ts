import { join } from 'node:path';
import type { Ports } from '../../platform/ports.js';
import type { Command } from '../../platform/processes.js';
import type { Backend, BackendCheck, BackendRequest, BackendUnavailable, HandRequest } from '../backend.js';
import { codexArguments, codexHandArguments, gitFolders } from './codexArguments.js';
import type { NamedEndpoint } from '../routing.js';
import type { AtEndpoint, ShimProgram } from './codexAtEndpoint.js';
import { atEndpoint } from './codexAtEndpoint.js';
import type { CodexAccess } from './codexHome.js';
import { codexAccess, makeCodexHome, mayReachModel, threadIn } from './codexHome.js';
import { checkProgram, findProgram } from '../programOnMachine.js';
import { codexProgram } from './codexProgram.js';

const logIn = 'Log in with `codex login`, or set CODEX_API_KEY where Sanctum is started.';

interface WayToModel {
  readonly program: string;
  readonly access: CodexAccess;
  readonly provider: AtEndpoint['settings'] | undefined;
  readonly wrap: (codex: Command) => Command;
}

/** OpenAI's codex, run once for each turn of a session by `codex exec`. It confines the model's commands itself. */
export class CodexBackend implements Backend {
  readonly name = 'codex';
  readonly format = 'codex';
  readonly source = codexProgram;
  readonly capabilities = { resume: true, usage: true, cost: false, sandbox: true, steering: false };

  constructor(
    private readonly ports: Pick<Ports, 'files' | 'processes'>,
    private readonly shim: ShimProgram,
  ) {}

  async command(request: BackendRequest): Promise<Command | BackendUnavailable> {
    const { files } = this.ports;
    const way = await this.wayToModel(request);
    if ('unavailable' in way) return way;
    const { program, access, provider, wrap } = way;
    const thread = request.session === 'resumed' ? await threadIn(files, request.home) : undefined;
    if (request.session === 'resumed' && thread === undefined) return { unavailable: gone(request) };
    const codexHome = await makeCodexHome(files, request.home, access);
    return wrap({
      file: program,
      args: codexArguments({ request, writable: await this.writable(request), secrets: [...Object.keys(access.keys), ...Object.keys(request.mcp.env)], thread, provider }),
      cwd: request.worktree,
      env: { ...request.environment, ...access.keys, ...request.mcp.env, CODEX_HOME: codexHome },
    });
  }

  async byHand(request: HandRequest): Promise<Command | BackendUnavailable> {
    const { files } = this.ports;
    const way = await this.wayToModel(request);
    if ('unavailable' in way) return way;
    const { program, access, provider, wrap } = way;
    const thread = await threadIn(files, request.home);
    if (thread === undefined) return { unavailable: `There is no codex session in ${request.home}.` };
    const codexHome = await makeCodexHome(files, request.home, access);
    return wrap({
      file: program,
      args: codexHandArguments({ request, writable: await this.writable(request), secrets: [...Object.keys(access.keys), 'ELECTRON_RUN_AS_NODE'], thread, provider }),
      cwd: request.worktree,
      env: { ...request.environment, ...access.keys, CODEX_HOME: codexHome },
    });
  }

  /** codex, and how it gets at its model: with the engineer's login or settings, or at an endpoint by the shim. */
  private async wayToModel({ endpoint, model }: Pick<BackendRequest, 'endpoint' | 'model'>): Promise<WayToModel | BackendUnavailable> {
    const program = await findProgram(this.ports, codexProgram);
    if (typeof program !== 'string') return program;
    const access = await codexAccess(this.ports);
    if ('unavailable' in access) return access;
    if (endpoint === undefined) return mayReachModel(access) ? { program, access, provider: undefined, wrap: (codex) => codex } : { unavailable: `codex is not logged in. ${logIn}` };
    const at = await atEndpoint(this.ports, this.shim, endpoint, model);
    // The engineer's login and keys are for another server.
    return 'unavailable' in at ? at : { program, access: { ...access, login: undefined, keys: {} }, provider: at.settings, wrap: at.wrap };
  }

  async access(): Promise<readonly string[]> {
    const access = await codexAccess(this.ports);
    if ('unavailable' in access) return [];
    return [access.login, access.settings?.path].filter((path) => path !== undefined);
  }

  async check(confined: boolean, endpoint?: NamedEndpoint): Promise<readonly BackendCheck[]> {
    const { program, ...check } = await checkProgram(this.ports, codexProgram);
    if (program === undefined) return [check];
    return [
      check,
      ...(endpoint === undefined ? [await this.checkLogin()] : []),
      ...(check.found !== undefined && confined ? [await this.checkSandbox(program)] : []),
    ];
  }

  private async checkLogin(): Promise<BackendCheck> {
    const access = await codexAccess(this.ports);
    const name = 'codex login';
    if ('unavailable' in access) return { name, found: undefined, words: access.unavailable };
    const means = [
      ...(access.login === undefined ? [] : [access.login]),
      ...Object.keys(access.keys),
      ...(access.settings === undefined ? [] : [`settings in ${access.settings.path}`]),
    ];
    return { name, found: mayReachModel(access) ? means.join(', ') : undefined, words: `codex is not logged in. ${logIn}` };
  }

  /** Lets codex confine a command that does nothing; its home is one that nobody else uses. */
  private async checkSandbox(program: string): Promise<BackendCheck> {
    const { files, processes } = this.ports;
    const home = await files.makeTemporaryFolder('sanctum-codex-');
    // In a home below the temporary folder codex makes none of the programs that it needs beside a bubblewrap of the system's.
    const temporary = join(home, 'tmp');
    try {
      await files.makeFolder(temporary);
      const ran = await processes.run({ file: program, args: ['sandbox', '--', 'true'], cwd: home, env: { ...processes.environment(), CODEX_HOME: home, TMPDIR: temporary } });
      const said = ran.stderr.toString('utf8').split('\n').filter((line) => line !== '' && !line.startsWith('WARNING')).join(' ').slice(0, 300);
      const words = `codex cannot confine commands here, and refuses to run any (${said}). See https://developers.openai.com/codex/agent-approvals-security, or set "sandbox": "off" in sanctum.json to run them unconfined.`;
      return { name: 'codex sandbox', found: ran.exitCode === 0 ? 'commands can write nowhere but in the worktree' : undefined, words };
    } finally {
      await files.removeTree(home);
    }
  }

  /** What the model's `git commit` writes beside the worktree; none where there is no repository of the run's own. */
  private async writable({ worktree }: Pick<BackendRequest, 'worktree'>): Promise<readonly string[]> {
    const { files } = this.ports;
    const folders = gitFolders(worktree);
    const [registration = '', , , logs = ''] = folders;
    if ((await files.status(registration)) === undefined) return [];
    // git makes none of them inside codex's sandbox.
    await files.makeFolder(join(logs, 'refs', 'heads'));
    return folders;
  }
}

function gone({ home, subject }: BackendRequest): string {
  const { ticket } = subject;
  const way = ticket === undefined ? '' : ` Begin anew with \`sanctum stop ${ticket}\`, then \`sanctum resume ${ticket}\`.`;
  return `The codex session in ${home} is gone.${way}`;
}
