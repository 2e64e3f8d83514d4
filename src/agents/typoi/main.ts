import { roleSchema } from '../../plan/atoms.js';
import { endLike, runInForeground } from '../../platform/foreground.js';
import { nodePorts } from '../../platform/ports.js';
import { RunnerLink } from '../mcp/runnerLink.js';
import { makeServer } from '../mcp/server.js';
import { roleVariable, socketVariable, tokenVariable } from '../runnerProtocol.js';
import { serveTools, toolsAddress } from './toolsOverHttp.js';

/** `typoi.cjs <typoi> <its arguments …>`: runs typoi with Sanctum's tools at an address of the loopback. typoi itself does not learn the way to the runner. */
async function main([file = '', ...args]: readonly string[]): Promise<void> {
  const { web, random, sockets, processes } = nodePorts();
  const { [socketVariable]: socket = '', [tokenVariable]: token = '', [roleVariable]: roleText, ELECTRON_RUN_AS_NODE: _ofNode, ...env } = processes.environment();
  const role = roleSchema.parse(roleText);
  const connection = await sockets.connect(socket);
  if (connection === undefined) throw new Error(`no runner listens on ${socket}; the run is over.`);
  const link = new RunnerLink(connection, token);
  const { address, server } = await serveTools(web, random.hex(32), () => makeServer(role, process.env['SANCTUM_VERSION'] ?? '0', (tool, input) => link.call(tool, input)));
  const ended = await runInForeground({ file, args: args.map((argument) => argument.replaceAll(toolsAddress, address)), cwd: process.cwd(), env });
  await server.close();
  endLike(ended);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`Sanctum's tools did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
