import type { Child, Command, Processes } from '../../src/platform/processes.js';
import type { Ports } from '../../src/platform/ports.js';
import type { Plant } from '../../src/sim/world.js';

/** Ports with some methods of one of them in another way; all others as they are. */
function withFiles(ports: Ports, other: Partial<Ports['files']>): Ports {
  return { ...ports, files: replaced(ports.files, other) };
}

function withProcesses(ports: Ports, other: Partial<Processes>): Ports {
  return { ...ports, processes: replaced(ports.processes, other) };
}

function replaced<T extends object>(whole: T, other: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in other ? other : target, name);
      return typeof value === 'function' ? (...args: unknown[]): unknown => Reflect.apply(value, target, args) : value;
    },
  });
}

/** Only engines have the bug: who looks on is right. */
function inEngines(plant: (ports: Ports) => Ports): Plant {
  return (ports, { program }) => (program === 'engine' ? plant(ports) : ports);
}

/** Another command for the landing's git. */
function landingBy(command: (candidate: string, before: Command) => Partial<Command>): Plant {
  return inEngines((ports) =>
    withProcesses(ports, {
      start: (before, options) => {
        const held = before.args.indexOf('sanctum-landing');
        const changed = held < 0 ? before : { ...before, ...command(before.args.at(-1) ?? '', before) };
        return ports.processes.start(changed, options);
      },
    }),
  );
}

/** What the engine tells its long-lived `update-ref`, in other words. */
function refsBy(words: (text: string) => string): Plant {
  return inEngines((ports) =>
    withProcesses(ports, {
      start: (command, options): Child => {
        const child = ports.processes.start(command, options);
        if (!command.args.includes('update-ref')) return child;
        return replaced(child, { write: (data) => child.write(words(Buffer.from(data).toString('utf8'))) });
      },
    }),
  );
}

const mergeAt = ({ args }: Command): number => args.indexOf('merge');

/** What an engine does with files, on some paths left out. */
function withoutChanging(isLeftOut: (path: string) => boolean): Plant {
  return inEngines((ports) => {
    const { files } = ports;
    return withFiles(ports, {
      write: (path, data, mode) => (isLeftOut(path) ? Promise.resolve() : files.write(path, data, mode)),
      remove: (path) => (isLeftOut(path) ? Promise.resolve(true) : files.remove(path)),
    });
  });
}

/** Bugs below the ports, by what an engine with them would do. */
export const portPlants: Readonly<Record<string, Plant>> = {
  'a lock that a killed git left on the plan stays there': withoutChanging((path) => path.endsWith('.git/refs/heads/sanctum/plan.lock')),
  'agents are left behind when their runner is lost': inEngines((ports) => withProcesses(ports, { tagged: () => Promise.resolve([]) })),
  'a landing moves another branch as well': inEngines((ports) =>
    withProcesses(ports, {
      start: (command, options) => {
        const child = ports.processes.start(command, options);
        const merge = mergeAt(command);
        if (command.args.includes('sanctum-landing') && merge >= 0) void ports.processes.run({ ...command, file: 'git', args: [...command.args.slice(command.args.indexOf('git') + 1, merge), 'update-ref', 'refs/heads/release', 'refs/heads/sanctum/plan'] });
        return child;
      },
    }),
  ),
  'master is moved by update-ref below a checkout': landingBy((candidate, before) => ({ args: [...before.args.slice(0, mergeAt(before)), 'update-ref', 'refs/heads/main', candidate] })),
  'a landing overwrites what is in its way': inEngines((ports) =>
    withProcesses(ports, {
      start: (command, options) => {
        const merge = mergeAt(command);
        if (!command.args.includes('sanctum-landing') || merge < 0) return ports.processes.start(command, options);
        const [git, candidate] = [command.args.slice(command.args.indexOf('git') + 1, merge), command.args.at(-1) ?? ''];
        void ports.processes.run({ ...command, file: 'git', args: [...git, 'read-tree', '--reset', '-u', candidate] });
        return ports.processes.start({ ...command, args: [...command.args.slice(0, merge), 'update-ref', 'refs/heads/main', candidate] }, options);
      },
    }),
  ),
  'the landing does not wait for its intent': inEngines((ports) =>
    withProcesses(ports, {
      start: (command, options) => {
        const child = ports.processes.start(command, options);
        if (command.args.includes('sanctum-landing')) child.write('go\n');
        return child;
      },
    }),
  ),
  'refs are moved without comparing': refsBy((text) => text.replace(/^(update \S+ \S+) \S+$/m, '$1')),
  'what agents wrote is not kept under a ref': refsBy((text) => text.replace(/^update refs\/sanctum\/wip\/.*\n/m, '')),
  'the gate is green whatever it finds': inEngines((ports) =>
    withProcesses(ports, {
      start: (command, options) => {
        const isGate = command.file === '/bin/sh' && !command.args.includes('sanctum-landing');
        return ports.processes.start(isGate ? { ...command, args: ['-c', 'true'] } : command, options);
      },
    }),
  ),
  'objects are not synced': inEngines((ports) => withFiles(ports, { writeSynced: async (path, data, mode, after) => {
    await after;
    await ports.files.write(path, data, mode);
  } })),
};
