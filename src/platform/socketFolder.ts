import { join } from 'node:path';
import type { Ports } from './ports.js';
import { userName } from './userName.js';

/** The folder of the sockets belongs to somebody else, or is open to others. */
export class SocketFolderError extends Error {
  override readonly name = 'SocketFolderError';
}

/**
 * The folder of this user's sockets: short, because a socket's path is limited to 103 bytes, and closed to all others.
 * On Windows it is the beginning of a pipe's name. Throws when somebody else was there first.
 */
export async function socketFolder(ports: Pick<Ports, 'files'>): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\sanctum-${userName()}`;
  const uid = process.getuid?.() ?? -1;
  const folder = `/tmp/sanctum-${String(uid)}`;
  await ports.files.makeFolder(folder, 0o700);
  const found = await ports.files.status(folder);
  if (found?.kind !== 'folder' || found.owner !== uid || (found.mode & 0o077) !== 0) {
    throw new SocketFolderError(`${folder} must be a folder that only you can enter, because Sanctum's sockets lie there. Remove it and try again.`);
  }
  return folder;
}

/** The path of one socket in the folder that `socketFolder` gave. */
export function socketPath(folder: string, name: string): string {
  return process.platform === 'win32' ? `${folder}-${name}` : join(folder, `${name}.sock`);
}
