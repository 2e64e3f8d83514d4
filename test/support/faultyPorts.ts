import type { Child, Command, ProcessIdentity, Processes } from '../../src/platform/processes.js';
import { NodeProcesses } from '../../src/platform/nodeProcesses.js';
import { NodeFiles } from '../../src/platform/nodeFiles.js';
import type { Ports } from '../../src/platform/ports.js';
import { nodePorts } from '../../src/platform/ports.js';

/**
 * What the engine asks of the machine around its writes:
 * `hold` starts the git child of a landing, `go` gives it the word, `end` is its end; `object` writes an object of the repository, `swap`
 * moves the plan (`sent` is between the question to git and its answer); `detach` starts a runner; `call` is any call of a port that changes something (`sent`: it was made, and is
 * under way).
 */
export type FaultEvent = 'hold' | 'go' | 'end' | 'object' | 'swap' | 'detach' | 'call';
export type FaultSide = 'before' | 'sent' | 'after';

/** The process kills itself before, in the middle of, or after the `nth` such event (from 1), counted from the landing's `hold` on where `landing` is set. */
export interface Fault {
  readonly event: FaultEvent;
  readonly side: FaultSide;
  readonly nth: number;
  readonly landing: boolean;
}

/** Counts events, and pulls the plug at the one that was ordered. */
class Plug {
  private readonly seen = new Map<string, number>();
  private isLanding = false;

  constructor(private readonly fault: Fault) {}

  count(side: FaultSide, event: FaultEvent): number {
    return this.seen.get(`${side} ${event}`) ?? 0;
  }

  /** `SIGKILL` to this very process: nothing of it runs after. */
  at(side: FaultSide, event: FaultEvent): void {
    if (event === 'hold') this.isLanding = true;
    if (this.fault.landing && !this.isLanding) return;
    const key = `${side} ${event}`;
    const count = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, count);
    if (side !== this.fault.side || event !== this.fault.event || count !== this.fault.nth) return;
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
}

const planSwap = / refs\/heads\/sanctum\/plan /;

class FaultyProcesses extends NodeProcesses implements Processes {
  constructor(private readonly plug: Plug) {
    super();
  }

  override start(command: Command, options: { readonly ownGroup?: boolean } = {}): Child {
    const isHeld = command.args.includes('sanctum-landing');
    if (isHeld) this.plug.at('before', 'hold');
    const child = super.start(command, options);
    if (isHeld) {
      this.plug.at('after', 'hold');
      void child.exited.then(() => this.plug.at('after', 'end'));
    }
    if (!isHeld && !command.args.includes('update-ref')) return child;
    const plug = this.plug;
    let isSwapping = false;
    return {
      ...child,
      write: (data) => {
        const text = String(data);
        const isGo = isHeld && text === 'go\n';
        isSwapping = !isHeld && planSwap.test(text);
        if (isGo) plug.at('before', 'go');
        if (isSwapping) plug.at('before', 'swap');
        child.write(data);
        if (isGo) plug.at('after', 'go');
        if (isSwapping) plug.at('sent', 'swap');
      },
      onOutput: (listener) => {
        child.onOutput((chunk) => {
          if (isSwapping && chunk.includes('commit: ok')) plug.at('after', 'swap');
          listener(chunk);
        });
      },
    };
  }

  override async startDetached(command: Command, outputFile: string, onEnd: () => void): Promise<ProcessIdentity> {
    this.plug.at('before', 'detach');
    const identity = await super.startDetached(command, outputFile, onEnd);
    this.plug.at('after', 'detach');
    return identity;
  }
}

class FaultyFiles extends NodeFiles {
  constructor(private readonly plug: Plug) {
    super();
  }

  override async writeSynced(path: string, data: string | Uint8Array, mode?: number, after?: Promise<unknown>): Promise<void> {
    const isObject = path.includes('/.git/objects/');
    if (isObject) this.plug.at('before', 'object');
    await super.writeSynced(path, data, mode, after);
    if (isObject) this.plug.at('after', 'object');
  }
}

/** The calls by which the machine is changed, or could be by what they start. */
const changing: ReadonlySet<PropertyKey> = new Set([
  ...['write', 'writeSynced', 'writeNew', 'append', 'makeFolder', 'makeLink', 'linkNew', 'rename', 'copy', 'copyTree', 'remove', 'removeEmptyFolder', 'removeTree', 'makeTemporaryFolder'],
  ...['run', 'start', 'startDetached', 'signal', 'signalGroup'],
]);

/** Pulls the plug around the calls of a port that change something. */
function watched<Port extends object>(port: Port, plug: Plug): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown => {
        if (changing.has(name)) plug.at('before', 'call');
        const result: unknown = Reflect.apply(value, target, args);
        if (!changing.has(name)) return result;
        // The machine has it in hand, and the process does not know yet what came of it.
        setImmediate(() => plug.at('sent', 'call'));
        if (!(result instanceof Promise)) {
          plug.at('after', 'call');
          return result;
        }
        return result.finally(() => plug.at('after', 'call'));
      };
    },
  });
}

/** The ports of the real machine, on which one thing goes wrong at one moment. */
export function faultyPorts(fault: Fault | undefined): Ports {
  if (fault === undefined) return nodePorts();
  const plug = new Plug(fault);
  const ports = nodePorts();
  if (fault.event !== 'call') return { ...ports, processes: new FaultyProcesses(plug), files: new FaultyFiles(plug) };
  // Whoever only wants to know how many there are names one that never comes.
  process.on('exit', () => process.stderr.write(`calls: ${String(plug.count(fault.side, 'call'))}\n`));
  return { ...ports, processes: watched(ports.processes, plug), files: watched(ports.files, plug) };
}
