import { chmod } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import type { Connection, Listener, Sockets } from './sockets.js';
import { longestMessage } from './sockets.js';

/** Linux takes 107 bytes, macOS 103, and Node cuts a longer path without a word. */
const longestPath = 103;

function asConnection(socket: Socket): Connection {
  let pending = '';
  let closed = false;
  const messageListeners: ((message: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    closed = true;
    for (const listener of closeListeners) listener();
  });
  socket.on('data', (chunk: string) => {
    pending += chunk;
    if (pending.length > longestMessage) {
      socket.destroy();
      return;
    }
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        socket.destroy();
        return;
      }
      for (const listener of messageListeners) listener(message);
    }
  });
  return {
    send: (message) => {
      socket.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => {
      messageListeners.push(listener);
    },
    onClose: (listener) => {
      if (closed) listener();
      else closeListeners.push(listener);
    },
    close: () => {
      socket.end();
    },
  };
}

/** Unix sockets. */
export class NodeSockets implements Sockets {
  async listen(path: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    if (Buffer.byteLength(path) > longestPath) {
      throw new Error(`The socket path ${path} is longer than ${String(longestPath)} bytes.`);
    }
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      onConnection(asConnection(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
    return {
      shut: () => {
        server.close();
      },
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          for (const socket of sockets) socket.destroy();
        }),
    };
  }

  connect(path: string): Promise<Connection | undefined> {
    return new Promise((resolve) => {
      const socket = createConnection(path);
      socket.once('connect', () => {
        socket.removeAllListeners('error');
        resolve(asConnection(socket));
      });
      socket.once('error', () => {
        resolve(undefined);
      });
    });
  }
}
