import { roleSchema } from '../../plan/atoms.js';
import { nodePorts } from '../../platform/ports.js';
import { roleVariable, socketVariable, tokenVariable, toolsReadyVariable } from '../runnerProtocol.js';
import { toolsOf } from '../tools.js';
import { LineTransport } from './lineTransport.js';
import { RunnerLink } from './runnerLink.js';
import { makeServer } from './server.js';

/** Sanctum's tools over stdio, for one agent. Returns why it cannot serve, or never. */
async function main(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const socket = environment[socketVariable];
  const token = environment[tokenVariable];
  const role = roleSchema.safeParse(environment[roleVariable]);
  if (socket === undefined || token === undefined || !role.success) {
    return `${socketVariable}, ${tokenVariable} and ${roleVariable} must be set; Sanctum sets them when it starts an agent.`;
  }
  const connection = await nodePorts().sockets.connect(socket);
  if (connection === undefined) return `No runner listens on ${socket}; the run is over.`;
  connection.onClose(() => process.exit(0));
  // Also with a call pending: otherwise the server outlives an agent that was killed.
  process.stdin.on('end', () => process.exit(0));
  const link = new RunnerLink(connection, token);
  const server = makeServer(role.data, process.env['SANCTUM_VERSION'] ?? '0', (tool, input) => link.call(tool, input));
  const ready = environment[toolsReadyVariable];
  if (ready !== undefined) server.server.oninitialized = () => void nodePorts().files.write(ready, '');
  await server.connect(new LineTransport(process.stdin, process.stdout, toolsOf(role.data).map(({ name }) => name)));
  return new Promise(() => undefined);
}

void main(process.env).then((reason) => {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
});
