import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { agentPrograms } from '../../../test/support/agentPrograms.js';
import { eventually } from '../../../test/support/eventually.js';
import type { Connection, Listener } from '../../platform/sockets.js';
import { nodePorts } from '../../platform/ports.js';

describe('the MCP server', () => {
  const ports = nodePorts();
  let folder: string;
  let program: string;
  let listener: Listener;
  let received: unknown[];
  let connections: Connection[];

  beforeEach(async () => {
    program = (await agentPrograms()).mcp;
    folder = await ports.files.makeTemporaryFolder('sanctum-mcp-');
    received = [];
    connections = [];
    listener = await ports.sockets.listen(join(folder, 's'), (connection) => {
      connections.push(connection);
      connection.onMessage((message) => received.push(message));
    });
  });
  afterEach(async () => {
    await listener.close();
    await ports.files.removeTree(folder);
  });

  function environment(): Record<string, string> {
    return { SANCTUM_SOCKET: join(folder, 's'), SANCTUM_TOKEN: 'a-token', SANCTUM_ROLE: 'coding' };
  }

  it('lists the tools of the role with schemas that refuse what they do not know', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [program], env: environment() }));
    const { tools } = await client.listTools();
    await client.close();
    assert.deepEqual(tools.map(({ name }) => name), ['read_plan', 'report_progress', 'ask_question', 'request_plan_change', 'submit_pr']);
    const submit = tools.at(-1);
    assert.deepEqual([submit?.inputSchema.required, submit?.inputSchema['additionalProperties']], [['summary', 'evidence'], false]);
    assert.deepEqual(received, [{ token: 'a-token' }]);
  });

  /** A server in the middle of a call that nobody answers. */
  async function pendingCall(): Promise<{ server: ReturnType<typeof spawn>; exited: Promise<unknown> }> {
    const server = spawn(process.execPath, [program], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => server.once('exit', resolve));
    for (const message of [
      { id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } } },
      { id: 2, method: 'tools/call', params: { name: 'read_plan', arguments: { document: 'spec' } } },
    ]) {
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    }
    await eventually('the call', () => received.length === 2 || undefined);
    assert.deepEqual(received[1], { id: 1, tool: 'read_plan', arguments: { document: 'spec' } });
    return { server, exited };
  }

  it('ends with its stdin, also with a call pending', async () => {
    const { server, exited } = await pendingCall();
    server.stdin?.end();
    assert.equal(await exited, 0);
  });

  it('ends when the runner goes away', async () => {
    const { exited } = await pendingCall();
    for (const connection of connections) connection.close();
    assert.equal(await exited, 0);
  });

  it('says why it cannot serve', async () => {
    const start = (env: Record<string, string>): ReturnType<typeof ports.processes.run> => ports.processes.run({ file: process.execPath, args: [program], cwd: folder, env });
    const unset = await start({});
    assert.deepEqual([unset.exitCode, unset.stderr.toString()], [1, 'SANCTUM_SOCKET, SANCTUM_TOKEN and SANCTUM_ROLE must be set; Sanctum sets them when it starts an agent.\n']);
    const alone = await start({ ...environment(), SANCTUM_SOCKET: join(folder, 'nobody') });
    assert.equal(alone.exitCode, 1);
    assert.match(alone.stderr.toString(), /No runner listens on .*; the run is over\./);
  });
});
