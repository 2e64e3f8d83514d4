import type { Clock } from '../platform/clock.js';
import type { Ports } from '../platform/ports.js';
import type { Web } from '../platform/web.js';
import type { SimMachine, SimProcess } from './machine.js';
import { SimFiles } from './simFiles.js';
import type { ProgramTable } from './simProcesses.js';
import { SimProcesses } from './simProcesses.js';
import { SimSockets } from './simSockets.js';

function clockOf(machine: SimMachine, process: SimProcess): Clock {
  return {
    now: () => Math.floor(machine.wallTime()),
    monotonic: () => machine.scheduler.now,
    after: (milliseconds, action) => machine.scheduler.schedule(process.life, `${String(process.pid)} timer`, action, milliseconds),
  };
}

const noWeb: Web = {
  serve: () => Promise.reject(new Error('There is no web in the simulation.')),
  ask: () => Promise.reject(new Error('There is no web in the simulation.')),
};

/** The world as a simulated process sees it. */
export function simPorts(machine: SimMachine, process: SimProcess, programs: ProgramTable): Ports {
  return {
    clock: clockOf(machine, process),
    random: { hex: (length) => machine.dice.hex(length) },
    files: new SimFiles(machine, process),
    processes: new SimProcesses(machine, process, programs),
    sockets: new SimSockets(machine, process),
    web: noWeb,
  };
}
