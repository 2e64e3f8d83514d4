import * as z from 'zod';
import type { Ports } from '../../platform/ports.js';
import type { Listener } from '../../platform/sockets.js';
import { socketFolder, socketPath } from '../../platform/socketFolder.js';
import type { McpLaunch } from '../backend.js';
import { mcpLaunch } from '../backend.js';
import { greetingSchema } from '../runnerProtocol.js';
import { toolsOf } from '../tools.js';

/** Longer than any machine takes to start a Node. */
const probeMilliseconds = 20_000;
const mostOutput = 1024 * 1024;

const answerSchema = z.looseObject({ id: z.literal(2), result: z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) }) });

const requests = [
  { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'sanctum doctor', version: '1' } } },
  { jsonrpc: '2.0', method: 'notifications/initialized' },
  { jsonrpc: '2.0', id: 2, method: 'tools/list' },
];

/** Starts the MCP server as an agent does, with a runner that only listens; says how many tools a coding agent gets, or why it gets none. */
export async function probeTools(ports: Ports, execPath: string, program: string): Promise<{ readonly tools: number } | { readonly trouble: string }> {
  const token = ports.random.hex(32);
  let listener: Listener | undefined;
  try {
    const socket = socketPath(await socketFolder(ports), `d-${ports.random.hex(12)}`);
    const shown = new Set<string | undefined>();
    listener = await ports.sockets.listen(socket, (connection) => connection.onMessage((message) => shown.add(greetingSchema.safeParse(message).data?.token)));
    const names = await toolsListed(ports, mcpLaunch(execPath, program, { socket, token, role: 'coding' }));
    if (typeof names === 'string') return { trouble: names };
    if (!shown.has(token)) return { trouble: 'it never spoke to its runner' };
    const missing = toolsOf('coding').map(({ name }) => name).filter((name) => !names.includes(name));
    return missing.length === 0 ? { tools: names.length } : { trouble: `it lists no ${missing.join(', ')}` };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  } finally {
    await listener?.close();
  }
}

/** The names, or why there are none. */
function toolsListed({ processes, clock }: Ports, { command: [file = '', ...args], env }: McpLaunch): Promise<readonly string[] | string> {
  return new Promise((resolve) => {
    const child = processes.start({ file, args, cwd: '/', env });
    let [output, errors] = ['', ''];
    const finish = (found: readonly string[] | string): void => {
      cancel();
      child.kill('SIGKILL');
      void child.exited.then(() => resolve(found));
    };
    const cancel = clock.after(probeMilliseconds, () => finish(`it does not answer within ${String(probeMilliseconds / 1000)} seconds`));
    child.onErrorOutput((chunk) => (errors = (errors + chunk.toString('utf8')).slice(-500)));
    child.onOutput((chunk) => {
      output += chunk.toString('utf8');
      if (output.length > mostOutput) finish('it prints what no agent would understand');
      const answer = output.split('\n').map(namesIn).find((names) => names !== undefined);
      if (answer !== undefined) finish(answer);
    });
    void child.ended.then(({ exitCode, startError }) => finish(startError ?? `it ended with ${String(exitCode)}: ${lineOf(errors)}`));
    for (const request of requests) child.write(`${JSON.stringify(request)}\n`);
  });
}

/** Node prints a page about a failure, of which one line says what it is. */
function lineOf(errors: string): string {
  const lines = errors.trim().split('\n');
  return lines.find((line) => line.includes('Error: ')) ?? lines.at(-1) ?? '';
}

function namesIn(line: string): readonly string[] | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(line)).data?.result.tools.map(({ name }) => name);
  } catch {
    return undefined;
  }
}
