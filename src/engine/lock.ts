import { join } from 'node:path';
import { repositoryKey } from '../git/projectFolder.js';
import type { Ports } from '../platform/ports.js';
import type { Listener } from '../platform/sockets.js';
import { socketFolder } from '../platform/socketFolder.js';

export interface EngineLock {
  /** Whether the lock's name still leads to this process. */
  stillHeld(): Promise<boolean>;
  release(): Promise<void>;
}

export type LockResult = { readonly lock: EngineLock } | { readonly holder: string };

interface Greeting {
  readonly holder: string;
}

function isGreeting(message: unknown): message is Greeting {
  return typeof message === 'object' && message !== null && 'holder' in message && typeof message.holder === 'string';
}

/** Who answers at the lock, or undefined when nobody does. */
async function askHolder(ports: Ports, path: string): Promise<string | undefined> {
  const connection = await ports.sockets.connect(path);
  if (connection === undefined) return undefined;
  return new Promise((resolve) => {
    connection.onMessage((message) => {
      resolve(isGreeting(message) ? message.holder : 'another process');
      connection.close();
    });
    connection.onClose(() => {
      resolve('another process');
    });
  });
}

function lockPath(folder: string, commonDir: string): string {
  return join(folder, `e-${repositoryKey(commonDir)}`);
}

/** Who runs the engine of a repository for this user on this machine, or undefined when nobody does. */
export async function lockHolder(ports: Ports, commonDir: string): Promise<string | undefined> {
  return askHolder(ports, lockPath(await socketFolder(ports), commonDir));
}

/**
 * Takes away a name that nobody answers at, and only that: it is moved aside first, and put back when it turns out to be somebody else's,
 * bound in the moment between. (Unlinking the stale name and binding it anew gave two holders in 11 of 25 races of three.)
 */
async function removeStale(ports: Ports, path: string, stale: bigint): Promise<void> {
  const aside = `${path}.${ports.random.hex(6)}`;
  try {
    await ports.files.rename(path, aside);
  } catch {
    return;
  }
  const moved = await ports.files.status(aside);
  if (moved !== undefined && moved.inode !== stale) await ports.files.linkNew(aside, path);
  await ports.files.remove(aside);
}

/**
 * One engine for a repository and user: a listening socket, bound under a name of its own and then linked into place, which only one of
 * several can do. It falls with its process. Safety does not rest on it alone: plan commits are compare-and-swap under an epoch.
 */
export async function acquireLock(ports: Ports, commonDir: string, holder: string): Promise<LockResult> {
  const path = lockPath(await socketFolder(ports), commonDir);
  const own = `${path}.${ports.random.hex(6)}`;
  const listener = await ports.sockets.listen(own, (connection) => {
    connection.send({ holder } satisfies Greeting);
  });
  const inode = (await ports.files.status(own))?.inode;
  for (let tries = 0; tries < 100; tries += 1) {
    if (await ports.files.linkNew(own, path)) {
      const lock = heldLock(ports, listener, path, inode);
      if (await lock.stillHeld()) return { lock };
    }
    const present = await ports.files.status(path);
    if (present === undefined) continue;
    const other = await askHolder(ports, path);
    if (other !== undefined) {
      await listener.close();
      return { holder: other };
    }
    await removeStale(ports, path, present.inode);
  }
  await listener.close();
  return { holder: 'another process' };
}

function heldLock(ports: Ports, listener: Listener, path: string, inode: bigint | undefined): EngineLock {
  const stillHeld = async () => (await ports.files.status(path))?.inode === inode;
  return {
    stillHeld,
    release: async () => {
      if (await stillHeld()) await ports.files.remove(path);
      await listener.close();
    },
  };
}
