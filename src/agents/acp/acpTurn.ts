import * as z from 'zod';
import type { Clock } from '../../platform/clock.js';
import { pause } from '../../platform/clock.js';
import type { Files } from '../../platform/files.js';
import type { DriverLine } from './driverLines.js';
import { requestNames } from './driverLines.js';
import { permissionFor } from './permission.js';
import { RpcPeer } from './rpcPeer.js';
import type { RpcReply } from './rpcPeer.js';
import type { TurnOrder } from './turnOrder.js';

/** Longer than a Node takes to start on a machine that has much else to do. */
const toolsMilliseconds = 20_000;
const lookMilliseconds = 25;

const initializedSchema = z.object({
  agentCapabilities: z.object({ loadSession: z.boolean().optional(), sessionCapabilities: z.object({ resume: z.unknown() }).optional() }).optional(),
});
const sessionSchema = z.object({ sessionId: z.string() });

export interface TurnMeans {
  readonly clock: Clock;
  readonly files: Files;
  readonly worktree: string;
  readonly prompt: string;
  readonly order: TurnOrder;
  /** The run's tag, which the tools' server is to carry. */
  readonly tag: Readonly<Record<string, string>>;
  /** To the agent. */
  readonly send: (line: string) => void;
  /** To the stream, beside what the agent says. */
  readonly tell: (line: DriverLine) => void;
}

/** One turn of an agent that speaks the Agent Client Protocol: https://agentclientprotocol.com. */
export class AcpTurn {
  private readonly peer: RpcPeer;
  private session: string | undefined;

  constructor(private readonly means: TurnMeans) {
    this.peer = new RpcPeer(means.send, (method, params) => (method === 'session/request_permission' ? permissionFor(params, means.order.own, means.worktree) : undefined));
  }

  /** Takes what the agent said. */
  receive(value: unknown): void {
    this.peer.receive(value);
  }

  /** Asks the agent to end its turn; `run` then resolves by the agent's own reply. */
  cancel(): void {
    if (this.session !== undefined) this.peer.notify('session/cancel', { sessionId: this.session });
  }

  /** The id of the session that was played, or undefined where none began. Never rejects for what the agent does; open for ever when it goes away. */
  async run(): Promise<{ readonly session: string | undefined; readonly served: boolean }> {
    const { prompt, order, tell, files } = this.means;
    const initialized = await this.peer.request(requestNames.initialize, 'initialize', {
      protocolVersion: 1,
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
      clientInfo: { name: 'sanctum', title: 'Sanctum', version: process.env['SANCTUM_VERSION'] ?? '0' },
    });
    if ('error' in initialized) return { session: undefined, served: false };
    const session = order.session === 'resumed' ? await this.goOn(initialized.result) : await this.begin();
    if (session === undefined) return { session, served: false };
    this.session = session;
    await files.write(order.sessionFile, session);
    tell({ method: '_sanctum/session', params: { session } });
    if (!(await this.toolsAreThere())) {
      tell({ method: '_sanctum/failed', params: { cause: 'tools', words: `the agent did not reach their server in ${String(toolsMilliseconds / 1000)} seconds` } });
      return { session, served: false };
    }
    const ended = await this.peer.request(requestNames.prompt, 'session/prompt', { sessionId: session, prompt: [{ type: 'text', text: prompt }] });
    return { session, served: 'result' in ended };
  }

  private async begin(): Promise<string | undefined> {
    const reply = await this.peer.request(requestNames.session, 'session/new', this.place());
    const parsed = sessionSchema.safeParse('result' in reply ? reply.result : undefined);
    return parsed.data?.sessionId;
  }

  /** Without the history where the agent can: what was said before is in the stream of the run before. */
  private async goOn(initialized: unknown): Promise<string | undefined> {
    const { order, files, tell } = this.means;
    const sessionId = (await files.readIfThere(order.sessionFile))?.toString('utf8').trim();
    const capabilities = initializedSchema.safeParse(initialized).data?.agentCapabilities;
    const method = capabilities?.sessionCapabilities?.resume !== undefined ? 'session/resume' : capabilities?.loadSession === true ? 'session/load' : undefined;
    if (sessionId === undefined || method === undefined) {
      tell({ method: '_sanctum/failed', params: { cause: 'settings', words: method === undefined ? 'this version of it cannot go on with a session' : `there is no session in ${order.sessionFile}` } });
      return undefined;
    }
    const reply: RpcReply = await this.peer.request(requestNames.session, method, { sessionId, ...this.place() });
    return 'result' in reply ? sessionId : undefined;
  }

  private place(): object {
    const { worktree, order, tag } = this.means;
    const [command = '', ...args] = order.tools.command;
    const env = Object.entries({ ...order.tools.environment, ...tag }).map(([name, value]) => ({ name, value }));
    return { cwd: worktree, mcpServers: [{ name: 'sanctum', command, args, env }] };
  }

  /** Agents begin without a server that did not start, and none of them tells. */
  private async toolsAreThere(): Promise<boolean> {
    const { clock, files, order } = this.means;
    const until = clock.monotonic() + toolsMilliseconds;
    while ((await files.status(order.toolsFile)) === undefined) {
      if (clock.monotonic() > until) return false;
      await pause(clock, lookMilliseconds);
    }
    return true;
  }
}
