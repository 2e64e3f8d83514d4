import * as z from 'zod';
import { readRef } from '../git/refReader.js';
import { heartbeatRef } from '../plan/paths.js';
import type { Lease } from '../plan/schemas.js';
import type { Project } from './project.js';

const heartbeatSchema = z.object({ machine: z.string(), epoch: z.number(), at: z.number() });
type Heartbeat = z.infer<typeof heartbeatSchema>;

/** The last sign of life of an engine that ended by itself: nobody has to wait for it. In milliseconds since the epoch. */
export const endedAt = 0;

/** A lease whose engine has given no sign of life for so long may be taken. In milliseconds. */
const expiry = 15 * 60_000;

export function heartbeatText(heartbeat: Heartbeat): string {
  return `${JSON.stringify(heartbeat)}\n`;
}

/** The sign of life that an object holds; undefined for none, or for one that somebody else wrote. */
export async function readHeartbeat({ repository }: Pick<Project, 'repository'>, id: string | undefined): Promise<Heartbeat | undefined> {
  if (id === undefined) return undefined;
  try {
    return heartbeatSchema.parse(JSON.parse((await repository.reader.blob(id)).toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Who else holds the lease and seems to be alive, in words, or undefined. On the engine's own machine and for its own user the lock has
 * already said that nobody does.
 */
export async function leaseHolder(project: Project, lease: Lease | undefined): Promise<string | undefined> {
  const { ports, place, machine } = project;
  if (lease === undefined || lease.machine === machine.id) return undefined;
  const beat = await readHeartbeat(project, await readRef(ports.files, place.commonDir, heartbeatRef));
  const last = beat?.machine === lease.machine && beat.epoch === lease.epoch ? beat.at : Date.parse(lease.since);
  if (ports.clock.now() - last > expiry) return undefined;
  const minutes = Math.round((ports.clock.now() - last) / 60_000);
  return `An engine of ${lease.user} on ${lease.host} runs this repository since ${lease.since} (last sign of life ${String(minutes)} minutes ago). If it is gone for good: sanctum run --take-over`;
}
