import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../platform/ports.js';
import { userName } from '../platform/userName.js';

/** Who runs an engine, as the lease tells others. */
export interface Machine {
  /** Random, made once for a Sanctum home; two containers that share a name do not share it. */
  readonly id: string;
  readonly host: string;
  readonly user: string;
}

export async function readMachine(ports: Ports, home: string): Promise<Machine> {
  const path = join(home, 'machine');
  if ((await ports.files.status(path)) === undefined) {
    await ports.files.makeFolder(home, 0o700);
    await ports.files.writeNew(path, `${ports.random.hex(16)}\n`);
  }
  const id = (await ports.files.read(path)).toString('utf8').trim();
  return { id: `${id}.${hostname()}`.replace(/[^A-Za-z0-9._-]/g, '_'), host: hostname(), user: userName() };
}
