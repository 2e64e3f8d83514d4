import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { repositoryKey } from '../git/projectFolder.js';
import { pause } from '../platform/clock.js';
import type { FileStatus } from '../platform/files.js';
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

const unknownHolder = 'another process';

/** A holder that is stopped takes connections and says nothing. */
const greetingMilliseconds = 2000;

/** Who answers at the lock, or undefined when nobody does. */
async function askHolder(ports: Ports, path: string): Promise<string | undefined> {
  const connection = await ports.sockets.connect(path);
  if (connection === undefined) return undefined;
  const holder = await new Promise<string>((resolve) => {
    const cancel = ports.clock.after(greetingMilliseconds, () => {
      resolve(unknownHolder);
    });
    connection.onMessage((message) => {
      cancel();
      resolve(isGreeting(message) ? message.holder : unknownHolder);
    });
    connection.onClose(() => {
      cancel();
      resolve(unknownHolder);
    });
  });
  connection.close();
  return holder;
}

/** What is held: `engine` to work on the plan's tickets, `planning` to change the draft. */
export type LockName = 'engine' | 'planning';

function lockPath(folder: string, commonDir: string, name: LockName): string {
  return join(folder, `${name.charAt(0)}-${repositoryKey(commonDir)}`);
}

/** Who holds a lock of a repository for this user on this machine, or undefined when nobody does. */
export async function lockHolder(ports: Ports, commonDir: string, name: LockName = 'engine'): Promise<string | undefined> {
  return askHolder(ports, lockPath(await socketFolder(ports), commonDir, name));
}

/** One socket that was bound, not to be mistaken for a later one that was given the same inode. */
function identityOf({ inode, modified }: FileStatus): string {
  return `${String(inode)} ${String(modified)}`;
}

const mostTries = 1000;
const pauseMilliseconds = 2;

/**
 * Links `own` to `path`, or says who is there. A name that nobody answers at is taken away first, by the one that holds the claim on exactly
 * that dead socket: a claim is such a name itself, so that one left by a killed starter is taken over in the same way. (Unlinking the
 * stale name and binding it anew gave two holders in 11 of 25 races of three.)
 */
async function takeName(ports: Ports, own: string, path: string): Promise<{ readonly holder: string } | undefined> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (await ports.files.linkNew(own, path)) return undefined;
    const present = await ports.files.status(path);
    if (present === undefined) continue;
    const holder = await askHolder(ports, path);
    if (holder !== undefined) return { holder };
    const claim = `${path}.${createHash('sha256').update(identityOf(present)).digest('hex').slice(0, 8)}`;
    if ((await takeName(ports, own, claim)) !== undefined) {
      await pause(ports.clock, pauseMilliseconds);
      continue;
    }
    const now = await ports.files.status(path);
    // Only the holder of its claim may take a dead socket away, so what is still there now stays until then.
    if (now !== undefined && identityOf(now) === identityOf(present)) await ports.files.remove(path);
    await ports.files.remove(claim);
  }
  return { holder: unknownHolder };
}

/** Names that killed starters left; younger ones may belong to one that has not begun to listen. In milliseconds. */
const leftOverAge = 60_000;

async function removeLeftOvers(ports: Ports, folder: string, path: string): Promise<void> {
  for (const { name } of await ports.files.list(folder)) {
    const left = join(folder, name);
    if (!left.startsWith(`${path}.`)) continue;
    const found = await ports.files.status(left);
    const isOld = found !== undefined && ports.clock.now() - Number(found.modified / 1_000_000n) > leftOverAge;
    if (isOld && (await askHolder(ports, left)) === undefined) await ports.files.remove(left);
  }
}

/**
 * One engine for a repository and user: a listening socket, bound under a name of its own and then linked into place, which only one of
 * several can do. It falls with its process. Safety does not rest on it alone: plan commits are compare-and-swap under an epoch.
 */
export async function acquireLock(ports: Ports, commonDir: string, holder: string, name: LockName = 'engine'): Promise<LockResult> {
  const folder = await socketFolder(ports);
  const path = lockPath(folder, commonDir, name);
  const own = `${path}.${ports.random.hex(6)}`;
  const listener = await ports.sockets.listen(own, (connection) => {
    connection.send({ holder } satisfies Greeting);
  });
  try {
    const bound = await ports.files.status(own);
    const other = bound === undefined ? { holder: unknownHolder } : await takeName(ports, own, path);
    if (other !== undefined || bound === undefined) {
      await listener.close();
      return other ?? { holder: unknownHolder };
    }
    await removeLeftOvers(ports, folder, path);
    return { lock: heldLock(ports, listener, path, identityOf(bound)) };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

function heldLock(ports: Ports, listener: Listener, path: string, identity: string): EngineLock {
  const stillHeld = async (): Promise<boolean> => {
    const present = await ports.files.status(path);
    return present !== undefined && identityOf(present) === identity;
  };
  return {
    stillHeld,
    release: async () => {
      if (await stillHeld()) await ports.files.remove(path);
      await listener.close();
    },
  };
}
