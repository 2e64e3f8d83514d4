import type { Clock } from './clock.js';
import type { Files } from './files.js';
import { NodeClock } from './nodeClock.js';
import { NodeFiles } from './nodeFiles.js';
import { NodeProcesses } from './nodeProcesses.js';
import { NodeRandom } from './nodeRandom.js';
import { NodeSockets } from './nodeSockets.js';
import { NodeWeb } from './nodeWeb.js';
import type { Processes } from './processes.js';
import type { Random } from './random.js';
import type { Sockets } from './sockets.js';
import type { Web } from './web.js';

/** Everything the house may know of the machine. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly processes: Processes;
  readonly sockets: Sockets;
  readonly web: Web;
}

/** The ports of a real machine; made once, in a composition root. */
export function nodePorts(): Ports {
  return {
    clock: new NodeClock(),
    random: new NodeRandom(),
    files: new NodeFiles(),
    processes: new NodeProcesses(),
    sockets: new NodeSockets(),
    web: new NodeWeb(),
  };
}
