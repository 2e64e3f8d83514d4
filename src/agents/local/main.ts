import { endLike, runInForeground } from '../../platform/foreground.js';
import { nodePorts } from '../../platform/ports.js';
import { addSample } from './endpointFigures.js';
import { endpointKeyVariable, localOrderSchema, localVariable, shimAddress, shimTokenVariable } from './localOrder.js';
import { startShim } from './shim.js';

/** Runs one agent with a shim between it and its endpoint; the shim lives as long as the agent does. */
async function main(): Promise<void> {
  const { web, clock, random, files, processes } = nodePorts();
  const { [localVariable]: told = '', [endpointKeyVariable]: key, ...env } = processes.environment();
  const { agent, endpoint, model, home } = localOrderSchema.parse(JSON.parse(told));
  const token = random.hex(32);
  let written = Promise.resolve();
  const shim = await startShim({
    web,
    clock,
    endpoint: { ...endpoint, key },
    token,
    onAnswer: (sample) => {
      written = written.then(() => addSample(files, home, { url: endpoint.url, model }, sample)).catch(() => undefined);
    },
  });
  const ended = await runInForeground({
    file: agent.file,
    args: agent.args.map((argument) => argument.replaceAll(shimAddress, shim.address)),
    cwd: process.cwd(),
    env: { ...env, [shimTokenVariable]: token },
  });
  await shim.close();
  await written;
  endLike(ended);
}

main().catch((error: unknown) => {
  process.stderr.write(`The shim of an endpoint could not be started: ${String(error)}\n`);
  process.exit(1);
});
