import type { Connection, Listener, Sockets } from '../platform/sockets.js';
import type { Life } from './life.js';
import type { SimMachine, SimProcess, SocketEnd } from './machine.js';

/** One side of a connection: what it is told comes in order, some time later. */
class Side implements Connection, SocketEnd {
  private readonly heard: unknown[] = [];
  private readonly onMessages: ((message: unknown) => void)[] = [];
  private readonly onCloses: (() => void)[] = [];
  private isClosed = false;
  private told: Promise<void> = Promise.resolve();
  other: SocketEnd | undefined;

  constructor(
    private readonly machine: SimMachine,
    private readonly life: Life,
  ) {
    life.onEnd(() => this.other?.close());
  }

  send(message: unknown): void {
    this.other?.take(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.onMessages.push(listener);
    for (const message of this.heard.splice(0)) listener(message);
  }

  onClose(listener: () => void): void {
    if (this.isClosed) listener();
    else this.onCloses.push(listener);
  }

  take(message: unknown): void {
    this.later('a message', () => {
      if (this.onMessages.length === 0) this.heard.push(message);
      for (const listener of this.onMessages) listener(message);
    });
  }

  close(): void {
    this.later('a close', () => {
      if (this.isClosed) return;
      this.isClosed = true;
      for (const listener of this.onCloses) listener();
      this.other?.close();
    });
  }

  private later(what: string, action: () => void): void {
    if (this.life.isOver || this.isClosed) return;
    this.told = this.told.then(() => this.machine.scheduler.turn(this.life, `socket: ${what}`)).then(action);
  }
}

/** Sockets by the inode of their name: a second name leads to the same listener, and a dead one's name stays. */
export class SimSockets implements Sockets {
  constructor(
    private readonly machine: SimMachine,
    private readonly process: SimProcess,
  ) {}

  listen(path: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const { machine, process } = this;
    return machine.call(process, 'listen', path, () => {
      const { inode } = machine.disk.makeSocket(path);
      const stop = (): void => {
        machine.listeners.delete(inode);
      };
      machine.listeners.set(inode, {
        life: process.life,
        accept: (connection) => {
          const side = new Side(machine, process.life);
          side.other = connection;
          machine.scheduler.schedule(process.life, `${String(process.pid)} accepts`, () => onConnection(side));
          return side;
        },
      });
      process.life.onEnd(stop);
      const shut = (): void => {
        stop();
        machine.disk.remove(path);
      };
      return { shut, close: () => machine.call(process, 'close socket', path, shut) };
    });
  }

  connect(path: string): Promise<Connection | undefined> {
    const { machine, process } = this;
    return machine.call(process, 'connect', path, () => {
      const node = machine.disk.find(path);
      const listener = node === undefined ? undefined : machine.listeners.get(node.inode);
      if (listener === undefined) return undefined;
      const side = new Side(machine, process.life);
      side.other = listener.accept(side);
      return side;
    });
  }
}
