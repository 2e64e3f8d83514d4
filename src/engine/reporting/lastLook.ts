import { join } from 'node:path';
import * as z from 'zod';
import { isoTime } from '../../plan/atoms.js';
import { isoSeconds } from '../../platform/clock.js';
import type { Project } from '../project.js';

const lookSchema = z.strictObject({ looked: isoTime });

const dayMilliseconds = 24 * 3600_000;

/** From when on a report tells what the engineer has not seen, and why from then. */
export interface Absence {
  /** ISO. */
  readonly since: string;
  readonly because: 'last look' | 'engine start' | 'a day';
}

function fileOf({ folder }: Pick<Project, 'folder'>): string {
  return join(folder.path, 'looked.json');
}

/** When the engineer looked last; where nobody knows, since the engine was last taken up, and a day at most. */
export async function lastLook(project: Project): Promise<Absence> {
  const { ports, store } = project;
  const text = (await ports.files.readIfThere(fileOf(project)))?.toString('utf8');
  const looked = text === undefined ? undefined : lookIn(text);
  if (looked !== undefined) return { since: looked, because: 'last look' };
  const dayAgo = isoSeconds(ports.clock.now() - dayMilliseconds);
  const { lease } = await store.read();
  return lease !== undefined && lease.since > dayAgo ? { since: lease.since, because: 'engine start' } : { since: dayAgo, because: 'a day' };
}

/** Remembers that the engineer has seen all that there is by now. */
export async function noteLook(project: Pick<Project, 'folder' | 'ports'>): Promise<void> {
  const { clock, files } = project.ports;
  await files.write(fileOf(project), `${JSON.stringify({ looked: isoSeconds(clock.now()) })}\n`);
}

/** Undefined where the file is damaged: then nobody knows. */
function lookIn(text: string): string | undefined {
  try {
    return lookSchema.parse(JSON.parse(text)).looked;
  } catch {
    return undefined;
  }
}
